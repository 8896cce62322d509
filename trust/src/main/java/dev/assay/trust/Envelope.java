package dev.assay.trust;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A DSSE envelope with exactly one signature. Immutable: its arrays are never handed out or taken in without a copy. */
final class Envelope {
    private final String payloadType;
    private final byte[] payload;
    private final byte[] signature;
    private final String keyid;

    private Envelope(String payloadType, byte[] payload, byte[] signature, String keyid) {
        this.payloadType = payloadType;
        this.payload = payload;
        this.signature = signature;
        this.keyid = keyid;
    }

    static Envelope sign(String payloadType, byte[] payload, SigningKey key) {
        return new Envelope(payloadType, payload.clone(), key.sign(Dsse.pae(payloadType, payload)), key.hint());
    }

    /** Reads every field; what is unknown, missing, doubled or of another type is an {@link InvalidValueException}. */
    static Envelope fromJson(Fields fields) {
        String payloadType = fields.text("payloadType");
        byte[] payload = base64(fields, "payload");
        List<Fields> signatures = fields.objects("signatures", 1);
        if (signatures.isEmpty()) {
            throw new InvalidValueException(fields.path() + ".signatures", "it must hold exactly one signature");
        }
        Fields one = signatures.getFirst();
        byte[] signature = base64(one, "sig");
        String keyid = one.optionalText("keyid").orElse("");
        one.end();
        fields.end();
        return new Envelope(payloadType, payload, signature, keyid);
    }

    /** The key is named where the envelope stands alone; a bundle names it elsewhere. */
    ObjectNode toJson(boolean alone) {
        ObjectNode out = Json.object()
                .put("payload", Base64.getEncoder().encodeToString(payload))
                .put("payloadType", payloadType);
        ObjectNode one = out.putArray("signatures").addObject();
        if (alone) {
            one.put("keyid", keyid);
        }
        one.put("sig", Base64.getEncoder().encodeToString(signature));
        return out;
    }

    String payloadType() {
        return payloadType;
    }

    byte[] payload() {
        return payload.clone();
    }

    /** The hint of the key that signed, or empty. A name only: nothing follows from it but which key to try. */
    Optional<String> keyid() {
        return keyid.isEmpty() ? Optional.empty() : Optional.of(keyid);
    }

    boolean isSignedBy(VerificationKey key) {
        return key.verifies(Dsse.pae(payloadType, payload), signature);
    }

    /** Base64 in its one form (RFC 4648, section 3.5): padded, no line ends, no bits left over. */
    private static byte[] base64(Fields fields, String name) {
        String text = fields.text(name);
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length > 0 && Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw new InvalidValueException(fields.path() + "." + name, "it must be base64 with padding, and not empty");
    }
}
