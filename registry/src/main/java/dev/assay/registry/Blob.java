package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import tools.jackson.databind.node.ObjectNode;

/**
 * Content by its name: a reader accepts exactly these many bytes with exactly this digest.
 *
 * @param size in bytes, at most {@link #LARGEST}
 */
public record Blob(Digest digest, long size) {
    /** The largest content a registry holds, in bytes: what the strictest host of a branch accepts for one file. */
    public static final int LARGEST = 100 << 20;

    public Blob {
        if (size < 0 || size > LARGEST) {
            throw new RegistryException(
                    "content " + digest + " has " + size + " bytes: a registry holds at most " + LARGEST);
        }
    }

    /** The name of this content. */
    public static Blob of(byte[] bytes) {
        return new Blob(Digest.of(bytes), bytes.length);
    }

    /** Gives these bytes back if they are the content named here. */
    public byte[] require(byte[] bytes, String where) {
        requireSize(bytes.length, where);
        requireDigest(Digest.of(bytes), where);
        return bytes;
    }

    /** Copies what is read here if it is the content named here; no more of it is held than a piece. */
    void copy(InputStream in, WritableByteChannel out, String where) throws IOException {
        MessageDigest computation = Digest.sha256();
        byte[] piece = new byte[64 << 10];
        long copied = 0;
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            copied += read;
            if (copied > size) {
                throw new ContentChangedException(
                        Inert.line(where) + " is larger than the " + size + " bytes expected of it");
            }
            computation.update(piece, 0, read);
            ByteBuffer rest = ByteBuffer.wrap(piece, 0, read);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
        }
        requireSize(copied, where);
        requireDigest(Digest.finish(computation), where);
    }

    private void requireSize(long found, String where) {
        if (found != size) {
            throw new ContentChangedException(Inert.line(where) + " has " + found
                    + " bytes where the signed index says " + size
                    + ": it was changed or cut. Fetch it again, or from another source");
        }
    }

    private void requireDigest(Digest found, String where) {
        if (!found.equals(digest)) {
            throw new ContentChangedException(
                    Inert.line(where) + " has the digest " + found + " where the signed index says " + digest
                            + ": it was changed. Fetch it again, or from another source");
        }
    }

    ObjectNode toJson() {
        return Json.object().put("digest", digest.toString()).put("size", size);
    }

    static Blob fromJson(Fields fields) {
        Blob blob = new Blob(fields.value("digest", Digest::parse), fields.integer("size", 0, LARGEST));
        fields.end();
        return blob;
    }
}
