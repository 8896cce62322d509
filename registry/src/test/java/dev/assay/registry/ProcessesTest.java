package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Other processes: that publish at the same time, that are killed while they do, that may not. */
class ProcessesTest {
    private static final char[] PASSPHRASE = "correct horse battery".toCharArray();

    @TempDir
    Path folder;

    /** A process of its own: publishes versions {@code 1.<minor>.0} to {@code 1.<minor>.<count - 1>}, saying each when it is done. */
    static final class Child {
        public static void main(String[] arguments) {
            Path root = Path.of(arguments[0]);
            SigningKey key = SigningKey.load(Path.of(arguments[1]), PASSPHRASE);
            try {
                Publisher publisher = Publisher.open(root, key, WEEK, CLOCK);
                for (int patch = 0; patch < Integer.parseInt(arguments[3]); patch++) {
                    String version = "1." + arguments[2] + "." + patch;
                    publisher.publish(Shop.release(version));
                    System.out.println(version);
                }
            } catch (RegistryException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    @Test
    void processesThatPublishAtOnceDoNotLoseEachOthersWork() throws Exception {
        SigningKey key = aRegistry();
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(child(List.of(), i, 3));
        }
        for (Process one : all) {
            assertThat(lines(one)).hasSize(3);
        }
        assertThat(index(key).releases(SSH)).hasSize(9);
        assertWhole(index(key));
    }

    @Test
    void aProcessThatIsKilledLeavesAWholeRegistryWithAllItSaidItPublished() throws Exception {
        SigningKey key = aRegistry();
        Random random = new Random(7);
        List<String> said = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            Process child = child(List.of(), round, 100_000);
            var out = child.inputReader(StandardCharsets.UTF_8);
            said.add(out.readLine());
            // The kill falls somewhere in one of the next publications.
            child.waitFor(random.nextInt(40), TimeUnit.MILLISECONDS);
            child.toHandle().destroyForcibly();
            child.waitFor();
            out.lines().filter(line -> line.matches("1\\.[0-9]+\\.[0-9]+")).forEach(said::add);

            Index index = index(key);
            assertWhole(index);
            assertThat(index.releases(SSH)).extracting(e -> e.version().text()).containsAll(said);
        }
        Publisher publisher = Publisher.open(root(), key, WEEK, CLOCK);
        assertThat(publisher.publish(Shop.release("2.0.0"))).isInstanceOf(Publishing.Published.class);
        assertWhole(index(key));
    }

    @Test
    void whoMayNotWriteIsToldSo() throws Exception {
        SigningKey key = aRegistry();
        try (Stream<Path> all = Files.walk(root())) {
            for (Path path : all.toList()) {
                path.toFile().setReadOnly();
            }
        }
        try {
            assertThat(lines(child(withoutPrivileges(), 0, 1)))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .startsWith("refused: no permission to")
                            .contains(root().toString()));
        } finally {
            root().toFile().setWritable(true);
        }
        assertThat(index(key).plugins()).isEmpty();
    }

    @Test
    void whoMayNotReadIsToldSo() throws Exception {
        aRegistry();
        root().resolve(Places.ROOT).toFile().setReadable(false);
        assertThat(lines(child(withoutPrivileges(), 0, 1)))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith("refused: no permission to read")
                        .contains(Places.ROOT));
    }

    /** The administrator may do anything, so as that user a child gives up what goes beyond an owner's rights. */
    private static List<String> withoutPrivileges() {
        return "root".equals(System.getProperty("user.name"))
                ? List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all")
                : List.of();
    }

    /** Every blob that the index names is there, and the layout for other tools names only blobs that are there. */
    private void assertWhole(Index index) throws IOException {
        for (PluginName plugin : index.plugins()) {
            for (Entry entry : index.releases(plugin)) {
                index.fetch(entry, entry.release());
                index.fetch(entry, entry.manifest());
                for (ListedVariant variant : entry.variants()) {
                    index.fetch(entry, variant.module());
                    index.fetch(entry, variant.artifact());
                    index.fetch(entry, variant.referrers());
                    assertThat(index.statements(entry, variant)).hasSize(1);
                }
            }
            Path layout = root().resolve(Places.layout(plugin));
            JsonNode tags = Json.read(Files.readAllBytes(layout.resolve("index.json")), 8 << 20);
            for (JsonNode tag : tags.path("manifests")) {
                Digest digest = Digest.parse(tag.path("digest").asString());
                byte[] blob = Files.readAllBytes(root().resolve(Places.blob(plugin, digest)));
                assertThat(Digest.of(blob)).isEqualTo(digest);
            }
        }
    }

    private SigningKey aRegistry() {
        Shop.PUBLISHER.save(folder.resolve("key"), PASSPHRASE, new SecureRandom());
        Publisher.create(root(), Shop.PUBLISHER, WEEK, CLOCK);
        return Shop.PUBLISHER;
    }

    private Path root() {
        return folder.resolve("registry");
    }

    private Index index(SigningKey key) {
        return Registry.open(Source.directory(root()), Shop.trusting(key), folder.resolve("memory"), CLOCK)
                .index();
    }

    private Process child(List<String> before, int minor, int count) throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                root().toString(),
                folder.resolve("key").toString(),
                Integer.toString(minor),
                Integer.toString(count)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<String> lines(Process process) throws Exception {
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        process.waitFor();
        return lines;
    }
}
