package dev.assay.sandbox.compiled;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Puts a MAC before compiled code, over what it was made of and the code, and takes it off again. Thread-safe. */
final class Seal {
    private static final byte[] MAGIC = "assay compiled 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 32;

    /** What a sealed entry is longer than its code. */
    static final int BYTES = MAGIC.length + MAC_BYTES;

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final SecretKeySpec key;

    private Seal(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** With the key in this file, which is made if it is not there. Throws where others than its owner can read it. */
    static Seal by(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            make(file, random);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                || !Files.getPosixFilePermissions(file).equals(PRIVATE.value())
                || Files.size(file) != MAC_BYTES) {
            throw new IOException(
                    file + " is no key that only its owner can read. Remove it; it is made again, and what"
                            + " was compiled is compiled again");
        }
        return new Seal(Files.readAllBytes(file));
    }

    /** Whole or not at all, and the first of several processes makes it for all. */
    private static void make(Path file, SecureRandom random) throws IOException {
        byte[] key = new byte[MAC_BYTES];
        random.nextBytes(key);
        byte[] name = new byte[8];
        random.nextBytes(name);
        Path whole = file.resolveSibling(HexFormat.of().formatHex(name) + ".new");
        try {
            write(whole, key);
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException e) {
            // another process was first
        } finally {
            Files.deleteIfExists(whole);
        }
    }

    /** To a file that is not there yet, for the owner alone. */
    static void write(Path file, byte[] content) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), PRIVATE)) {
            for (ByteBuffer left = ByteBuffer.wrap(content); left.hasRemaining(); ) {
                channel.write(left);
            }
        }
    }

    byte[] seal(Origin origin, byte[] code) {
        return ByteBuffer.allocate(BYTES + code.length)
                .put(MAGIC)
                .put(mac(origin, code, 0))
                .put(code)
                .array();
    }

    /** The code; empty if this is not, byte for byte, what was sealed with this key for this origin. */
    Optional<byte[]> open(Origin origin, byte[] sealed) {
        if (sealed.length < BYTES) {
            return Optional.empty();
        }
        byte[] expected = ByteBuffer.allocate(BYTES)
                .put(MAGIC)
                .put(mac(origin, sealed, BYTES))
                .array();
        return MessageDigest.isEqual(expected, Arrays.copyOf(sealed, BYTES))
                ? Optional.of(Arrays.copyOfRange(sealed, BYTES, sealed.length))
                : Optional.empty();
    }

    /** What comes before the code has one length, so nothing of it can be taken for code. */
    private byte[] mac(Origin origin, byte[] bytes, int from) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(MAGIC);
            mac.update(origin.digest().hex().getBytes(StandardCharsets.US_ASCII));
            mac.update(bytes, from, bytes.length - from);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
