package dev.assay.sandbox.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a worker can do that a confined one cannot. The words are those of {@link Confinement}'s facts. */
final class Escapes {
    private static final String READ = "read-files";
    private static final String WRITE = "write-files";
    private static final String CONNECT = "connect";
    private static final String PROCESSES = "see-processes";

    private static final int CONNECT_MILLIS = 1000;

    private Escapes() {}

    /** Tries each and names the ones that succeeded, comma-separated. */
    static String attempt(Job.Probe probe) {
        List<String> open = new ArrayList<>();
        Path canary = Path.of(probe.canaryFile());
        if (Files.isReadable(canary)) {
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
        return String.join(",", open);
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
        } catch (IOException e) {
            return false;
        }
    }
}
