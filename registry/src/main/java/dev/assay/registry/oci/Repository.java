package dev.assay.registry.oci;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentChangedException;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.RegistryException;
import dev.assay.registry.http.Answer;
import dev.assay.registry.http.Ask;
import dev.assay.registry.http.Guard;
import dev.assay.registry.http.NewFile;
import dev.assay.registry.http.Redirects;
import dev.assay.registry.http.Sink;
import dev.assay.registry.http.Web;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A repository of an OCI registry. What it gives is exactly what has the digest that was asked for, or, by a tag, whatever the
 * registry says: then its digest is computed here. Thread-safe.
 */
public final class Repository {
    private static final String ACCEPTED =
            String.join(", ", Stored.MANIFEST, Stored.INDEX, Stored.DOCKER_MANIFEST, Stored.DOCKER_INDEX);
    private static final int MOST_TAGS = 100_000;
    private static final int TAGS_A_PAGE = 1000;

    private final Place place;
    private final URI root;
    private final Web web;
    private final Tokens tokens;
    private final Guard pulling;
    private final Guard pushing;

    Repository(Place place, URI root, Web web, Tokens tokens) {
        this.place = place;
        this.root = root;
        this.web = web;
        this.tokens = tokens;
        this.pulling = tokens.guard(scope("pull"));
        this.pushing = tokens.guard(scope("pull,push"));
    }

    public Place place() {
        return place;
    }

    /** The manifest or index of this tag or digest; empty if there is none. */
    public Optional<Stored> manifest(String name) {
        Answer answer = web.ask(
                Ask.get(uri("manifests/" + name)).with("Accept", ACCEPTED).by(pulling), Stored.MOST_BYTES);
        if (isMissing(answer)) {
            return Optional.empty();
        }
        require(answer, 200);
        Stored stored = Stored.read(answer.body(), answer.mediaType(), answer.where());
        if (name.startsWith("sha256:") && !stored.blob().digest().toString().equals(name)) {
            throw new ContentChangedException(answer.where() + " has the digest "
                    + stored.blob().digest() + ": it was changed. Use another source");
        }
        return Optional.of(stored);
    }

    /**
     * The manifest or index that this names.
     *
     * @throws RegistryException when there is none
     */
    Stored require(String name) {
        return manifest(name)
                .orElseThrow(() -> new ContentMissingException(place + " has no '" + name
                        + "'. Check the name; if it is private, log in: docker login " + place.host()));
    }

    boolean hasManifest(Digest digest) {
        return has(Ask.of("HEAD", uri("manifests/" + digest)).with("Accept", ACCEPTED));
    }

    boolean hasBlob(Digest digest) {
        return has(Ask.of("HEAD", uri("blobs/" + digest)));
    }

    /** Whoever sends it elsewhere has it. */
    private boolean has(Ask ask) {
        Answer answer = web.ask(ask.by(pushing), 0);
        if (isMissing(answer)) {
            return false;
        }
        if (answer.status() / 100 != 2 && answer.status() / 100 != 3) {
            throw unexpected(answer);
        }
        return true;
    }

    /** Content, whole. */
    public byte[] blob(Blob blob) {
        byte[] whole = new byte[(int) blob.size()];
        web.download(download(blob), blob, Sink.memory(whole));
        return whole;
    }

    /** Streams content into a new file. */
    public void copy(Blob blob, Path file) {
        NewFile.write(file, channel -> web.download(download(blob), blob, Sink.file(channel)));
    }

    /** The same into anything. */
    void copy(Blob blob, Sink sink) {
        web.download(download(blob), blob, sink);
    }

    private Ask download(Blob blob) {
        return Ask.get(uri("blobs/" + blob.digest())).by(pulling).following(Redirects.CONTENT);
    }

