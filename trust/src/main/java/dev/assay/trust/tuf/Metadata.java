package dev.assay.trust.tuf;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.trust.SigningKey;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Content with its signatures, as a file holds it (section 4.2). The bytes are kept as they came: a hash is over them, and a
 * signature over the canonical form of all fields, also of those that are not known here. That the signatures are right is
 * for a {@link Quorum} to say. Immutable and thread-safe.
 */
public final class Metadata<C extends Content> {
    private static final Pattern HEX = Pattern.compile("([0-9a-fA-F]{2})*+");

    private final String what;
    private final byte[] bytes;
    private final JsonNode signed;
    private final byte[] message;
    private final Map<String, byte[]> signatures;
    private final C content;

    private Metadata(String what, byte[] bytes, JsonNode signed, Map<String, byte[]> signatures, C content) {
        this.what = what;
        this.bytes = bytes;
        this.signed = signed;
        this.message = CanonicalJson.encode(signed);
        this.signatures = signatures;
        this.content = content;
    }

    /** Reads a root file, of which nothing is known yet but that it is one. */
    public static Metadata<Root> root(byte[] bytes) {
        return read(bytes, "root.json", Bounds.ROOT_BYTES, Root::read);
    }

    static Metadata<Timestamp> timestamp(byte[] bytes) {
        return read(bytes, "timestamp.json", Bounds.TIMESTAMP_BYTES, Timestamp::read);
    }

    static Metadata<Snapshot> snapshot(byte[] bytes) {
        return read(bytes, "snapshot.json", Bounds.SNAPSHOT_BYTES, Snapshot::read);
    }

    static Metadata<Targets> targets(byte[] bytes, String role) {
        return read(bytes, targetsNamed(role), Bounds.TARGETS_BYTES, Targets::read);
    }

    /** How messages name the metadata of such a role. */
    static String targetsNamed(String role) {
        return "targets metadata " + Inert.quote(role);
    }

    /** Signs content; some of the keys may sign later, with {@link #signedBy}. */
    public static <C extends Content> Metadata<C> sign(C content, Collection<SigningKey> keys) {
        return new Metadata<>(content.type() + ".json", new byte[0], content.toJson(), Map.of(), content)
                .signedBy(keys);
    }

    /** The same with signatures by these keys too: a quorum need not sit in one room. */
    public Metadata<C> signedBy(Collection<SigningKey> keys) {
        Map<String, byte[]> all = new LinkedHashMap<>(signatures);
        keys.forEach(key -> all.put(TufKey.of(key.verificationKey()).id(), key.sign(message)));
        ObjectNode json = Json.object();
        ArrayNode listed = json.putArray("signatures");
        all.forEach((id, signature) ->
                listed.addObject().put("keyid", id).put("sig", HexFormat.of().formatHex(signature)));
        json.set("signed", signed);
        // Not the canonical form that is signed: it leaves line feeds in texts as they are, which no JSON reader takes.
        return new Metadata<>(what, Json.canonical(json), signed, all, content);
    }

    private static <C extends Content> Metadata<C> read(
            byte[] bytes, String what, int most, Function<Fields, C> reader) {
        try {
            Fields file = Fields.of(Json.read(bytes, most), "$");
            file.node("signatures");
            Map<String, byte[]> signatures = new LinkedHashMap<>();
            for (Fields signature : file.objects("signatures", Bounds.SIGNATURES)) {
                if (signatures.put(signature.text("keyid"), hex(signature)) != null) {
                    throw new InvalidValueException(signature.path(), "there is one by this key already");
                }
            }
            Fields signed = file.object("signed");
            return new Metadata<>(what, bytes.clone(), signed.whole(), signatures, reader.apply(signed));
        } catch (ModelException e) {
            throw Refusal.MALFORMED.because(what + " is not TUF metadata: " + e.getMessage());
        }
    }

    /** An empty one is a place kept for a signer who did not sign yet. */
    private static byte[] hex(Fields signature) {
        String text = signature.text("sig");
        if (text.length() > 2 * Bounds.SIGNATURE_BYTES || !HEX.matcher(text).matches()) {
            throw new InvalidValueException(
                    signature.path() + ".sig",
                    "it must be at most " + Bounds.SIGNATURE_BYTES + " bytes in hexadecimal");
        }
        return HexFormat.of().parseHex(text);
    }

    public C content() {
        return content;
    }

    /** The file. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** What the signatures are over. */
    byte[] message() {
        return message;
    }

    Optional<byte[]> signature(String keyId) {
        return Optional.ofNullable(signatures.get(keyId));
    }

    /** Its name in messages. */
    String what() {
        return what;
    }
}
