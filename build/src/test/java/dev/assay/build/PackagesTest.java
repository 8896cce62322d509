package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin with a package of a registry: a module proxy on this machine, which the go command speaks to like to any other. */
final class PackagesTest {
    private static final String MODULE = "example.com/words";
    private static final String GO_MOD = "module " + MODULE + "\n\ngo 1.24\n";
    private static final String SOURCE = "package words\n\nconst Greeting = \"hello from a package\"\n";

    @TempDir
    Path folder;

    private SourceTree tree;
    private HttpServer server;

    @BeforeEach
    void needAPackage() throws Exception {
        tree = SourceTree.at(folder.resolve("tree"));
        tree.write("plugins/echo-go/main.go", """
                        package main

                        import "example.com/words"

                        var answer = []byte(words.Greeting)

                        //go:wasmexport assay_describe
                        func describe() int64 { return int64(len(answer)) + int64(answer[0]) }

                        func main() {}
                        """)
                .write("plugins/echo-go/go.mod", "module p\n\ngo 1.24\n\nrequire " + MODULE + " v1.0.0\n")
                .write("plugins/echo-go/go.sum", sums(SOURCE));
        publish();
        server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                folder.toRealPath().resolve("proxy"),
                SimpleFileServer.OutputLevel.NONE);
        server.start();
    }

    @AfterEach
    void stopTheServer() {
        server.stop(0);
    }

    private void publish() throws IOException {
        Path versions = Files.createDirectories(folder.resolve("proxy/" + MODULE + "/@v"));
        Files.writeString(versions.resolve("list"), "v1.0.0\n");
        Files.writeString(versions.resolve("v1.0.0.info"), "{\"Version\":\"v1.0.0\"}");
        Files.writeString(versions.resolve("v1.0.0.mod"), GO_MOD);
        try (OutputStream out = Files.newOutputStream(versions.resolve("v1.0.0.zip"));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (var file : Map.of("go.mod", GO_MOD, "words.go", SOURCE).entrySet()) {
                zip.putNextEntry(new ZipEntry(MODULE + "@v1.0.0/" + file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** The h1 hash: SHA-256 of the sorted lines of {@code sha256sum}. */
    private static String h1(List<String> names, List<String> texts) throws Exception {
        MessageDigest all = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < names.size(); i++) {
            byte[] one =
                    MessageDigest.getInstance("SHA-256").digest(texts.get(i).getBytes(StandardCharsets.UTF_8));
            all.update((HexFormat.of().formatHex(one) + "  " + names.get(i) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return "h1:" + Base64.getEncoder().encodeToString(all.digest());
    }

    private static String sums(String source) throws Exception {
        String prefix = MODULE + "@v1.0.0/";
        return MODULE + " v1.0.0 " + h1(List.of(prefix + "go.mod", prefix + "words.go"), List.of(GO_MOD, source)) + "\n"
                + MODULE + " v1.0.0/go.mod " + h1(List.of("go.mod"), List.of(GO_MOD)) + "\n";
    }

    private BuildResult build(String proxy) {
        Map<String, String> environment = new HashMap<>(Host.current().environment());
        environment.put("GOPROXY", proxy);
        Host host = new Host(Host.current().places(), environment);
        return new Builder(host, folder.resolve("cache"), Clock.systemUTC(), BuildLimits.DEFAULT)
                .build(tree.plugin("echo-go"), Progress.SILENT);
    }

    private String proxy() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Test
    void it_is_fetched_once_by_a_step_of_its_own_and_named_in_the_provenance() {
        BuiltVariant variant = build(proxy()).variants().getFirst();
        assertThat(new String(variant.bytes(), StandardCharsets.ISO_8859_1)).contains("hello from a package");
        var definition = variant.provenance().path("buildDefinition");
        assertThat(definition.at("/internalParameters/network").asString()).isEqualTo("packages");
        assertThat(definition.path("resolvedDependencies").toString()).contains("pkg:golang/example.com/words@v1.0.0");
    }

    @Test
    void one_that_is_not_what_the_lockfile_pins_is_refused() throws Exception {
        tree.write("plugins/echo-go/go.sum", sums(SOURCE + "// another\n"));
        assertThatThrownBy(() -> build(proxy()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("while it fetched packages")
                .hasMessageContaining("checksum mismatch");
    }

    @Test
    void one_that_the_lockfile_does_not_pin_is_not_fetched() {
        tree.write("plugins/echo-go/go.sum", "");
        assertThatThrownBy(() -> build(proxy()))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("missing go.sum entry");
    }

    @Test
    void a_registry_that_does_not_answer_is_named() {
        assertThatThrownBy(() -> build("http://127.0.0.1:1"))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("while it fetched packages");
    }
}
