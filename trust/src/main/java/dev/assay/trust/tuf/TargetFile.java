package dev.assay.trust.tuf;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A file that a targets role vouches for (section 4.5).
 *
 * @param path relative, with {@code /}
 * @param length in bytes
 * @param hashes of its bytes
 */
public record TargetFile(String path, long length, Hashes hashes) {
    public TargetFile {
        if (path.isEmpty() || path.length() > Bounds.PATH) {
            throw new InvalidValueException("target", path, "a path of 1 to " + Bounds.PATH + " characters");
        }
    }

    /** What there is to say of these bytes. */
    public static TargetFile of(String path, byte[] bytes) {
        return new TargetFile(path, bytes.length, Hashes.of(bytes));
    }

    /** Its SHA-256, if that is among the hashes. */
    public Optional<Digest> digest() {
        return Optional.ofNullable(hashes.byAlgorithm().get("sha256")).map(hex -> Digest.parse("sha256:" + hex));
    }

    /** Whether it announces exactly this content, by its SHA-256. */
    public boolean announces(Digest digest, long size) {
        return length == size && digest.hex().equals(hashes.byAlgorithm().get("sha256"));
    }

    static TargetFile read(String path, Fields fields) {
        return new TargetFile(
                path, fields.integer("length", 0, Json.LARGEST_INTEGER), Hashes.read(fields.object("hashes")));
    }

    /** Refuses other bytes (section 5.7.3). */
    public void require(byte[] bytes) {
        String what = "target '" + path + "'";
        if (bytes.length != length) {
            throw Refusal.LENGTH.because(
                    what + " has " + bytes.length + " bytes, and not the " + length + " that were announced");
        }
        hashes.require(bytes, what);
    }

    /** Where a repository with consistent snapshots keeps it. */
    public String location() {
        return location(true);
    }

    /**
     * Where the repository keeps it, below its folder of targets; each part is percent-encoded (section 5.7.2).
     *
     * @param consistent whether its name is preceded by its hash
     */
    String location(boolean consistent) {
        String[] parts = path.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].isEmpty() || parts[i].equals(".") || parts[i].equals("..")) {
                throw Refusal.MALFORMED.because("target '" + path + "' is not a plain relative path");
            }
            parts[i] = Names.encoded(parts[i]);
        }
        if (consistent) {
            parts[parts.length - 1] = hashes.prefix() + "." + parts[parts.length - 1];
        }
        return String.join("/", parts);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("length", length);
        json.set("hashes", hashes.toJson());
        return json;
    }
}
