package dev.assay.sandbox.host;

import dev.assay.model.Capability;
import dev.assay.model.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads files of this machine for guests. Each component of a path is opened beneath the one before it and no link is ever
 * followed, so what is read is what the path says. {@code /proc} (but for {@code /proc/sys}) and the runtime's own files are
 * refused, whatever is granted. Thread-safe.
 */
final class FileHost {
    static final int MOST_BYTES = 1 << 20;

    private static final Path PROC = Path.of("/proc");
    private static final Path PROC_SYS = Path.of("/proc/sys");

    private final List<Path> forbidden;

    /**
     * {@code forbidden}: the runtime's own directories and files; nothing beneath them is read either, nor where they lead
     * when a guest asks: a secret that is replaced may be a link to another file by then.
     */
    FileHost(List<Path> forbidden) {
        this.forbidden = forbidden.stream()
                .map(path -> path.toAbsolutePath().normalize())
                .toList();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    /** Empty for a path that is refused, whatever is granted. */
    Optional<ObjectNode> perform(CapabilityRequest.ReadFile request) {
        Path path;
        try {
            path = Path.of(request.path());
        } catch (InvalidPathException e) {
            return Optional.of(Answer.error(Answer.NOT_FOUND, "this host has no such names: " + request.path()));
        }
        return isForbidden(path) ? Optional.empty() : Optional.of(answer(path, request.use()));
    }

    private boolean isForbidden(Path path) {
        return (path.startsWith(PROC) && !path.startsWith(PROC_SYS))
                || forbidden.stream().anyMatch(own -> path.startsWith(own) || path.startsWith(real(own)));
    }

    private static ObjectNode answer(Path path, Capability.FileAccess.Access use) {
        try (SecureDirectoryStream<Path> parent = parent(path)) {
            return inspect(parent, path, use);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Answer.error(Answer.NOT_FOUND, path + " is not there");
        } catch (AccessDeniedException e) {
            return Answer.error(Answer.FAILED, "the host may not read " + path);
        } catch (FileSystemException e) {
            return Answer.error(Answer.FAILED, path + " cannot be read: " + e.getReason());
        } catch (IOException e) {
            return Answer.error(Answer.FAILED, path + " cannot be read: " + e.getMessage());
        }
    }

    /** The directory that holds the path's last component, reached without following a link. */
    private static SecureDirectoryStream<Path> parent(Path path) throws IOException {
        SecureDirectoryStream<Path> directory = root();
        for (Path name : Objects.requireNonNull(path.getParent())) {
            try (SecureDirectoryStream<Path> above = directory) {
                directory = above.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
            }
        }
        return directory;
    }

    @SuppressWarnings("StreamResourceLeak") // closed here, or by the caller
    private static SecureDirectoryStream<Path> root() throws IOException {
        DirectoryStream<Path> root = Files.newDirectoryStream(Path.of("/"));
        if (root instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        root.close();
        throw new IOException("this system cannot open files without following links");
    }

    private static ObjectNode inspect(SecureDirectoryStream<Path> parent, Path path, Capability.FileAccess.Access use)
            throws IOException {
        Path name = path.getFileName();
        BasicFileAttributes attributes = parent.getFileAttributeView(
                        name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        // Mode and owner have no view beneath an open directory: they are read by path, and believed of the same file
        // only.
        Map<String, Object> unix = Files.readAttributes(path, "unix:mode,uid,gid,fileKey", LinkOption.NOFOLLOW_LINKS);
        if (!Objects.equals(unix.get("fileKey"), attributes.fileKey())) {
            throw new FileSystemException(path.toString(), null, "it changed while it was looked at");
        }
        ObjectNode content = Json.object()
                .put("type", attributes.isRegularFile() ? "file" : attributes.isDirectory() ? "directory" : "other")
                .put("mode", String.format("%04o", (int) Objects.requireNonNull(unix.get("mode")) & 0xfff))
                .put("uid", (int) Objects.requireNonNull(unix.get("uid")))
                .put("gid", (int) Objects.requireNonNull(unix.get("gid")))
                .put("size", attributes.size());
        if (use == Capability.FileAccess.Access.STAT) {
            return Answer.ok(content);
        }
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(path.toString(), null, "it is no regular file");
        }
        byte[] bytes = read(parent, name);
        return bytes.length > MOST_BYTES
                ? Answer.error(Answer.TOO_LARGE, path + " has more than " + MOST_BYTES + " bytes")
                : Answer.ok(withText(content, bytes));
    }

    /** At most one byte more than the cap. The size is not asked for: files in /proc/sys claim to be empty. */
    private static byte[] read(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SeekableByteChannel channel =
                parent.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
            while (bytes.size() <= MOST_BYTES && channel.read(buffer.clear()) >= 0) {
                bytes.write(buffer.array(), 0, Math.min(buffer.position(), MOST_BYTES + 1 - bytes.size()));
            }
        }
        return bytes.toByteArray();
    }

    private static ObjectNode withText(ObjectNode content, byte[] bytes) {
        try {
            return content.put(
                    "content",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            return content.put("base64", Base64.getEncoder().encodeToString(bytes));
        }
    }
}
