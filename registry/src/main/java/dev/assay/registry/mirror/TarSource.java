package dev.assay.registry.mirror;

import dev.assay.registry.ContentChangedException;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * A registry in an archive, which comes from outside: its headers are read once, and what is no plain file under a plain path, each
 * once, is refused before anything is read of it. Nothing is unpacked, so nothing can lead anywhere; and nothing is compressed, so
 * nothing can grow. Thread-safe.
 */
final class TarSource implements Source, AutoCloseable {
    /** Their names are held: more go into a directory. */
    static final int MOST_FILES = 500_000;

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Span> files = new HashMap<>();

    private record Span(long at, long size) {}

    /** @throws RegistryException when it is no such archive */
    TarSource(Path file) {
        this(file, MOST_FILES);
    }

    TarSource(Path file, int most) {
        this.file = file;
        try {
            this.channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new RegistryException(file + " does not exist. Give an archive that 'assay registry mirror' made", e);
        } catch (IOException e) {
            throw new RegistryException("cannot read " + file + ": " + e.getMessage(), e);
        }
        boolean read = false;
        try {
            scan(most);
            read = true;
        } catch (IOException e) {
            throw new RegistryException("cannot read " + file + ": " + e.getMessage(), e);
        } finally {
            if (!read) {
                close();
            }
        }
    }

    private void scan(int most) throws IOException {
        String where = file.toString();
        long end = channel.size();
        long at = 0;
        String longer = "";
        while (true) {
            byte[] block = bytes(at, Tar.BLOCK, where);
            if (Tar.isZero(block)) {
                break;
            }
            Tar.Header header = Tar.read(block, where);
            at += Tar.BLOCK;
            if (at + header.size() > end) {
                throw Tar.refused(where, "it is cut off");
            }
            if (header.type() == Tar.PAX) {
                if (!longer.isEmpty()) {
                    throw Tar.refused(where, "a file has two headers of its path");
                }
                longer = Tar.path(bytes(at, (int) header.size(), where), where);
            } else {
                String path = Tar.requirePlain(longer.isEmpty() ? header.name() : longer, where);
                longer = "";
                if (files.put(path, new Span(at, header.size())) != null) {
                    throw Tar.refused(where, "it has " + path + " twice");
                }
                if (files.size() > most) {
                    throw Tar.refused(where, "it has more than " + most + " files: mirror into a directory instead");
                }
            }
            at += Tar.padded(header.size());
        }
    }

    private byte[] bytes(long at, int size, String where) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw Tar.refused(where, "it is cut off");
            }
        }
        return buffer.array();
    }

    @Override
    public byte[] read(String path, int most) {
        Span span = files.get(path);
        if (span == null) {
            throw new ContentMissingException(file + " has no " + path + ". Use another copy of the registry");
        }
        if (span.size() > most) {
            throw new ContentChangedException(
                    file + ": " + path + " is larger than the " + most + " bytes expected of it");
        }
        try {
            return bytes(span.at(), (int) span.size(), file.toString());
        } catch (IOException e) {
            throw new RegistryException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RegistryException("cannot close " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
