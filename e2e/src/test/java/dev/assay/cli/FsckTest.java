package dev.assay.cli;

import static dev.assay.cli.SampleRegistry.LAYOUT;
import static dev.assay.cli.SampleRegistry.blob;
import static dev.assay.cli.SampleRegistry.copy;
import static dev.assay.cli.SampleRegistry.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.SampleRegistry.Ended;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code assay registry fsck} says and ends with. */
class FsckTest {
    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    @BeforeAll
    static void aRegistry() throws Exception {
        SampleRegistry.make(shared);
    }

    @BeforeEach
    void aCopyOfIt() throws IOException {
        copy(shared.resolve("registry"), folder.resolve("registry"));
    }

    @Test
    void aWholeRegistryHasNoProblem() {
        Ended text = fsck();
        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.err()).isEmpty();
        assertThat(text.out()).contains("1 plugins, 2 releases, ").contains("No problem.");

        Ended ended = fsck("--json");
        assertThat(ended.status()).isZero();
        assertThat(ended.err()).isEmpty();
        JsonNode json = ended.json();
        assertThat(json.path("valid").asBoolean()).isTrue();
        assertThat(json.at("/index/releases").asInt()).isEqualTo(2);
        assertThat(json.at("/index/expired").asBoolean()).isFalse();
        assertThat(json.path("problemCount").asInt()).isZero();
        assertThat(json.path("problems")).isEmpty();
    }

    @Test
    void damageIsToldWithStatusOneAndMendedWhereThatNeedsNoKey() throws IOException {
        Path tags = in(LAYOUT + "index.json");
        Files.writeString(tags, "{}");
        Path foreign = Files.writeString(in("notes"), "mine");

        Ended text = fsck();
        assertThat(text.status()).isEqualTo(1);
        assertThat(text.err().lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("behind: " + LAYOUT + "index.json: ")
                        .contains("--repair"))
                .anySatisfy(
                        line -> assertThat(line).startsWith("foreign: notes: ").endsWith("remove it"));
        assertThat(text.out()).contains("2 problems left.");
        assertThat(tags).as("only looked at").hasContent("{}");

        Ended mended = fsck("--repair", "--json");
        assertThat(mended.status()).as("what is foreign stays").isEqualTo(1);
        assertThat(mended.json().path("valid").asBoolean()).isFalse();
        assertThat(mended.json().path("problemCount").asInt()).isEqualTo(2);
        assertThat(mended.json().path("problemsLeft").asInt()).isEqualTo(1);
        assertThat(mended.json().at("/problems/0/kind").asString()).isEqualTo("behind");
        assertThat(mended.json().at("/problems/0/mended").asBoolean()).isTrue();
        assertThat(mended.json().at("/problems/1/kind").asString()).isEqualTo("foreign");
        assertThat(mended.json().at("/problems/1/mended").asBoolean()).isFalse();

        Files.delete(foreign);
        assertThat(fsck().status()).isZero();
    }

    @Test
    void contentThatIsLostIsFetchedFromAnotherCopyAndNothingElseIs() throws IOException {
        Files.delete(in(blob("1.0.0")));
        Files.writeString(in(blob("1.1.0")), "something else");

        Ended alone = fsck("--repair");
        assertThat(alone.status()).isEqualTo(1);
        assertThat(alone.err()).contains("missing: " + blob("1.0.0"), "changed: " + blob("1.1.0"), "--from SOURCE");
        assertThat(alone.out()).contains("2 problems left.");

        Path other = folder.resolve("other");
        copy(shared.resolve("registry"), other);
        Files.writeString(other.resolve(blob("1.1.0")), "something else!");
        Ended half = fsck("--repair", "--from", other.toString());
        assertThat(half.status()).isEqualTo(1);
        assertThat(half.err()).contains("(mended)");
        assertThat(half.out()).contains("1 problems left, 1 mended.");
        assertThat(in(blob("1.0.0"))).hasBinaryContent(module("1.0.0"));
        assertThat(in(blob("1.1.0"))).hasContent("something else");

        Ended whole = fsck("--repair", "--from", shared.resolve("registry").toString());
        assertThat(whole.status()).isZero();
        assertThat(whole.out()).contains("0 problems left, 1 mended.");
        assertThat(fsck().out()).contains("No problem.");
    }

    @Test
    void whatIsNoRegistryOrWasSignedByOthersIsTold() throws IOException {
        Path another = Files.writeString(
                folder.resolve("another.yaml"),
                SampleRegistry.trust(SigningKey.create(KeyType.ED25519, new SecureRandom())));
        Ended unsigned = run("registry", "fsck", in("").toString(), "--trust", another.toString());
        assertThat(unsigned.status()).isEqualTo(1);
        assertThat(unsigned.err()).startsWith("index: ").contains("not signed by 1 of the 1 publishers");

        Path nothing = folder.resolve("nothing");
        Ended none = run("registry", "fsck", nothing.toString(), "--trust", trust(), "--repair");
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).startsWith("assay: " + nothing + " does not exist. Create a registry with");
        assertThat(nothing).doesNotExist();

        assertThat(fsck("--from", "x").err()).contains("--from is where a repair fetches from. Give --repair too");
    }

    private Ended fsck(String... more) {
        return run(Stream.concat(Stream.of("registry", "fsck", in("").toString(), "--trust", trust()), Stream.of(more))
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
}
