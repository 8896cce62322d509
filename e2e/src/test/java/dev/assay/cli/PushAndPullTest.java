package dev.assay.cli;

import static dev.assay.cli.SampleRegistry.PUBLISHER;
import static dev.assay.cli.SampleRegistry.blob;
import static dev.assay.cli.SampleRegistry.copy;
import static dev.assay.cli.SampleRegistry.module;
import static dev.assay.cli.SampleRegistry.release;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.assay.cli.SampleRegistry.Ended;
import dev.assay.e2e.DockerRegistry;
import dev.assay.model.Digest;
import dev.assay.registry.Publisher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code assay registry push} and {@code pull} say and end with, where Debian's docker-registry is. */
class PushAndPullTest {
    private static final String NO_DIGEST = "sha256:" + "0".repeat(64);

    @TempDir
    private static Path shared;

    private static DockerRegistry docker;

    @TempDir
    private Path folder;

    @BeforeAll
    static void aRegistry() throws Exception {
        docker = DockerRegistry.start(shared);
        SampleRegistry.make(shared);
    }

    @AfterAll
    static void stop() {
        if (docker != null) {
            docker.close();
        }
    }

    @BeforeEach
    void aCopyOfIt() throws IOException {
        copy(shared.resolve("registry"), folder.resolve("registry"));
    }

    @Test
    void whatWasPushedIsPulledByTagAndByDigest() throws IOException {
        String place = place("pushed");
        Ended first = push(place, "--json");
        assertThat(first.status()).as(first.err()).isZero();
        assertThat(first.err()).isEmpty();
        assertThat(first.json().path("place").asString()).isEqualTo(place);
        assertThat(first.json().path("index").asLong()).isEqualTo(3);
        assertThat(first.json().path("plugins").asInt()).isEqualTo(1);
        assertThat(first.json().path("releases").asInt()).isEqualTo(2);
        assertThat(first.json().path("files").asInt()).isPositive();

        Ended again = push(place);
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(again.out())
                .startsWith("Pushed index 3 to " + place + ": 1 plugins, 2 releases; 0 files were new, 0 bytes");

        Ended tag = pull(place + "/acme/ssh:1.0.0", "tag.wasm", "--json");
        assertThat(tag.status()).as(tag.err()).isZero();
        assertThat(tag.err()).isEmpty();
        assertThat(folder.resolve("tag.wasm")).hasBinaryContent(module("1.0.0"));
        assertThat(tag.json().path("module").asString())
                .isEqualTo(Digest.of(module("1.0.0")).toString());
        assertThat(tag.json().path("size").asInt()).isEqualTo(module("1.0.0").length);

        String artifact = tag.json().path("artifact").asString();
        Ended digest = pull(place + "/acme/ssh@" + artifact, "digest.wasm");
        assertThat(digest.status()).as(digest.err()).isZero();
        assertThat(digest.out())
                .isEqualToIgnoringNewLines("Wrote " + folder.resolve("digest.wasm") + ": the module "
                        + Digest.of(module("1.0.0")) + ", " + module("1.0.0").length + " bytes, of the artifact "
                        + artifact + ".");
        assertThat(folder.resolve("digest.wasm")).hasBinaryContent(module("1.0.0"));

        Ended read = run("registry", "verify", place, "--trust", trust());
        assertThat(read.status()).as(read.err()).isZero();
    }

