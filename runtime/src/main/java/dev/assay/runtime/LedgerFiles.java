package dev.assay.runtime;

import dev.assay.model.receipt.Link;
import dev.assay.registry.Folder;
import dev.assay.registry.RegistryException;
import dev.assay.sandbox.Keeping;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.sandbox.receipt.ReceiptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a chain of receipts: one each, named by its number. For one thread at a time. */
final class LedgerFiles {
    private static final String NAME = "[0-9]{16}\\.json";

    private final Folder folder;
    private final TreeMap<Long, Kept> kept = new TreeMap<>();
    private long bytes;

    private record Kept(long bytes, Instant written) {}

    LedgerFiles(Folder folder) {
        this.folder = folder;
        try (Stream<Path> files = Files.list(folder.root())) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches(NAME))
                    .toList()) {
                BasicFileAttributes is =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                add(
                        Long.parseLong(file.getFileName().toString().substring(0, 16)),
                        new Kept(is.size(), is.lastModifiedTime().toInstant()));
            }
        } catch (IOException e) {
            throw new AssessmentRuntimeException("cannot read " + folder.root() + ": " + e.getMessage(), e);
        }
    }

    private static String name(long number) {
        return String.format("%016d.json", number);
    }

    private void add(long number, Kept file) {
        kept.put(number, file);
        bytes += file.bytes();
    }

    Path path(long number) {
        return folder.root().resolve(name(number));
    }

    int count() {
        return kept.size();
    }

    List<Long> numbersFrom(long number) {
        return List.copyOf(kept.tailMap(number).keySet());
    }

    /** Throws {@link ReceiptException} or {@link RegistryException} if it is not there as it was written. */
    Receipt read(long number) {
        return Receipt.read(folder.source().read(name(number), Receipt.MOST_BYTES));
    }

    /** Only its owner may read it: it holds what the host told. */
    void write(long number, byte[] receipt) {
        folder.writeSecret(name(number), receipt);
        add(number, new Kept(receipt.length, Instant.now()));
    }

    /** The newest receipt that must go to keep to the bounds; the newest of all never must. */
    Optional<Link> excess(Keeping keeping, Instant now) {
        Optional<Long> last = Optional.empty();
        long bytesLeft = bytes;
        int left = kept.size();
        for (Map.Entry<Long, Kept> oldest : kept.entrySet()) {
            boolean over = left > keeping.count()
                    || bytesLeft > keeping.bytes()
                    || oldest.getValue().written().isBefore(now.minus(keeping.age()));
            if (!over || left == 1) {
                break;
            }
            left--;
            bytesLeft -= oldest.getValue().bytes();
            last = Optional.of(oldest.getKey());
        }
        return last.flatMap(this::link);
    }

    /** What the checkpoint must say of it; the one after it says it too. Empty where neither can be read: nothing goes then. */
    private Optional<Link> link(long number) {
        try {
            return Optional.of(read(number).link());
        } catch (RegistryException | ReceiptException damaged) {
            try {
                return read(number + 1).statement().previous().map(digest -> new Link(number, digest));
            } catch (RegistryException | ReceiptException e) {
                return Optional.empty();
            }
        }
    }

    /** Those that could not be deleted, and all after them, are still counted. */
    void deleteThrough(long number) {
        for (Iterator<Map.Entry<Long, Kept>> oldest =
                        kept.headMap(number, true).entrySet().iterator();
                oldest.hasNext(); ) {
            Map.Entry<Long, Kept> one = oldest.next();
            try {
                Files.deleteIfExists(path(one.getKey()));
            } catch (IOException e) {
                throw new AssessmentRuntimeException("cannot delete " + path(one.getKey()) + ": " + e.getMessage(), e);
            }
            bytes -= one.getValue().bytes();
            oldest.remove();
        }
    }
}
