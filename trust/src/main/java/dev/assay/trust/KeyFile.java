package dev.assay.trust;

import dev.assay.model.Inert;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** The files of keys and passphrases: small, and a secret one is of its owner alone. */
final class KeyFile {
    private static final int MOST_BYTES = 64 << 10;
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    /** The text of a file that is no secret. {@code noun} names it in messages. */
    static String read(Path file, String noun) {
        byte[] bytes = bytes(file, noun, MOST_BYTES);
        try {
            return text(bytes, file, noun).toString();
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** The text of a secret: refused if anyone but the owner may read or write it. The caller clears it. */
    static char[] readSecret(Path file, String noun) {
        requireOwnerOnly(file, noun);
        byte[] bytes = bytes(file, noun, MOST_BYTES);
        CharBuffer text = text(bytes, file, noun);
        char[] secret = new char[text.remaining()];
        text.get(secret);
        Arrays.fill(text.array(), '\0');
        Arrays.fill(bytes, (byte) 0);
        return secret;
    }

    /**
     * Writes a new file with mode 0600: whole or not at all, and never over another. The link is what makes both true:
     * it fails if the name is taken, and until it is made nobody sees the file.
     */
    static void create(Path file, String noun, byte[] bytes) {
        write(file, noun, bytes, draft -> Files.createLink(file, draft));
    }

    /** Writes over a file of its owner's, which must be there: at every moment it is the old one or the new one. */
    static void replace(Path file, String noun, byte[] bytes) {
        requireOwnerOnly(file, noun);
        write(file, noun, bytes, draft -> Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE));
    }

    /** Gives a file that is whole its name. */
    private interface Naming {
        void name(Path draft) throws IOException;
    }

    private static void write(Path file, String noun, byte[] bytes, Naming naming) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new TrustException("key-file", named(noun, file) + " has no folder", "Create its folder first");
        }
        try {
            Path draft =
                    Files.createTempFile(folder, ".assay-key-", ".part", PosixFilePermissions.asFileAttribute(OWNER));
            try {
                try (FileChannel out = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                    ByteBuffer rest = ByteBuffer.wrap(bytes);
                    while (rest.hasRemaining()) {
                        out.write(rest);
                    }
                    out.force(true);
                }
                naming.name(draft);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (FileAlreadyExistsException e) {
            throw new TrustException(
                    "key-file-exists", named(noun, file) + " exists already", "Choose another name, or move it away");
        } catch (IOException | UnsupportedOperationException e) {
            throw new TrustException(
                    "key-file",
                    named(noun, file) + " cannot be written: " + problem(e),
                    "Use a folder you may write to, on a file system with owners, modes and links");
        }
    }

    private static void requireOwnerOnly(Path file, String noun) {
        try {
            Set<PosixFilePermission> modes = Files.getPosixFilePermissions(file);
            if (!OWNER.containsAll(modes)) {
                throw new TrustException(
                        "key-file-permissions",
                        named(noun, file) + " has mode " + PosixFilePermissions.toString(modes)
                                + "; only its owner may have access",
                        "Run: chmod 600 FILE");
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw unreadable(file, noun, e);
        }
    }

    /** A file of at most so many bytes. */
    static byte[] bytes(Path file, String noun, int most) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new TrustException("key-file", named(noun, file) + " is not a file", "Name the file itself");
            }
            try (var in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(most + 1);
                if (bytes.length > most) {
                    throw new TrustException(
                            "key-file", named(noun, file) + " is larger than " + most + " bytes", "Name a " + noun);
                }
                return bytes;
            }
        } catch (IOException e) {
            throw unreadable(file, noun, e);
        }
    }

    private static CharBuffer text(byte[] bytes, Path file, String noun) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw new TrustException("key-malformed", named(noun, file) + " is not text in UTF-8", "Name a text file");
        }
    }

    private static TrustException unreadable(Path file, String noun, Exception e) {
        return new TrustException(
                "key-file", named(noun, file) + " cannot be read: " + problem(e), "Check the name and its permissions");
    }

    private static String problem(Exception e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "permission denied";
            default -> e.getClass().getSimpleName() + " " + Inert.line(String.valueOf(e.getMessage()), 200);
        };
    }

    static String named(String noun, Path file) {
        return noun + " " + Inert.quote(file.toString());
    }
}
