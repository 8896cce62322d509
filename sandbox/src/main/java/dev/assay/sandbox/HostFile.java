package dev.assay.sandbox;

import dev.assay.model.Capabilities;
import dev.assay.model.CapabilitiesReader;
import dev.assay.model.Capability;
import dev.assay.model.Document;
import dev.assay.model.FaultyDocumentException;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Limits;
import dev.assay.model.LimitsReader;
import dev.assay.sandbox.host.Means;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The runtime's own file, {@code host.yaml}: what this host lets any plugin touch and use, and how it does it. What is not
 * said is not allowed.
 *
 * @param confinement what workers must be shut in by
 * @param heapBytes the heap of a worker: engine, decoded module and linear memory together
 * @param workers so many are kept started, each waiting for one run; 0 for none
 * @param ceiling what any plugin may touch, whoever grants it
 * @param limits what any plugin may use
 * @param means with what the host performs what is allowed
 */
public record HostFile(
        Confinement.Kind confinement, long heapBytes, int workers, Capabilities ceiling, Limits limits, Means means) {
    public static final String FILE = "host.yaml";

    private static final String API_VERSION = "assay/v1";

    /** What engine and decoded module need beside the linear memory. */
    static final long ENGINE_BYTES = 192L << 20;

    static final int MOST_WORKERS = 32;

    private static final int WORKERS = 2;
    private static final long LARGEST_MEMORY = 1L << 30;
    private static final Duration LONGEST_TIME = Duration.ofMinutes(10);
    private static final long LARGEST_OUTPUT = 32L << 20;

    /** Reads a host file. Throws {@link FaultyDocumentException} with every fault, each with line, column and fix. */
    public static HostFile read(byte[] yaml, String file) {
        Document document = Document.read(yaml, file);
        document.required("apiVersion", text -> only("apiVersion", API_VERSION, text));
        document.required("kind", text -> only("kind", "Host", text));
        Optional<Confinement.Kind> confinement = document.optional("confinement", Confinement.Kind::parse);
        Optional<Document> limitsAt = document.mapping("limits");
        Limits limits = limitsAt.map(HostFile::limits).orElse(Limits.DEFAULT);
        long heap = heap(document, limits);
        int workers = document.optional("workers", HostFile::workers).orElse(WORKERS);
        Map<String, List<String>> commands =
                document.mapping("exec").map(HostFile::commands).orElse(Map.of());
        Optional<Document> ceilingAt = document.mapping("ceiling");
        Capabilities ceiling = ceilingAt.map(CapabilitiesReader::read).orElse(Capabilities.NONE);
        ceilingAt.ifPresent(at -> checkCeiling(at, ceiling, commands));
        document.end();
        document.finish();
        return new HostFile(
                confinement.orElse(Confinement.Kind.BWRAP), heap, workers, ceiling, limits, new Means(commands));
    }

    /** A file for an ordinary Linux host, with its comments: what a new runtime starts from. */
    public static byte[] sample() {
        try (InputStream in =
                Objects.requireNonNull(HostFile.class.getResourceAsStream(FILE), "the room's own resource")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String only(String key, String known, String text) {
        if (!text.equals(known)) {
            throw new InvalidValueException(key, text, "'" + known + "', which is what this version of Assay reads");
        }
        return text;
    }

    private static int workers(String text) {
        if (!text.matches("[0-9]{1,2}") || Integer.parseInt(text) > MOST_WORKERS) {
            throw new InvalidValueException("workers", text, "a number from 0 to " + MOST_WORKERS);
        }
        return Integer.parseInt(text);
    }

    private static Limits limits(Document at) {
        Limits limits = LimitsReader.read(at);
        if (limits.memoryBytes() > LARGEST_MEMORY) {
            at.fault("memory", "more memory than this engine gives a plugin", "at most 1GiB");
        }
        if (limits.time().compareTo(LONGEST_TIME) > 0) {
            at.fault("time", "more time than a run may take", "at most 10m");
        }
        if (limits.outputBytes() > LARGEST_OUTPUT) {
            at.fault("output", "more output than a run may give", "at most 32MiB");
        }
        return limits;
    }

    private static long heap(Document document, Limits limits) {
        long least = limits.memoryBytes() + ENGINE_BYTES;
        return document.mapping("worker")
                .map(worker -> {
                    long heap = worker.optional("heap", LimitsReader::size).orElse(least);
                    worker.end();
                    if (heap < least) {
                        worker.fault(
                                "heap",
                                "less than a plugin's memory and the engine need together",
                                "at least " + (least >> 20) + "MiB");
                    }
                    return heap;
                })
                .orElse(least);
    }

    private static Map<String, List<String>> commands(Document at) {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        for (String name : at.keys()) {
            List<String> command = at.texts(name);
            try {
                new Capability.Exec(name);
            } catch (InvalidValueException e) {
                at.fault(name, String.valueOf(e.getMessage()), "");
            }
            if (command.isEmpty() || !isPlainAbsolute(command.getFirst())) {
                at.fault(name, "the program must be an absolute path", "for example [/usr/sbin/sshd, -T]");
            }
            commands.put(name, command);
        }
        return commands;
    }

    private static boolean isPlainAbsolute(String path) {
        return path.startsWith("/")
                && path.indexOf('\0') < 0
                && Path.of(path).normalize().toString().equals(path);
    }

    private static void checkCeiling(Document at, Capabilities ceiling, Map<String, List<String>> commands) {
        for (Capability capability : ceiling.all()) {
            if (capability instanceof Capability.Exec exec && !commands.containsKey(exec.name())) {
                at.fault("exec", "'" + exec.name() + "' is allowed but has no command", "give it one under exec:");
            }
            if (!Sandbox.CAPABILITIES.contains(capability.kind())) {
                at.fault(capability.kind(), "this version cannot perform " + capability.kind(), "leave it out");
            }
        }
    }
}
