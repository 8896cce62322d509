package dev.assay.registry.oci;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Registries of others, started on this machine. */
public final class OciServer implements AutoCloseable {
    /** What ./check builds from src/test/go. */
    private static final Path PEERS = Path.of("../.assay/go").toAbsolutePath().normalize();

    private final Process process;
    private final int port;

    private OciServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Debian's docker-registry, which lists no referrers. */
    public static OciServer distribution(Path folder, String... more) throws Exception {
        int port = freePort();
        Path configuration = folder.resolve("registry.yaml");
        Files.writeString(configuration, """
                version: 0.1
                log: {level: error, accesslog: {disabled: true}}
                storage:
                  filesystem: {rootdirectory: %s}
                  delete: {enabled: true}
                http: {addr: "127.0.0.1:%d"}
                """.formatted(folder.resolve("stored"), port) + String.join("\n", more));
        require(Files.isExecutable(Path.of("/usr/bin/docker-registry")), "apt-get install docker-registry");
        Process process = new ProcessBuilder("docker-registry", "serve", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("registry.log").toFile())
                .start();
        OciServer server = new OciServer(process, port);
        server.awaitPort(folder.resolve("registry.log"));
        return server;
    }

    /** The registry of Google's go-containerregistry, which lists referrers. */
    public static OciServer withReferrers() throws IOException {
        Path program = PEERS.resolve("registry-peers");
        require(Files.isExecutable(program), remedy());
        Process process = new ProcessBuilder(program.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String port = process.inputReader(StandardCharsets.UTF_8).readLine();
        return new OciServer(process, Integer.parseInt(port));
    }

    /** The client of the ORAS project. */
    public static String oras() {
        Path program = PEERS.resolve("oras");
        require(Files.isExecutable(program), remedy());
        return program.toString();
    }

    private static String remedy() {
        return "the registries of others are missing; run: cd registry/src/test/go && GOBIN=" + PEERS
                + " go install . oras.land/oras/cmd/oras";
    }

    /** ./check installs them and sets ASSAY_CHECK: there, a missing one fails; elsewhere the test is skipped. */
    private static void require(boolean there, String remedy) {
        if (!there && System.getenv("ASSAY_CHECK") != null) {
            fail(remedy);
        }
        Assumptions.assumeTrue(there, remedy);
    }

    /** What a command of others prints; it must succeed. */
    public static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(Stream.of(command).toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            fail(List.of(command) + " ended with status " + process.exitValue() + ": " + output);
        }
        return output;
    }

    public String host() {
        return "127.0.0.1:" + port;
    }

    public Place place(String path) {
        return Place.parse("oci://" + host() + "/" + path);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitPort(Path log) throws Exception {
        for (int i = 0; i < 200 && process.isAlive(); i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
                return;
            } catch (IOException e) {
                Thread.sleep(25);
            }
        }
        fail("docker-registry did not start: " + Files.readString(log));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(5, TimeUnit.SECONDS).join();
    }
}
