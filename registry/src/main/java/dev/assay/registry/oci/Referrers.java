package dev.assay.registry.oci;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.registry.RegistryException;
import dev.assay.registry.http.Answer;
import dev.assay.registry.http.Ask;
import dev.assay.registry.http.Guard;
import dev.assay.registry.http.Redirects;
import dev.assay.registry.http.Web;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What refers to a manifest (OCI distribution specification 1.1, "Listing Referrers"): asked of the registry where it knows,
 * else read from the tag that clients keep for it, {@code sha256-<hex>}. Thread-safe.
 */
public final class Referrers {
    private static final int MOST = 10_000;
    private static final int ATTEMPTS = 5;
    private static final long PAUSE_MILLIS = 10;

    private final Repository repository;
    private final Web web;
    private final Guard guard;

    Referrers(Repository repository, Web web, Guard guard) {
        this.repository = repository;
        this.web = web;
        this.guard = guard;
    }

    /** The tag that stands in where the registry keeps no such list. */
    static String tag(Digest subject) {
        return "sha256-" + subject.hex();
    }

    /** What refers to that manifest; nothing in it is believed. */
    public List<Stored.Descriptor> of(Digest subject) {
        return listed(subject)
                .orElseGet(() -> tagged(subject)
                        .map(index -> index.manifests(where(subject)))
                        .orElse(List.of()));
    }

    /** Empty if the registry has no such list: it says so by 404, by sending elsewhere, or by a page for people. */
    private Optional<List<Stored.Descriptor>> listed(Digest subject) {
        List<Stored.Descriptor> all = new ArrayList<>();
        Optional<URI> page = Optional.of(repository.uri("referrers/" + subject));
        for (int pages = 0; page.isPresent(); pages++) {
            Answer answer = web.ask(
                    Ask.get(page.get()).with("Accept", Stored.INDEX).by(guard).following(Redirects.RETURNED),
                    Stored.MOST_BYTES);
            if (answer.status() != 200) {
                if (answer.status() == 401 || answer.status() == 403) {
                    throw repository.unexpected(answer);
                }
                return Optional.empty();
            }
            Optional<Stored> index = index(answer.body(), answer.mediaType(), answer.where());
            if (index.isEmpty()) {
                return Optional.empty();
            }
            all.addAll(index.get().manifests(answer.where()));
            if (all.size() > MOST || pages == Pages.MOST) {
                throw new RegistryException(
                        answer.where() + " has more than " + MOST + " referrers, or no end of them");
            }
            page = Pages.next(answer);
        }
        return Optional.of(List.copyOf(all));
    }

    private static Optional<Stored> index(byte[] bytes, String type, String where) {
        try {
            return Optional.of(Stored.read(bytes, type, where)).filter(Stored::isIndex);
        } catch (RegistryException e) {
            return Optional.empty();
        }
    }

    /** What the tag gives, if that is an index: some registries take the tag for another way to write the digest. */
    private Optional<Stored> tagged(Digest subject) {
        return repository
                .manifest(tag(subject))
                .filter(stored -> stored.isIndex() && !stored.blob().digest().equals(subject));
    }

    /**
     * Lists these under the tag, beside what others listed there. The tag may be written by others at the same time: it is looked
     * at once more, and what was lost is listed again.
     *
     * @param ours an index of what refers to the subject
     */
    public void tag(Digest subject, Stored ours) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Optional<Stored> there = repository.manifest(tag(subject));
            if (there.isPresent()
                    && !there.get().isIndex()
                    && !there.get().blob().digest().equals(subject)) {
                throw new RegistryException(
                        where(subject) + " is not a list of referrers, where clients look for one. Remove that tag");
            }
            Optional<Stored> whole = merged(there.filter(Stored::isIndex), ours, where(subject));
            if (whole.isEmpty()) {
                return;
            }
            repository.put(tag(subject), whole.get());
            pause(attempt);
        }
        if (merged(tagged(subject), ours, where(subject)).isPresent()) {
            throw new RegistryException(where(subject) + " was overwritten by others each time. Try again later");
        }
    }

    /** With what is there, to which ours is added; empty if nothing of ours is missing there. */
    private static Optional<Stored> merged(Optional<Stored> there, Stored ours, String where) {
        if (there.isEmpty()) {
            return Optional.of(ours);
        }
        Map<String, JsonNode> all = new LinkedHashMap<>();
        int before = add(all, there.get(), where);
        if (add(all, ours, where) == 0) {
            return Optional.empty();
        }
        if (before == 0 || all.size() == ours.manifests(where).size()) {
            return Optional.of(ours);
        }
        ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", Stored.INDEX);
        ArrayNode list = index.putArray("manifests");
        all.values().forEach(list::add);
        return Optional.of(new Stored(Json.canonical(index), Stored.INDEX));
    }

    /** How many were new. The descriptors stay as they are: clients filter by their artifact types and annotations. */
    private static int add(Map<String, JsonNode> all, Stored index, String where) {
        // Read by descriptor first, so that what is copied was looked at.
        List<Stored.Descriptor> descriptors = index.manifests(where);
        JsonNode list = Json.read(index.bytes(), Stored.MOST_BYTES).path("manifests");
        int added = 0;
        for (int i = 0; i < descriptors.size(); i++) {
            if (all.putIfAbsent(descriptors.get(i).blob().digest().toString(), list.path(i)) == null) {
                added++;
            }
        }
        return added;
    }

    private String where(Digest subject) {
        return repository.place() + ":" + tag(subject);
    }

    private static void pause(int attempt) {
        try {
            Thread.sleep(PAUSE_MILLIS * attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("interrupted while listing referrers", e);
        }
    }
}
