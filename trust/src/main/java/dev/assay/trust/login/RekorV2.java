package dev.assay.trust.login;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.trust.login.Caller.Question;
import java.net.URI;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Version 2: {@code POST /api/v2/log/entries}. It keeps {@code hashedrekord} alone: for an envelope the record is of its
 * encoding, which is what is signed (Sigstore's rekor-v2-spec, section 6.1.4).
 */
record RekorV2(URI base, Caller caller) implements Rekor {
    private static final String PATH = "api/v2/log/entries";
    private static final String JSON = "application/json";
    private static final int MOST_HASHES = 64;

    @Override
    public ObjectNode log(Draft draft) {
        ObjectNode body = Json.object();
        ObjectNode record = body.putObject("hashedRekordRequestV002").put("digest", Draft.base64(draft.sha256()));
        ObjectNode verifier = record.putObject("signature")
                .put("content", Draft.base64(draft.signature()))
                .putObject("verifier")
                .put("keyDetails", "PKIX_ECDSA_P256_SHA_256");
        verifier.putObject("x509Certificate")
                .put("rawBytes", Draft.base64(draft.key().certificate()));
        return caller.ask(Question.post(SERVICE, Address.below(base, PATH), JSON, JSON, Json.canonical(body)))
                .read(RekorV2::entry);
    }

    /** The answer has the form of bundles; what they do not know is left out. */
    private static ObjectNode entry(Fields answer) {
        ObjectNode out = Json.object().put("canonicalizedBody", answer.text("canonicalizedBody"));
        copy(answer, out, List.of("logIndex", "integratedTime"));
        out.putObject("logId").put("keyId", answer.object("logId").text("keyId"));
        Fields kind = answer.object("kindVersion");
        out.putObject("kindVersion").put("kind", kind.text("kind")).put("version", kind.text("version"));
        Fields proof = answer.object("inclusionProof");
        ObjectNode inclusion = out.putObject("inclusionProof").put("rootHash", proof.text("rootHash"));
        copy(proof, inclusion, List.of("logIndex", "treeSize"));
        inclusion.set("hashes", Json.texts(proof.texts("hashes", MOST_HASHES)));
        inclusion
                .putObject("checkpoint")
                .put("envelope", proof.object("checkpoint").text("envelope"));
        return out;
    }

    /** Numbers, which are texts in protocol buffers' JSON, and absent where they are zero. */
    private static void copy(Fields from, ObjectNode to, List<String> names) {
        for (String name : names) {
            from.optionalNode(name).ifPresent(node -> {
                String number = node.isString() || node.isIntegralNumber() ? node.asString() : "";
                if (!number.matches("[0-9]{1,19}")) {
                    throw new InvalidValueException(from.path() + "." + name, number, "a number from 0");
                }
                to.put(name, number);
            });
        }
    }
}
