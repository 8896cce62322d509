package dev.assay.e2e;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Debian's docker-registry on this machine; it keeps what it is given in {@code stored} in its folder. */
public final class DockerRegistry implements AutoCloseable {
    private final Process process;
    private final String host;

    private DockerRegistry(Process process, String host) {
        this.process = process;
        this.host = host;
    }

    /** Starts it and waits until it answers. Where it is not installed the test is skipped; in {@code ./check} it fails. */
    public static DockerRegistry start(Path folder) throws IOException, InterruptedException {
        boolean there = Files.isExecutable(Path.of("/usr/bin/docker-registry"));
        if (!there && System.getenv("ASSAY_CHECK") != null) {
            fail("apt-get install docker-registry");
        }
        Assumptions.assumeTrue(there, "apt-get install docker-registry");
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String host = "127.0.0.1:" + port;
        Path configuration =
                Files.writeString(folder.resolve("registry.yaml"), """
                version: 0.1
                log: {level: error, accesslog: {disabled: true}}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "%s"}
                """.formatted(folder.resolve("stored"), host));
        Process process = new ProcessBuilder("docker-registry", "serve", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        for (int i = 0; i < 400 && process.isAlive(); i++) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return new DockerRegistry(process, host);
            } catch (IOException e) {
                Thread.sleep(25);
            }
        }
        process.destroyForcibly();
        return fail("docker-registry did not start: " + Files.readString(folder.resolve("registry.log")));
    }

    public String host() {
        return host;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(5, TimeUnit.SECONDS).join();
    }
}