    /**
     * Content whose size is not known.
     *
     * @param most bytes of it
     */
    byte[] blob(Digest digest, int most) {
        Answer answer = web.ask(Ask.get(uri("blobs/" + digest)).by(pulling).following(Redirects.CONTENT), most);
        if (isMissing(answer)) {
            throw new ContentMissingException(place + " has no content " + digest + ". Use another source");
        }
        require(answer, 200);
        if (!Digest.of(answer.body()).equals(digest)) {
            throw new ContentChangedException(answer.where() + " has the digest " + Digest.of(answer.body())
                    + ": it was changed. Use another source");
        }
        return answer.body();
    }

    /**
     * All tags.
     *
     * @throws RegistryException when there are more than a registry has here, or no such repository
     */
    public SortedSet<String> tags() {
        SortedSet<String> tags = new TreeSet<>();
        Optional<URI> page = Optional.of(uri("tags/list?n=" + TAGS_A_PAGE));
        for (int pages = 0; page.isPresent(); pages++) {
            Answer answer = web.ask(Ask.get(page.get()).by(pulling), Stored.MOST_BYTES);
            require(answer, 200);
            tags.addAll(tags(answer));
            if (tags.size() > MOST_TAGS || pages == Pages.MOST) {
                throw new RegistryException(place + " has more than " + MOST_TAGS + " tags, or no end of them");
            }
            page = Pages.next(answer);
        }
        return tags;
    }

    /** What cannot be a tag cannot be asked for: it is left out. */
    private static List<String> tags(Answer answer) {
        try {
            Fields fields = Fields.of(Json.read(answer.body(), Stored.MOST_BYTES), "$");
            return fields.texts("tags", MOST_TAGS).stream()
                    .filter(Reference::isTag)
                    .toList();
        } catch (ModelException e) {
            throw new RegistryException(answer.where() + " is not a list of tags: " + e.getMessage(), e);
        }
    }

    /**
     * Puts content there, unless it is there.
     *
     * @param elsewhere a repository of the same registry that has it, which saves sending it
     * @return whether it was sent
     */
    public boolean push(byte[] bytes, Optional<Place> elsewhere) {
        Blob blob = Blob.of(bytes);
        if (hasBlob(blob.digest())) {
            return false;
        }
        return new Upload(this, blob, bytes).run(elsewhere);
    }

    /**
     * Puts a manifest or an index there, under its digest or a tag as well. What it names must be there.
     *
     * @return whether the registry lists it among the referrers of its subject
     */
    public boolean put(String name, Stored stored) {
        Answer answer = web.ask(
                Ask.of("PUT", uri("manifests/" + name))
                        .sending(stored.mediaType(), stored.bytes())
                        .by(pushing),
                Stored.MOST_BYTES);
        require(answer, 201);
        return answer.header("OCI-Subject").isPresent();
    }

    public Referrers referrers() {
        return new Referrers(this, web, pulling);
    }

    Web web() {
        return web;
    }

    /** For what is done with these repositories together. */
    Guard pushing(Optional<Place> from) {
        return from.map(other -> tokens.guard(scope("pull,push") + " repository:" + other.path() + ":pull"))
                .orElse(pushing);
    }

    private String scope(String actions) {
        return "repository:" + place.path() + ":" + actions;
    }

    URI uri(String below) {
        return root.resolve(place.path() + "/" + below);
    }

    static boolean isMissing(Answer answer) {
        return answer.status() == 404 || answer.status() == 410;
    }

    void require(Answer answer, int status) {
        if (answer.status() != status) {
            throw unexpected(answer);
        }
    }

    RegistryException unexpected(Answer answer) {
        return switch (answer.status()) {
            case 401, 403 ->
                new RegistryException(answer.where() + " refuses this: " + answer.told()
                        + ". Log in as somebody who may: docker login " + Inert.line(place.host()));
            case 404 ->
                new ContentMissingException(
                        answer.where() + " does not exist: " + answer.told() + ". Check the address of the registry");
            default -> new RegistryException(answer.where() + " answered with " + answer.told() + ". Try again later");
        };
    }
}