    @Test
    void whatCannotBePulledIsToldAndLeavesNoFile() throws IOException {
        String place = place("damaged");
        assertThat(push(place).status()).isZero();
        refusedPull(place + "/acme/ssh:9.9.9", "/damaged/acme/ssh has no '9.9.9'. Check the name");
        refusedPull(place + "/acme/ssh@" + NO_DIGEST, "/damaged/acme/ssh has no '" + NO_DIGEST + "'");
        refusedPull(place + "/acme/none:1.0.0", "/damaged/acme/none has no '1.0.0'");
        refusedPull(place + "/acme/ssh:", "'' is not a tag");
        refusedPull(place + "/acme/ssh@sha256:12", "sha256:12");
        refusedPull(place + "/index:latest", "has 0 modules, where one is expected");

        // Somebody got at the registry's disk: first other bytes of the same size, then fewer.
        String hex = Digest.of(module("1.0.0")).hex();
        Path stored = stored(module("1.0.0"));
        byte[] other = module("1.0.0");
        other[other.length - 1]++;
        Files.write(stored, other);
        refusedPull(
                place + "/acme/ssh:1.0.0",
                "has the digest " + Digest.of(other) + " where sha256:" + hex + " is expected: it was changed");
        Files.write(stored, Arrays.copyOf(other, 8));
        refusedPull(place + "/acme/ssh:1.0.0", "has 8 bytes");
        Files.write(stored, module("1.0.0"));

        Path mine = Files.writeString(folder.resolve("mine"), "mine");
        Ended over = pull(place + "/acme/ssh:1.0.0", "mine");
        assertThat(over.status()).isEqualTo(1);
        assertThat(over.err()).contains(mine + " is there already. Give another name, or delete it");
        assertThat(mine).hasContent("mine");
    }

    /** The beginning is damaged on the registry's disk: so it was not fetched again. */
    @Test
    void aPullThatWasCutOffGoesOnWhereItWas() throws IOException {
        byte[] module = new byte[3 << 20];
        new Random(1).nextBytes(module);
        System.arraycopy(module("2.0.0"), 0, module, 0, 8);
        byte[] text = module.clone();
        text[0] = 'x';
        Publisher publisher = Publisher.open(in(""), PUBLISHER, Duration.ofDays(7), Clock.systemUTC());
        publisher.publish(release("2.0.0", module));
        publisher.publish(release("2.1.0", text));
        String place = place("large");
        assertThat(push(place).status()).isZero();
        byte[] other = module.clone();
        other[9]++;
        Files.write(stored(module), other);
        Path partial = folder.resolve("cache/partial").resolve(Digest.of(module).hex());
        Files.createDirectories(partial.getParent());
        Files.write(partial, Arrays.copyOf(module, 2 << 20));

        Ended ended = pull(place + "/acme/ssh:2.0.0", "module.wasm");
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(folder.resolve("module.wasm")).hasBinaryContent(module);
        assertThat(partial).doesNotExist();
        refusedPull(place + "/acme/ssh:2.0.0", "it was changed");
        assertThat(partial).as("nobody goes on from what was changed").doesNotExist();

        refusedPull(place + "/acme/ssh:2.1.0", "is no WebAssembly");
        assertThat(folder.resolve("cache/partial"))
                .isDirectoryNotContaining(file -> !file.getFileName().toString().startsWith("."));
        Ended over = pull(place + "/acme/ssh:2.0.0", "module.wasm");
        assertThat(over.err()).contains("module.wasm is there already. Give another name, or delete it");
        Ended nowhere = pull(place + "/acme/ssh:2.0.0", "none/module.wasm");
        assertThat(nowhere.err()).contains("cannot write", "Give another name").hasLineCount(1);
    }

