package dev.assay.registry;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.PluginName;
import dev.assay.trust.DocumentKind;
import dev.assay.trust.Opening;
import dev.assay.trust.Revocations;
import dev.assay.trust.SignedDocument;
import dev.assay.trust.TrustException;
import dev.assay.trust.VerificationKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Reads the documents of a registry: the head, which a publisher signed, and those that the head names by digest. Anything
 * else is refused. Thread-safe.
 *
 * @param publishers whose signature counts
 */
record Signed(List<VerificationKey> publishers) {
    private static final int MOST_BYTES = SignedDocument.MOST_BYTES;

    static Signed by(Collection<VerificationKey> publishers) {
        return new Signed(List.copyOf(publishers));
    }

    /**
     * @param now the time at which it must not have expired
     * @param where names it in messages
     */
    Head head(byte[] bytes, String where, Instant now) {
        try {
            return switch (SignedDocument.read(DocumentKind.INDEX, bytes).open(publishers, now)) {
                case Opening.Opened opened -> Head.fromJson(opened.document());
                case Opening.Refused refused ->
                    throw new RegistryException(where + ": " + refused.reason().message() + ". "
                            + refused.reason().remedy());
            };
        } catch (TrustException | ModelException e) {
            throw new RegistryException(where + ": " + e.getMessage(), e);
        }
    }

    /** The index that the head names for this plugin; one without releases if it names none. */
    static PluginIndex index(Contents contents, Head head, PluginName plugin) {
        Blob named = head.plugins().get(plugin);
        if (named == null) {
            return PluginIndex.first(plugin);
        }
        PluginIndex index = read(contents, named, PluginIndex::fromJson);
        if (!index.plugin().equals(plugin)) {
            throw new RegistryException(Places.document(named.digest()) + " is the index of " + index.plugin()
                    + " where the registry promises that of " + plugin + ": it was signed wrongly. Tell its publisher");
        }
        return index;
    }

    static Revocations revocations(Contents contents, Head head) {
        return read(contents, head.revocations(), document -> Revocations.fromJson(Fields.of(document, "revocations")));
    }

    private static <T> T read(Contents contents, Blob named, Function<JsonNode, T> reader) {
        String path = Places.document(named.digest());
        try {
            return reader.apply(Json.read(contents.read(path, named), MOST_BYTES));
        } catch (ModelException e) {
            throw new RegistryException(path + ": " + e.getMessage(), e);
        }
    }
}
