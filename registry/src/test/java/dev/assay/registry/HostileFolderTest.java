package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.VersionRange;
import dev.assay.trust.KeyType;
import dev.assay.trust.Revocation;
import dev.assay.trust.Revocations;
import dev.assay.trust.Severity;
import dev.assay.trust.SigningKey;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.TopLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody can write to the registry's folder, and has a key that was taken away, or one alone, or none. */
class HostileFolderTest {
    private static final SigningKey OLD = Shop.PUBLISHER;
    private static final SigningKey NEW = SigningKey.create(KeyType.ED25519, new SecureRandom());

    private static final Revocation REVOCATION = new Revocation(
            new Revocation.Target.Versions(SSH, VersionRange.parse("1.0.0")),
            "reads the wrong file",
            NOW,
            Severity.HIGH,
            Optional.empty());

    @TempDir
    private Path folder;

    private Path root;
    private Path copy;

    @BeforeEach
    void aRegistryAndTheThiefsCopyOfIt() throws IOException {
        root = folder.resolve("registry");
        copy = folder.resolve("copy");
        Publisher.create(root, OLD, WEEK, CLOCK).publish(release("1.0.0"));
        copy(root, copy);
    }

    @Test
    void whatAKeySignedAfterItWasRotatedAwayIsNotSignedForByARefresh() throws IOException {
        publisher(OLD, NEW).rotateAll(NEW.verificationKey());
        thiefPublishes();

        refused(() -> publisher(NEW).refresh(), "timestamp.json is signed by 0 of the 1");
        // Nor by a further rotation, whose root would take it over.
        refused(() -> publisher(NEW).rotateTop(Map.of(TopLevel.ROOT, quorum(NEW))), "signed by 0 of the 1");
    }

    @Test
    void norIfNobodySignedWithTheNewKeyYet() throws IOException {
        publisher(OLD).rotateTop(Map.of(TopLevel.SNAPSHOT, quorum(NEW), TopLevel.TIMESTAMP, quorum(NEW)));
        copy(root, folder.resolve("rotated"));
        thiefPublishes();
        refused(() -> publisher(NEW).refresh(), "timestamp.json is signed by 0 of the 1");

        // What was there at the rotation is signed for.
        copy(folder.resolve("rotated"), root);
        publisher(NEW).refresh();
        assertThat(index().releases(SSH)).hasSize(1);
    }

    @Test
    void aRotationThatWasCutOffIsDoneAgain() {
        publisher(OLD, NEW)
                .rotateTop(Map.of(
                        TopLevel.ROOT, quorum(NEW),
                        TopLevel.TARGETS, quorum(NEW),
                        TopLevel.SNAPSHOT, quorum(NEW),
                        TopLevel.TIMESTAMP, quorum(NEW)));

        assertThat(publisher(OLD, NEW).rotateAll(NEW.verificationKey())).isEqualTo(3);
        assertThat(index().releases(SSH)).hasSize(1);
        refused(() -> publisher(OLD).publish(release("1.1.0")), "and 0 were given");
    }

    /** Taking a revocation away is for nobody alone who may say one. */
    @Test
    void aKeyOfRevocationsAlonePutsNoOtherListOfTheSameVersionInPlace() throws IOException {
        publisher(OLD).revoke(REVOCATION);
        assertThat(index().revocations().all()).hasSize(1);
        Forgery.of(copy).revocations(Revocations.NONE);
        String list = "metadata/2.revocations.json";
        Files.copy(copy.resolve(list), root.resolve(list), StandardCopyOption.REPLACE_EXISTING);

        Registry reader = Registry.open(Source.directory(root), Shop.POLICY, folder.resolve("another"), CLOCK);
        refused(reader::index, "announced");
        refused(() -> publisher(OLD).revoke(REVOCATION), "announced");
    }

    @Test
    void aRegistryThatWasBegunAndNotEndedIsNamedSo() throws IOException {
        Files.delete(root.resolve("metadata/timestamp.json"));

        refused(() -> Publisher.create(root, OLD, WEEK, CLOCK), "If making it was cut off, delete what is there");
    }

    /** With the key that he has, on his copy, which he puts in place. */
    private void thiefPublishes() throws IOException {
        Publisher.open(copy, OLD, WEEK, CLOCK).publish(release("6.6.6"));
        copy(copy, root);
    }

    private Publisher publisher(SigningKey... keys) {
        return Publisher.open(root, Publisher.anchor(Shop.POLICY), List.of(keys), WEEK, CLOCK);
    }

    private Index index() {
        return Registry.open(Source.directory(root), Shop.POLICY, folder.resolve("memory"), CLOCK)
                .index();
    }

    private static Quorum quorum(SigningKey key) {
        return Quorum.of(1, List.of(key.verificationKey()));
    }

    private static void refused(ThrowingCallable what, String says) {
        assertThatThrownBy(what).isInstanceOf(RegistryException.class).hasMessageContaining(says);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
