package dev.assay.trust.tuf;

import dev.assay.model.Inert;
import dev.assay.trust.TrustException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The folder of trusted metadata, one {@code <role>.json} a role. A file is there whole or not at all, also after a crash;
 * nothing in it but the root is believed without being verified again.
 */
public final class TufStore implements Kept {
    private final Path folder;

    /** A folder, which is made when something is first kept. */
    public TufStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Trusts this root from now on: the one thing that must come by another way than the repository. Once more the same
     * changes nothing.
     *
     * @throws TrustException if it is not a root signed by its own quorum, or the folder holds another root already
     */
    public void initialize(byte[] root) {
        Metadata<Root> read = Metadata.root(root);
        read.content().quorum(TopLevel.ROOT).require(read, "itself");
        Optional<byte[]> trusted = read("root", Bounds.ROOT_BYTES);
        if (trusted.isEmpty()) {
            write("root", root);
        } else if (!Arrays.equals(trusted.get(), root)) {
            throw Refusal.STORE.because("folder " + Inert.quote(folder.toString())
                    + " has another trusted root already; to trust this one, begin a new folder");
        }
    }

    /** Whether there is a trusted root, the first or one that followed it. */
    public boolean isInitialized() {
        return read("root", Bounds.ROOT_BYTES).isPresent();
    }

    @Override
    public Optional<byte[]> read(String role, int most) {
        try (InputStream in = Files.newInputStream(file(role))) {
            byte[] bytes = in.readNBytes(most + 1);
            // What is too long was not written by us.
            return bytes.length > most ? Optional.empty() : Optional.of(bytes);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("read", role, e);
        }
    }

    @Override
    public void write(String role, byte[] bytes) {
        try {
            DurableFile.write(file(role), bytes);
        } catch (IOException e) {
            throw failed("write", role, e);
        }
    }

    void delete(String role) {
        try {
            Files.deleteIfExists(file(role));
        } catch (IOException e) {
            throw failed("delete", role, e);
        }
    }

    /**
     * What the last refresh left that came to its end. One that did not has put newer files in this folder, so that nobody is
     * taken back behind them; to go on by, they are of no use without what they announce.
     */
    TufStore lastComplete() {
        return new TufStore(folder.resolve(".complete"));
    }

    /** Keeps what a refresh left as what there is to go on by, with these roles. */
    void complete(Set<String> roles) {
        roles.forEach(this::keep);
        keep("snapshot");
        keep("timestamp");
    }

    private void keep(String role) {
        byte[] bytes = read(role, Bounds.TARGETS_BYTES)
                .orElseThrow(() -> Refusal.STORE.because(
                        "folder " + Inert.quote(folder.toString()) + " lost its '" + role + "' during the refresh"));
        if (lastComplete()
                .read(role, Bounds.TARGETS_BYTES)
                .filter(same -> Arrays.equals(same, bytes))
                .isEmpty()) {
            lastComplete().write(role, bytes);
        }
    }

    /** Keeps others from refreshing at the same time, who could put an older version over a newer one. */
    Held hold() {
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
                return new Held(channel);
            } catch (OverlappingFileLockException _) {
                channel.close();
                throw Refusal.STORE.because(
                        "folder " + Inert.quote(folder.toString()) + " is being refreshed by this process already");
            }
        } catch (IOException e) {
            throw failed("lock", "", e);
        }
    }

    /** The right to write, until it is closed. */
    record Held(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw Refusal.STORE.because(
                        "the lock cannot be released: " + e.getClass().getSimpleName());
            }
        }
    }

    private Path file(String role) {
        return folder.resolve(Names.encoded(role) + ".json");
    }

    private TrustException failed(String verb, String role, IOException e) {
        return Refusal.STORE.because("cannot " + verb + " "
                + Inert.quote(folder.resolve(Names.encoded(role)).toString()) + ": "
                + e.getClass().getSimpleName());
    }
}
