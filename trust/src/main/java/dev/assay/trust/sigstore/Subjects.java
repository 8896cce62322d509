package dev.assay.trust.sigstore;

import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The subjects of an in-toto statement. It counts for each of them, and for nothing else. */
final class Subjects {
    private static final int MOST_BYTES = 16 << 20;

    /** Npm's registry still makes the old ones; what a later version means, nobody knows. */
    private static final Set<String> TYPES =
            Set.of("https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1");

    private static final List<String> ALGORITHMS = List.of("sha256", "sha384", "sha512");

    private Subjects() {}

    /** Refuses a payload that is no statement about this file. */
    static void require(Content.Envelope envelope, Artifact artifact) throws Malformed {
        if (!envelope.payloadType.equals(Statement.PAYLOAD_TYPE)) {
            throw new Malformed(
                    "statement-malformed", "the envelope holds a " + envelope.payloadType + ", not a statement");
        }
        JsonNode statement;
        try {
            statement = Json.read(envelope.payload, MOST_BYTES);
        } catch (ModelException e) {
            throw new Malformed("statement-malformed", "the payload is no statement: " + e.getMessage());
        }
        if (!TYPES.contains(statement.path("_type").asString(""))) {
            throw new Malformed("statement-malformed", "the payload is no in-toto statement of a known version");
        }
        for (JsonNode subject : statement.path("subject")) {
            if (names(subject.path("digest"), artifact)) {
                return;
            }
        }
        throw new Malformed("artifact-differs", "the statement is about other files");
    }

    /** Of the digests that can be told, there must be one, and none may be another. Npm's are SHA-512 only. */
    private static boolean names(JsonNode digests, Artifact artifact) {
        boolean named = false;
        for (String algorithm : ALGORITHMS) {
            Optional<byte[]> found = Hashes.named(algorithm).flatMap(artifact::hashed);
            if (found.isPresent() && digests.has(algorithm)) {
                if (!Arrays.equals(bytes(digests.path(algorithm).asString("")), found.get())) {
                    return false;
                }
                named = true;
            }
        }
        return named;
    }

    /** Digests are compared as bytes: some write them in capitals. */
    private static byte[] bytes(String hex) {
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }
}
