package dev.assay.registry.partial;

import dev.assay.registry.RegistryException;
import dev.assay.registry.http.NewFile;
import dev.assay.registry.http.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The beginning of one content, kept on disk as it comes. What it holds may be anything, until who fetches says that it is whole: it
 * is then moved to where it belongs. Closed before, it stays for the next one. Not thread-safe.
 */
public final class Partial implements Sink, AutoCloseable {
    private static final int PIECE = 256 << 10;

    private final Path file;
    private final FileChannel channel;
    private final FileLock turn;
    private final long size;
    private boolean placed;
    private boolean failing;

    Partial(Path file, FileChannel channel, FileLock turn, long size) {
        this.file = file;
        this.channel = channel;
        this.turn = turn;
        this.size = size;
    }

    @Override
    public long begun(Consumer<ByteBuffer> taker) throws IOException {
        if (channel.size() > size) {
            restart();
        }
        channel.position(0);
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        while (channel.read(piece) >= 0) {
            taker.accept(piece.flip().asReadOnlyBuffer());
            piece.clear();
        }
        return channel.position();
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void restart() throws IOException {
        channel.truncate(0);
        channel.position(0);
    }

    /** The first bytes of it. */
    public byte[] first(int count) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(count);
        while (first.hasRemaining() && channel.read(first, first.position()) >= 0) {
            // until there are no more
        }
        return Arrays.copyOf(first.array(), first.position());
    }

    /**
     * Into this array too, which has the size of the whole. Should the disk fail, what comes is still all there.
     */
    public Sink and(byte[] whole) {
        ByteBuffer buffer = ByteBuffer.wrap(whole);
        return new Sink() {
            @Override
            public long begun(Consumer<ByteBuffer> taker) throws IOException {
                buffer.clear();
                return Partial.this.begun(bytes -> {
                    buffer.put(bytes.duplicate());
                    taker.accept(bytes);
                });
            }

            @Override
            public void write(ByteBuffer bytes) {
                buffer.put(bytes.duplicate());
                onDisk(() -> Partial.this.write(bytes));
            }

            @Override
            public void restart() {
                buffer.clear();
                onDisk(Partial.this::restart);
            }

            private void onDisk(Doing doing) {
                try {
                    if (!failing) {
                        doing.run();
                    }
                } catch (IOException _) {
                    failing = true;
                }
            }
        };
    }

    /** Does something on the disk. */
    private interface Doing {
        void run() throws IOException;
    }

    /** Whether as much is on the disk as the whole has. */
    public boolean isWhole() throws IOException {
        return !failing && channel.size() == size;
    }

    /**
     * It is whole: it goes to a place in the same file system, over what is there.
     *
     * @param durable whether it is there after a crash of the system too
     */
    public void moveTo(Path target, boolean durable) throws IOException {
        if (durable) {
            channel.force(true);
        }
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        placed = true;
    }

    /**
     * It is whole: it becomes a new file, anywhere.
     *
     * @throws RegistryException when it is there already, or cannot be written; then this stays
     */
    public void become(Path target) {
        try {
            Files.createLink(target, file);
        } catch (FileAlreadyExistsException e) {
            throw NewFile.exists(target, e);
        } catch (IOException | UnsupportedOperationException _) {
            // In another file system, say.
            NewFile.write(target, out -> {
                for (long at = 0; at < size; ) {
                    at += channel.transferTo(at, size - at, out);
                }
            });
        }
        discard();
    }

    /** It is of no use to anybody. */
    public void discard() {
        try {
            placed = true;
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // It goes when it is old.
        }
    }

    @Override
    public void close() {
        try (channel;
                turn) {
            if (!placed && channel.size() == 0) {
                discard();
            }
        } catch (IOException _) {
            // The system closes it in the end.
        }
    }
}
