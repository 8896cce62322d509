package dev.assay.trust.login;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.trust.login.Caller.Question;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Version 1: {@code POST /api/v1/log/entries}; a file as {@code hashedrekord}, an envelope as {@code dsse}. */
record RekorV1(URI base, Caller caller) implements Rekor {
    private static final String PATH = "api/v1/log/entries";
    private static final String JSON = "application/json";
    private static final int MOST_HASHES = 64;
    private static final int MOST_BODY = 4 << 20;
    private static final int CONFLICT = 409;

    @Override
    public ObjectNode log(Draft draft) {
        byte[] proposal = Json.canonical(proposal(draft));
        Answer answer = caller.ask(Question.post(SERVICE, Address.below(base, PATH), JSON, JSON, proposal)
                .orStatus(CONFLICT));
        // It has the entry already: an answer was lost on its way, and the entry was sent again.
        Answer found = answer.status() == CONFLICT ? caller.ask(Question.get(SERVICE, entry(answer))) : answer;
        return found.read(fields -> entry(fields.whole()));
    }

    private static ObjectNode proposal(Draft draft) {
        String verifier = Draft.base64(Caller.utf8(draft.key().pem()));
        ObjectNode out = Json.object().put("apiVersion", "0.0.1");
        ObjectNode spec = out.putObject("spec");
        if (draft.envelope().isPresent()) {
            out.put("kind", "dsse");
            ObjectNode content = spec.putObject("proposedContent")
                    .put("envelope", new String(Json.canonical(draft.envelopeJson()), StandardCharsets.UTF_8));
            content.putArray("verifiers").add(verifier);
            return out;
        }
        out.put("kind", "hashedrekord");
        spec.putObject("data")
                .putObject("hash")
                .put("algorithm", "sha256")
                .put("value", HexFormat.of().formatHex(draft.sha256()));
        spec.putObject("signature")
                .put("content", Draft.base64(draft.signature()))
                .putObject("publicKey")
                .put("content", verifier);
        return out;
    }

    /** Only the entry's name is taken from the answer: it leads nowhere else. */
    private URI entry(Answer conflict) {
        String location = conflict.location().orElse("");
        String name = location.substring(location.lastIndexOf('/') + 1);
        if (!name.matches("[0-9a-f]{64,80}")) {
            throw conflict.malformed("it has the entry already, and does not say where");
        }
        return Address.below(base, PATH + "/" + name);
    }

    private static ObjectNode entry(JsonNode answer) {
        if (answer.size() != 1) {
            throw new InvalidValueException("answer", "it must hold exactly one entry");
        }
        Fields entry = Fields.of(answer.iterator().next(), "entry");
        String body = entry.text("body");
        Fields kept = Fields.of(Json.read(base64(body), MOST_BODY), "entry.body");
        Fields verification = entry.object("verification");
        Fields proof = verification.object("inclusionProof");
        ObjectNode out = Json.object()
                .put("logIndex", number(entry, "logIndex"))
                .put("integratedTime", number(entry, "integratedTime"))
                .put("canonicalizedBody", body);
        out.putObject("logId").put("keyId", encoded(entry.text("logID")));
        out.putObject("kindVersion").put("kind", kept.text("kind")).put("version", kept.text("apiVersion"));
        out.putObject("inclusionPromise").put("signedEntryTimestamp", verification.text("signedEntryTimestamp"));
        ObjectNode inclusion = out.putObject("inclusionProof")
                .put("logIndex", number(proof, "logIndex"))
                .put("treeSize", number(proof, "treeSize"))
                .put("rootHash", encoded(proof.text("rootHash")));
        ArrayNode hashes = inclusion.putArray("hashes");
        proof.texts("hashes", MOST_HASHES).forEach(hash -> hashes.add(encoded(hash)));
        inclusion.putObject("checkpoint").put("envelope", proof.text("checkpoint"));
        return out;
    }

    private static String number(Fields fields, String name) {
        return Long.toString(fields.integer(name, 0, Json.LARGEST_INTEGER));
    }

    /** The interface writes hashes in hexadecimal, bundles in base64. */
    private static String encoded(String hex) {
        try {
            return Draft.base64(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException _) {
            throw new InvalidValueException("entry", "a hash is not hexadecimal");
        }
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new InvalidValueException("entry.body", "it is not base64");
        }
    }
}
