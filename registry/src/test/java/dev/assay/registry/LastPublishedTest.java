package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.PUBLISHER;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.trust.Revocation;
import dev.assay.trust.Severity;
import dev.assay.trust.tuf.Anchor;
import dev.assay.trust.tuf.Quorum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A publisher signs for no older state than one that it saw. */
class LastPublishedTest {
    @TempDir
    Path folder;

    private Path root;
    private Path older;

    @BeforeEach
    void aRegistryAndAnOlderStateOfIt() throws IOException {
        root = folder.resolve("registry");
        older = folder.resolve("older");
        Publisher.create(root, PUBLISHER, WEEK, CLOCK);
        open().publish(release("1.0.0"));
        copy(root, older);
        open().revoke(new Revocation(
                new Revocation.Target.Signer(PUBLISHER.verificationKey().hint()),
                "stolen",
                Shop.NOW,
                Severity.HIGH,
                Optional.empty()));
    }

    private Publisher open() {
        return Publisher.open(
                root,
                new Anchor(Quorum.of(1, List.of(PUBLISHER.verificationKey()))),
                List.of(PUBLISHER),
                WEEK,
                CLOCK,
                folder.resolve("memory"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @Test
    void whatWasTakenBackIsSignedByNothing() throws IOException {
        copy(older, root);
        byte[] timestamp = Files.readAllBytes(root.resolve(Places.TIMESTAMP));
        List<ThrowingCallable> all = List.of(
                () -> open().publish(release("1.0.1")),
                () -> open().refresh(),
                () -> open().yank(Shop.SSH, Shop.version("1.0.0"), "why"),
                () -> open().rotateTop(Map.of()));
        assertThat(all)
                .allSatisfy(change -> assertThatThrownBy(change)
                        .isInstanceOf(RegistryException.class)
                        .hasMessageContaining("Somebody put an older state or another one back")
                        .hasMessageContaining("delete " + folder.resolve("memory")));
        assertThat(Files.readAllBytes(root.resolve(Places.TIMESTAMP))).isEqualTo(timestamp);
    }

    @Test
    void aPublisherWithoutAMemoryGoesOnFromWhatIsThere() throws IOException {
        copy(older, root);
        assertThat(Publisher.open(root, PUBLISHER, WEEK, CLOCK).publish(release("1.0.1")))
                .isInstanceOf(Publishing.Published.class);
    }

    @Test
    void anotherStateOfTheSameVersionIsNotTheOneThatWasSeen() throws IOException {
        Path fork = folder.resolve("fork");
        copy(older, fork);
        Publisher.open(fork, PUBLISHER, WEEK, CLOCK).publish(release("1.0.1"));
        copy(fork, root);
        assertThatThrownBy(() -> open().refresh()).hasMessageContaining("is not the one that was here");
    }

    @Test
    void whatAnotherPublisherSignedSinceIsGoneOnFrom() {
        Publisher.open(root, PUBLISHER, WEEK, CLOCK).publish(release("1.0.1"));
        assertThat(open().publish(release("1.0.2"))).isInstanceOf(Publishing.Published.class);
    }

    /** What is not signed is not remembered: a version that nothing reaches would keep every publication away. */
    @Test
    void aVersionThatAStrangerWroteIsForgotten() throws IOException {
        Path timestamp = root.resolve(Places.TIMESTAMP);
        byte[] signed = Files.readAllBytes(timestamp);
        Files.writeString(
                timestamp, Files.readString(timestamp).replaceFirst("\"version\":\\d+\\}", "\"version\":99}"));
        assertThatThrownBy(() -> open().refresh()).isInstanceOf(RegistryException.class);
        Files.write(timestamp, signed);
        open().refresh();
    }

    @Test
    void anotherRegistryInTheSamePlaceIsNoOlderState() throws IOException {
        for (Path file : List.of(root)) {
            Files.move(file, folder.resolve("gone"));
        }
        Publisher.create(root, PUBLISHER, WEEK.plusDays(1), Shop.at(Shop.NOW.plusSeconds(1)));
        assertThat(open().publish(release("1.0.0"))).isInstanceOf(Publishing.Published.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"format\":\"assay.last-published/1\",\"timestamp\":0}",
                "{\"format\":\"assay.last-published/2\"}"
            })
    void aDamagedMemoryIsNotTakenForNone(String content) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("memory"))) {
            for (Path file : files.toList()) {
                Files.writeString(file, content);
            }
        }
        assertThatThrownBy(() -> open().refresh())
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("is damaged");
    }
}
