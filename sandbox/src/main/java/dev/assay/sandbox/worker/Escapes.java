package dev.assay.sandbox.worker;

import dev.assay.sandbox.kernel.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a worker can do that a confined one cannot. The words are those of {@code Confinement.Opening}. */
final class Escapes {
    private static final String READ = "read-files";
    private static final String WRITE = "write-files";
    private static final String CONNECT = "connect";
    private static final String PROCESSES = "see-processes";
    private static final String START = "start-processes";
    private static final String SOCKETS = "sockets";
    private static final String PRIVILEGES = "privileges";
    private static final String KERNEL = "kernel";

    private static final int CONNECT_MILLIS = 1000;

    private Escapes() {}

    /** Tries each and names the ones that succeeded, comma-separated. */
    static String attempt(Job.Probe probe) {
        List<String> open = new ArrayList<>();
        Path canary = Path.of(probe.canaryFile());
        if (reads(canary)) {
            open.add(READ);
        }
        if (writes(canary.resolveSibling("written-by-worker")) || writes(canary)) {
            open.add(WRITE);
        }
        if (connects(probe.port())) {
            open.add(CONNECT);
        }
        if (ProcessHandle.of(probe.parentProcess()).isPresent()) {
            open.add(PROCESSES);
        }
        if (starts()) {
            open.add(START);
        }
        try (Reach reach = new Reach()) {
            if (reach.sockets()) {
                open.add(SOCKETS);
            }
            if (reach.privileges()) {
                open.add(PRIVILEGES);
            }
            if (reach.kernel()) {
                open.add(KERNEL);
            }
        }
        return String.join(",", open);
    }

    /** Its own Java, which is there in any case. */
    private static boolean starts() {
        ProcessBuilder java = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-version");
        try {
            java.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.PIPE)
                    .start()
                    .destroyForcibly()
                    .waitFor();
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new Ended(Ending.Kind.STOPPED, "stopped while it tried to get out");
        }
    }

    /** Not by asking whether it may, which Landlock does not answer for. */
    private static boolean reads(Path file) {
        try {
            Files.readString(file);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean writes(Path file) {
        try {
            Files.writeString(file, "");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean connects(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException | LinkageError e) { // without sockets the JDK's classes for them do not come up
            return false;
        }
    }
}
