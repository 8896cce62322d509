package dev.assay.sandbox;

import dev.assay.model.Effective;
import dev.assay.sandbox.host.RecordedHost;
import dev.assay.sandbox.worker.Ending;
import dev.assay.sandbox.worker.Job;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Has a worker try to get out, so that what is reported of its confinement is what was found and not what was intended. */
final class Trial {
    private static final Duration TIME = Duration.ofSeconds(10);

    private static final String NONE =
            "let plugins run in a process that is not confined: write 'confinement: none' into the" + " host file";

    private Trial() {}

    /** What a worker of this command is shut in by. Throws {@link SandboxException} if that is less than demanded. */
    static Confinement of(Confinement.Demand demanded, List<String> command) {
        Confinement found = Confinement.found(demanded.kind(), attempt(demanded.kind(), command));
        SortedSet<String> unmet = demanded.unmet(found);
        if (!unmet.isEmpty()) {
            String open = String.join(", ", unmet);
            throw new SandboxException("workers are not confined as the host file demands: they are open to " + open
                    + hint(demanded.kind()) + ". Or accept just that: write 'tolerate: [" + open
                    + "]' into the host file");
        }
        return found;
    }

    private static String hint(Confinement.Kind kind) {
        return switch (kind) {
            case BWRAP ->
                ". Let bubblewrap use user namespaces on this host (bwrap --unshare-all --ro-bind / / true tells whether it"
                        + " can), or write 'confinement: landlock' into the host file, or " + NONE;
            case LANDLOCK -> ". Use a kernel with Landlock switched on (5.13 or later), or bubblewrap, or " + NONE;
            case NONE -> "";
        };
    }

    private static String attempt(Confinement.Kind kind, List<String> command) {
        Path folder = null;
        try (ServerSocket bait = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            folder = Files.createTempDirectory("assay-canary");
            Path canary = Files.writeString(folder.resolve("canary"), "only the parent may read this");
            Job probe = new Job.Probe(
                    canary.toString(),
                    bait.getLocalPort(),
                    ProcessHandle.current().pid());
            return attempt(kind, command, probe);
        } catch (IOException e) {
            throw new SandboxException("the confinement of workers cannot be tried: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while the confinement of workers was tried", e);
        } finally {
            delete(folder);
        }
    }

    private static String attempt(Confinement.Kind kind, List<String> command, Job probe)
            throws IOException, InterruptedException {
        try (WorkerProcess worker = WorkerProcess.start(command, Ending.LONGEST_DETAIL * 8)) {
            try {
                worker.greet(Attempt.TO_START);
                try (Deadline deadline = Deadline.after(TIME, worker)) {
                    Conversation conversation = new Conversation(
                            worker, deadline, new Effective(List.of()), RecordedHost.NOTHING, new Recorder(0));
                    return conversation.hold(probe).detail();
                }
            } catch (IOException | RunOver e) {
                worker.kill();
                throw new SandboxException(
                        "a worker cannot be started with confinement " + kind.id() + ": " + e.getMessage() + "; "
                                + worker.lastWords() + hint(kind),
                        e);
            }
        }
    }

    private static void delete(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new SandboxException("cannot remove " + folder + ": " + e.getMessage(), e);
        }
    }
}