    @Test
    void aPullThatTakesItsTimeTellsATerminalHowFarItHasComeUnlessJsonIsWanted() throws Exception {
        byte[] module = Arrays.copyOf(module("2.0.0"), 2 << 20);
        byte[] manifest = """
                {"mediaType": "application/vnd.oci.image.manifest.v1+json",
                 "layers": [{"mediaType": "application/wasm", "digest": "%s", "size": %d}]}
                """.formatted(Digest.of(module), module.length).getBytes(UTF_8);
        HttpServer slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.createContext("/v2/slow/manifests/1", exchange -> {
            exchange.sendResponseHeaders(200, manifest.length);
            exchange.getResponseBody().write(manifest);
            exchange.close();
        });
        slow.createContext("/v2/slow/blobs/", exchange -> {
            exchange.sendResponseHeaders(200, module.length);
            exchange.getResponseBody().write(module, 0, 1 << 20);
            exchange.getResponseBody().flush();
            LockSupport.parkNanos(1_200_000_000);
            exchange.getResponseBody().write(module, 1 << 20, 1 << 20);
            exchange.close();
        });
        slow.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        slow.start();
        String reference = "oci://127.0.0.1:" + slow.getAddress().getPort() + "/slow:1";
        try {
            CompletableFuture<Ended> json = CompletableFuture.supplyAsync(() -> pull(reference, "a", true, "--json"));
            CompletableFuture<Ended> file = CompletableFuture.supplyAsync(() -> pull(reference, "b", false));
            Ended terminal = pull(reference, "c", true);
            assertThat(terminal.err())
                    .matches("(?s)(\\rfetching " + Digest.of(module).hex().substring(0, 12)
                            + ": [12]\\.[0-9] of 2\\.0 MiB *)+\\r +\\r");
            assertThat(terminal.out()).startsWith("Wrote ");
            assertThat(json.join().status()).isZero();
            assertThat(json.join().err()).isEmpty();
            assertThat(file.join().status()).isZero();
            assertThat(file.join().err()).isEmpty();
        } finally {
            slow.stop(0);
        }
    }

    private Ended pull(String reference, String name, boolean terminal, String... more) {
        return SampleRegistry.run(
                folder.resolve("home-" + name),
                terminal,
                Stream.concat(Stream.of("registry", "pull", reference, "--out", in(name).toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    /** Where the registry keeps this content. */
    private static Path stored(byte[] content) {
        String hex = Digest.of(content).hex();
        return shared.resolve("stored/docker/registry/v2/blobs/sha256/" + hex.substring(0, 2) + "/" + hex + "/data");
    }

    private void refusedPull(String reference, String says) {
        Ended ended = pull(reference, "none.wasm", "--json");
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).startsWith("assay: ").contains(says).hasLineCount(1);
        assertThat(ended.out()).isEmpty();
        assertThat(folder.resolve("none.wasm")).doesNotExist();
    }

    @Test
    void whatCannotBePushedIsTold() throws Exception {
        String place = place("older");
        Path older = folder.resolve("older");
        copy(in(""), older);
        Publisher.open(in(""), PUBLISHER, Duration.ofDays(7), Clock.systemUTC()).publish(release("1.2.0"));
        assertThat(push(place).status()).isZero();
        refusedPush(older.toString(), place, place + " has a newer index, 4 of ");
        refusedPush(in("").toString(), place, "has no plugin acme/none. Correct the name", "acme/none");
        refusedPush(in("").toString(), "docker://x", "is not a place in an OCI registry. Give oci://host/name");
        Files.delete(in(blob("1.0.0")));
        refusedPush(in("").toString(), place("lost"), blob("1.0.0") + " is missing");

        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        web.start();
        try {
            String none = "oci://127.0.0.1:" + web.getAddress().getPort() + "/none";
            refusedPush(shared.resolve("registry").toString(), none, "does not exist: status 404");
        } finally {
            web.stop(0);
        }
    }

    private void refusedPush(String registry, String place, String says, String... plugins) {
        List<String> command = new ArrayList<>(List.of("registry", "push", registry, place, "--trust", trust()));
        command.addAll(List.of(plugins));
        Ended ended = run(command.toArray(String[]::new));
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.err()).startsWith("assay: ").contains(says).hasLineCount(1);
        assertThat(ended.out()).isEmpty();
    }

    private Ended push(String place, String... more) {
        return run(Stream.concat(
                        Stream.of("registry", "push", in("").toString(), place, "--trust", trust()), Stream.of(more))
                .toArray(String[]::new));
    }

    private Ended pull(String reference, String out, String... more) {
        return run(Stream.concat(
                        Stream.of(
                                "registry",
                                "pull",
                                reference,
                                "--out",
                                folder.resolve(out).toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private Ended run(String... command) {
        return SampleRegistry.run(folder, false, command);
    }

    private Path in(String path) {
        return folder.resolve("registry").resolve(path);
    }

    private static String trust() {
        return shared.resolve("trust.yaml").toString();
    }

    private static String place(String name) {
        return "oci://" + docker.host() + "/" + name;
    }
}
