package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.POLICY;
import static dev.assay.registry.Shop.PUBLISHER;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.at;
import static dev.assay.registry.Shop.module;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.registry.http.Hostile;
import dev.assay.registry.oci.Access;
import dev.assay.registry.oci.Logins;
import dev.assay.registry.source.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One registry in several places, some of them behind, broken or false. */
class SourcesTest {
    @TempDir
    Path folder;

    private final Access access = new Access(Logins.none(), Optional.empty(), Hostile.SHORT);
    private Path one;
    private Path two;
    private Publisher publisher;

    @BeforeEach
    void publish() throws IOException {
        one = folder.resolve("one");
        two = folder.resolve("two");
        publisher = Publisher.create(one, PUBLISHER, WEEK, CLOCK);
        publisher.publish(release("1.0.0"));
        copy(one, two);
    }

    @Test
    void contentComesFromTheFirstThatGivesIt() throws IOException {
        Index index = index("m");
        Entry entry = index.releases(SSH).getFirst();
        Blob module = entry.variants().getFirst().module();
        Path first = one.resolve(index.path(entry, module));
        Path second = two.resolve(index.path(entry, module));

        Files.delete(first);
        assertThat(index.fetch(entry, module)).isEqualTo(module("ssh 1.0.0"));
        Files.write(first, new byte[(int) module.size()]);
        assertThat(index("n").fetch(entry, module)).isEqualTo(module("ssh 1.0.0"));
        Files.delete(second);
        assertThatThrownBy(() -> index("o").fetch(entry, module))
                .isInstanceOf(ContentChangedException.class)
                .hasMessageContainingAll("it was changed", "; and ", "is missing");
        Files.delete(first);
        assertThatThrownBy(() -> index("p").fetch(entry, module)).isInstanceOf(ContentMissingException.class);
    }

    @Test
    void theNewestIndexCountsWhereverItIs() {
        publisher.publish(release("1.1.0"));
        assertThat(index("m").releases(SSH)).as("the first is newer").hasSize(2);
        Registry swapped = Registry.open(
                new Sources(java.util.List.of(Source.directory(two), Source.directory(one))),
                POLICY,
                folder.resolve("n"),
                CLOCK);
        assertThat(swapped.index().releases(SSH)).as("the second is newer").hasSize(2);
        Registry behind = Registry.open(Source.directory(two), POLICY, folder.resolve("n"), CLOCK);
        assertThat(behind.index().problem().orElse(""))
                .as("and never goes back")
                .isNotEmpty();
        assertThat(swapped.index().problem()).isEmpty();
    }

    @Test
    void aPlaceThatIsGoneKeepsNobodyFromTheOthersAndAllAreToldOf() throws IOException {
        delete(one);
        assertThat(index("m").releases(SSH)).hasSize(1);
        delete(two);
        refused(
                () -> Registry.open(sources(), POLICY, folder.resolve("n"), CLOCK)
                        .index(),
                one.toString(),
                two.toString(),
                "; and ");
    }

    @Test
    void onePlaceThatHasAPartOfTheIndexWrongKeepsNobodyFromTheOthers() throws IOException {
        try (var metadata = Files.list(one.resolve("metadata"))) {
            for (Path each : metadata.toList()) {
                if (each.getFileName().toString().matches("[0-9]+\\.revocations\\.json")) {
                    Files.writeString(each, "<html>");
                }
            }
        }
        assertThat(index("m").problem()).isEmpty();
        refused(
                () -> Registry.open(Source.directory(one), POLICY, folder.resolve("n"), CLOCK)
                        .index(),
                "revocations");
    }

    @Test
    void anIndexThatExpiredInOnePlaceIsTakenFromTheOther() {
        Publisher.open(one, PUBLISHER, WEEK, at(NOW.plus(Duration.ofDays(6)))).refresh();
        Registry later = Registry.open(
                new Sources(java.util.List.of(Source.directory(two), Source.directory(one))),
                POLICY,
                folder.resolve("m"),
                at(NOW.plus(Duration.ofDays(9))));
        assertThat(later.index().problem()).isEmpty();
    }

    @Test
    void modulesCanBeAssetsOfReleases() throws IOException {
        try (Hostile assets = Hostile.plain()) {
            Index own = index("own");
            Entry entry = own.releases(SSH).getFirst();
            Blob module = entry.variants().getFirst().module();
            assets.at(
                    "/download/acme/ssh-hardening/v1.0.0/" + module.digest().hex() + ".wasm",
                    exchange -> Hostile.answer(exchange, 200, module("ssh 1.0.0")));
            assets.at("/", exchange -> Hostile.answer(exchange, 200, "<html>".getBytes(StandardCharsets.UTF_8)));
            Files.delete(one.resolve(own.path(entry, module)));
            Source source = Source.of(
                    one + " " + assets.uri("/page/") + "{digest} " + assets.uri("/download/")
                            + "{owner}/{name}/v{version}/{hex}.wasm",
                    access);
            Index index =
                    Registry.open(source, POLICY, folder.resolve("m"), CLOCK).index();
            assertThat(index.problem()).isEmpty();
            assertThat(index.fetch(entry, module)).isEqualTo(module("ssh 1.0.0"));
            assertThat(assets.asked("/page/" + module.digest()))
                    .as("tried before")
                    .hasSize(1);
        }
    }

    @Test
    void placesAreWrittenInOneLine() {
        assertThat(Source.several(" a folder/with blanks  https://a/b oci://c/d "))
                .containsExactly("a folder/with blanks", "https://a/b", "oci://c/d");
        assertThat(Source.several("/only one")).containsExactly("/only one");
        assertThat(Source.of("x https://a/b oci://c/d https://e/{hex}", access))
                .hasToString("x https://a/b/ oci://c/d https://e/{hex}");
        refused(() -> Source.of("https://e/{hex}", access), "has no index");
        refused(() -> Source.of("x https://e/{hex}{other}", access), "is not a template");
        refused(() -> Source.of("x https://{owner}.example/{hex}", access), "is not a template");
        refused(() -> Source.of("x https://example/{owner}", access), "is not a template");
        refused(() -> Source.of("x http://example/{hex}", access), "is not HTTPS");
        refused(() -> Source.of("x" + " https://a/b".repeat(8), access), "Give at most 8");
    }

    private Sources sources() {
        return new Sources(java.util.List.of(Source.directory(one), Source.directory(two)));
    }

    private Index index(String memory) {
        return Registry.open(sources(), POLICY, folder.resolve(memory), CLOCK).index();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var all = Files.walk(directory)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static void refused(ThrowingCallable what, String... says) {
        assertThatThrownBy(what).isInstanceOf(RegistryException.class).hasMessageContainingAll(says);
    }
}
