package dev.assay.runtime;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.fleet.Result;
import dev.assay.registry.ContentChangedException;
import dev.assay.registry.Folder;
import dev.assay.registry.RegistryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * Results that are not delivered yet, on disk, oldest first. A result that was put is there after any crash; one that was
 * delivered may be delivered again after one. Bounded: when it is full nothing more is run, and nothing is dropped.
 * Thread-safe, for one process.
 */
final class ResultQueue {
    /** A result that is larger is not kept: no answer of a plugin that keeps to its limits is. */
    static final int LARGEST = 24 << 20;

    private static final String WAITING = "waiting";
    private static final String SET_ASIDE = "set-aside";

    private final Folder folder;
    private final int most;
    private final long mostBytes;
    private final SortedMap<Long, Path> waiting = new TreeMap<>();
    private long bytes;
    private long next = 1;
    private Optional<String> problem = Optional.empty();

    /**
     * Takes up what is there.
     *
     * @throws AssessmentRuntimeException when one of its directories is a symbolic link
     */
    ResultQueue(Folder folder, int most, long mostBytes) {
        this.folder = folder;
        this.most = most;
        this.mostBytes = mostBytes;
        for (String kind : List.of(WAITING, SET_ASIDE)) {
            Path directory = folder.root().resolve(kind);
            if (Files.isSymbolicLink(directory)) {
                throw new AssessmentRuntimeException(
                        directory + " is a symbolic link, which the queue of results never holds. Remove it");
            }
        }
        for (Path file : files(WAITING)) {
            long number = Long.parseLong(file.getFileName().toString().substring(0, 16));
            waiting.put(number, file);
            bytes += size(file);
            next = Math.max(next, number + 1);
        }
    }

    /** A result that waits. */
    record Waiting(long number, Result result, int size) {}

    /** Whether a result can be kept and delivered: the service reads it within a batch, three levels deeper. */
    static boolean takes(Result result) {
        ObjectNode batch = Json.object();
        batch.putArray("results").add(result.toJson());
        byte[] json = bytes(batch);
        try {
            return json.length <= LARGEST && Json.read(json, LARGEST).isObject();
        } catch (ModelException e) {
            return false;
        }
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    synchronized boolean hasRoom() {
        return waiting.size() < most && bytes < mostBytes;
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Keeps a result; when this returns, it is on the disk. */
    synchronized void put(Result result) {
        byte[] json = bytes(result.toJson());
        if (json.length > LARGEST) {
            throw new AssessmentRuntimeException("the result of " + result.plugin() + " has " + json.length
                    + " bytes, more than the " + LARGEST + " that are kept. Lower the plugin's output limit");
        }
        String name = String.format("%s/%016d-%s.json", WAITING, next, result.runId());
        folder.write(name, json);
        waiting.put(next++, folder.root().resolve(name));
        bytes += json.length;
    }

    /** The oldest ones: at least one if there is one, at most so many, at most so many bytes together. */
    synchronized List<Waiting> oldest(int count, long together) {
        List<Waiting> batch = new ArrayList<>();
        long taken = 0;
        for (long number : List.copyOf(waiting.keySet())) {
            Path file = waiting.getOrDefault(number, folder.root());
            long size = size(file);
            if (!batch.isEmpty() && (batch.size() == count || taken + size > together)) {
                break;
            }
            try {
                byte[] json = folder.source().read(WAITING + "/" + file.getFileName(), LARGEST);
                batch.add(new Waiting(
                        number, Result.fromJson(Fields.of(Json.read(json, LARGEST), "result")), json.length));
                taken += size;
            } catch (ModelException | ContentChangedException e) {
                // Not by a crash, since files appear whole: somebody changed it. It must not keep the others back.
                problem = Optional.of(file + ": " + e.getMessage());
                setAside(number);
            } catch (RegistryException e) {
                problem = Optional.ofNullable(e.getMessage());
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    setAside(number); // A link, say, that somebody put there. One that is only unreadable now is left.
                }
            }
        }
        return batch;
    }

    /** What was wrong with a result that could not be read, the last time that was so. */
    synchronized Optional<String> problem() {
        return problem;
    }

    /** It was delivered. */
    synchronized void remove(long number) {
        Path file = waiting.remove(number);
        if (file != null) {
            bytes -= size(file);
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new AssessmentRuntimeException("cannot delete " + file + ": " + e.getMessage(), e);
            }
        }
    }

    /** It cannot be delivered; it is kept for people to look at. */
    synchronized void setAside(long number) {
        Path file = waiting.remove(number);
        if (file != null) {
            bytes -= size(file);
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return; // Somebody removed it: there is nothing to keep.
            }
            try {
                Path aside = Files.createDirectories(folder.root().resolve(SET_ASIDE));
                Files.move(file, aside.resolve(file.getFileName()));
            } catch (IOException e) {
                throw new AssessmentRuntimeException("cannot set " + file + " aside: " + e.getMessage(), e);
            }
        }
    }

    /** How many were set aside, ever. */
    synchronized int setAside() {
        return files(SET_ASIDE).size();
    }

    private List<Path> files(String kind) {
        Path directory = folder.root().resolve(kind);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("[0-9]{16}-[0-9a-f-]{36}\\.json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssessmentRuntimeException("cannot read " + directory + ": " + e.getMessage(), e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .size();
        } catch (IOException e) {
            return 0; // gone: it takes no room
        }
    }
}
