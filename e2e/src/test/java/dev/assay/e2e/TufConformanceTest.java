package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import dev.assay.trust.tuf.Metadata;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.RepositoryFolder;
import dev.assay.trust.tuf.Root;
import dev.assay.trust.tuf.TargetFile;
import dev.assay.trust.tuf.Targets;
import dev.assay.trust.tuf.TopLevel;
import dev.assay.trust.tuf.TufRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that the public TUF conformance suite tests, called as the suite calls it: a process for each step. */
class TufConformanceTest {
    private final Instant expires = Instant.now().plus(30, ChronoUnit.DAYS);
    private static final String TARGET = "path/to/a target.txt";

    private final SigningKey key = SigningKey.create(KeyType.P_256, new SecureRandom());
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private TufRepository repository;
    private HttpServer server;

    @BeforeEach
    void publish() throws IOException {
        Quorum quorum = Quorum.of(1, List.of(key.verificationKey()));
        Map<TopLevel, Quorum> roles = new EnumMap<>(TopLevel.class);
        for (TopLevel role : TopLevel.values()) {
            roles.put(role, quorum);
        }
        repository = TufRepository.create(
                RepositoryFolder.of(folder.resolve("repository")),
                Metadata.sign(Root.first(expires, roles), List.of(key)));
        publish("first");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().getPath().substring(1));
            Path file = folder.resolve("repository")
                    .resolve(exchange.getRequestURI().getPath().substring(1));
            try (exchange) {
                byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[2000];
                exchange.sendResponseHeaders(Files.exists(file) ? 200 : 404, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        Files.createDirectories(folder.resolve("trusted"));
        Files.createDirectories(folder.resolve("downloads"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aTargetIsDownloadedOnceAndAgainOnlyWhenItChanges() throws IOException {
        // One of the suite's cases begins twice.
        assertThat(init("repository/metadata/1.root.json")).isZero();
        assertThat(init("repository/metadata/1.root.json")).isZero();
        assertThat(asked).isEmpty();

        assertThat(refresh()).isZero();
        assertThat(asked())
                .containsExactly(
                        "metadata/2.root.json",
                        "metadata/timestamp.json",
                        "metadata/1.snapshot.json",
                        "metadata/1.targets.json");
        try (Stream<Path> kept = Files.list(folder.resolve("trusted"))) {
            assertThat(kept.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".json")))
                    .containsExactlyInAnyOrder("root.json", "timestamp.json", "snapshot.json", "targets.json");
        }

        assertThat(download(TARGET)).isZero();
        assertThat(downloads()).containsExactly("first");
        assertThat(asked())
                .startsWith("metadata/2.root.json", "metadata/timestamp.json")
                .hasSize(3);

        assertThat(download(TARGET)).isZero();
        assertThat(asked()).containsExactly("metadata/2.root.json", "metadata/timestamp.json");

        publish("second");
        assertThat(download(TARGET)).isZero();
        assertThat(downloads()).containsExactly("second");
    }

    @Test
    void whatIsNotBelievedOrNotThereEndsWithOneAndLeavesNothing() throws IOException {
        assertThat(refresh()).isEqualTo(1);
        Files.writeString(folder.resolve("unsigned.json"), "{\"signatures\":[],\"signed\":{\"_type\":\"root\"}}");
        assertThat(init("unsigned.json")).isEqualTo(1);
        assertThat(refresh()).isEqualTo(1);
        assertThat(asked()).isEmpty();

        assertThat(init("repository/metadata/1.root.json")).isZero();
        assertThat(download("nonexistent")).isEqualTo(1);
        // The top level is brought up to date all the same.
        assertThat(folder.resolve("trusted/targets.json")).exists();

        try (Stream<Path> targets = Files.walk(folder.resolve("repository/targets"))) {
            for (Path target : targets.filter(Files::isRegularFile).toList()) {
                Files.writeString(target, "forge");
            }
        }
        assertThat(download(TARGET)).isEqualTo(1);
        assertThat(downloads()).isEmpty();
    }

    private void publish(String text) {
        TargetFile target = repository.add(TARGET, text.getBytes(StandardCharsets.UTF_8));
        TufRepository.Change change = text.equals("first") ? repository.begin() : repository.change(repository.view());
        change.targets(Targets.of(expires, List.of(target), Optional.empty()), List.of(key))
                .publish(Instant.now(), expires, expires, List.of(key));
    }

    private int init(String root) {
        return run("--metadata-dir", "trusted", "init", root);
    }

    private int refresh() {
        return run("--metadata-url", url("metadata"), "--metadata-dir", "trusted", "refresh");
    }

    private int download(String target) {
        return run(
                "--metadata-url",
                url("metadata"),
                "--metadata-dir",
                "trusted",
                "--target-name",
                target,
                "--target-dir",
                "downloads",
                "--target-base-url",
                url("targets"),
                "download");
    }

    private int run(String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of("conformance", "tuf"));
        command.addAll(List.of(arguments));
        Assay.Ended ended = new Assay(folder).run(command.toArray(String[]::new));
        assertThat(ended.err()).doesNotContain("\tat ");
        return ended.status();
    }

    private String url(String part) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + part + "/";
    }

    private List<String> asked() {
        List<String> all = List.copyOf(asked);
        asked.clear();
        return all;
    }

    private List<String> downloads() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("downloads"))) {
            return files.map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }
}
