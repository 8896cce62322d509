package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.PUBLISHER;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.module;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.model.VersionRange;
import dev.assay.trust.KeyType;
import dev.assay.trust.Revocation;
import dev.assay.trust.Revocation.Target;
import dev.assay.trust.Revocations;
import dev.assay.trust.Role;
import dev.assay.trust.Severity;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.tuf.TargetFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTest {
    private static final SigningKey STRANGER = SigningKey.create(KeyType.ED25519, new SecureRandom());

    @TempDir
    Path folder;

    private Path root;
    private Publisher publisher;

    @BeforeEach
    void aRegistryWithARelease() {
        root = folder.resolve("registry");
        publisher = Publisher.create(root, PUBLISHER, WEEK, CLOCK);
        publisher.publish(release("1.0.0"));
    }

    @Test
    void anIndexIsReadUntilItExpiresAndNotAtThatMoment() {
        assertThat(open(Shop.at(NOW.plus(WEEK).minusMillis(1))).index().plugins())
                .containsExactly(SSH);
        refused(() -> open(Shop.at(NOW.plus(WEEK))).index(), "expired at 2026-11-29T12:00:00Z");
    }

    @Test
    void anIndexThatAStrangerSignedIsRefused() throws IOException {
        Path other = folder.resolve("other");
        Publisher.create(other, STRANGER, WEEK, CLOCK).publish(release("9.0.0"));
        refused(
                () -> Registry.open(Source.directory(other), Shop.POLICY, folder.resolve("m"), CLOCK)
                        .index(),
                STRANGER.hint());
    }

    @Test
    void aPolicyWithoutAPublisherOpensNothing() {
        TrustPolicy nobody =
                new TrustPolicy(Map.of(Role.AUDITOR, Shop.POLICY.rules().get(Role.AUDITOR)));
        refused(() -> Registry.open(Source.directory(root), nobody, folder.resolve("m"), CLOCK), "names no publisher");
    }

    @Test
    void aPolicyThatWantsTwoPublishersIsNotMetByOneSignature() {
        var two = new TrustPolicy.Rule(
                List.of(
                        new TrustPolicy.Identity("one", PUBLISHER.verificationKey()),
                        new TrustPolicy.Identity("two", STRANGER.verificationKey())),
                2,
                Optional.empty());
        refused(
                () -> Registry.open(
                                Source.directory(root),
                                new TrustPolicy(Map.of(Role.PUBLISHER, two)),
                                folder.resolve("m"),
                                CLOCK)
                        .index(),
                "not signed by 2 of the 2 publishers that the trust policy names");
    }

    @Test
    void aChangedIndexIsRefused() throws IOException {
        Path timestamp = root.resolve(Places.TIMESTAMP);
        Files.writeString(timestamp, Files.readString(timestamp).replace("2026-11-29", "2027-11-29"));
        refused(() -> open(CLOCK).index(), "timestamp.json", "signed by 0 of the 1");
    }

    @Test
    void aReaderWhoSawMoreIsNotTakenBack() throws IOException {
        byte[] old = Files.readAllBytes(root.resolve(Places.TIMESTAMP));
        publisher.publish(release("1.0.1"));
        Registry reader = open(CLOCK);
        assertThat(reader.index().number()).isEqualTo(3);
        Files.write(root.resolve(Places.TIMESTAMP), old);

        Index index = reader.index();
        assertThat(index.number()).isEqualTo(3);
        assertThat(index.problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("version 2, though version 3 was seen already"));
        assertThat(index.releases(SSH)).hasSize(2);
        assertThat(open(CLOCK).index().problem()).as("also after a restart").isPresent();
    }

    @Test
    void aReaderWhoSawLessTakesTheOlderIndex() throws IOException {
        byte[] old = Files.readAllBytes(root.resolve(Places.TIMESTAMP));
        publisher.publish(release("1.0.1"));
        Files.write(root.resolve(Places.TIMESTAMP), old);
        assertThat(open(CLOCK).index().problem()).isEmpty();
    }

    @Test
    void ofTwoIndexesWithOneNumberTheFirstIsKept() throws IOException {
        assertThat(open(CLOCK).index().releases(SSH)).hasSize(1);
        Path twin = folder.resolve("twin");
        Publisher.create(twin, PUBLISHER, WEEK, CLOCK).publish(release("6.6.6"));
        Files.move(root, folder.resolve("away"));
        Files.move(twin, root);
        assertThat(open(CLOCK).index().releases(SSH))
                .extracting(e -> e.version().text())
                .containsExactly("1.0.0");
    }

    @Test
    void aSourceThatWithholdsHalfOfWhatIsNewLeavesAReaderWithWhatItHad() throws IOException {
        Registry reader = open(CLOCK);
        assertThat(reader.index().releases(SSH)).hasSize(1);
        publisher.publish(release("1.0.1"));
        Files.delete(root.resolve("metadata/3.snapshot.json"));

        Index index = reader.index();
        assertThat(index.problem()).hasValueSatisfying(p -> assertThat(p).contains("no '3.snapshot.json'"));
        assertThat(index.releases(SSH)).hasSize(1);
    }

    @Test
    void withoutItsSourceAReaderGoesOnWithWhatItKnowsUntilThatExpires() throws IOException {
        Registry reader = open(CLOCK);
        Index before = reader.index();
        Entry entry = before.releases(SSH).getFirst();
        byte[] module = before.fetch(entry, entry.variants().getFirst().module());
        Files.move(root, folder.resolve("away"));

        Index index = reader.index();
        assertThat(index.problem()).hasValueSatisfying(p -> assertThat(p).contains("does not exist"));
        assertThat(index.fetch(entry, entry.variants().getFirst().module())).isEqualTo(module);
        refused(() -> open(Shop.at(NOW.plus(WEEK))).index(), "does not exist", "expired");
    }

    @Test
    void aSourceThatWithholdsANewListOfRevocationsDoesNotTakeAwayWhatIsKnown() throws IOException {
        Registry reader = open(CLOCK);
        assertThat(reader.index(Set.of(SSH)).releases(SSH)).hasSize(1);
        publisher.revoke(revocation(new Target.Versions(SSH, VersionRange.parse("1.0.0"))));
        Path withheld = Files.move(root.resolve("metadata/2.revocations.json"), folder.resolve("withheld"));

        Index index = reader.index(Set.of(SSH));
        assertThat(index.problem()).hasValueSatisfying(p -> assertThat(p).contains("2.revocations.json"));
        assertThat(index.releases(SSH)).hasSize(1);
        Files.move(withheld, root.resolve("metadata/2.revocations.json"));
        assertThat(reader.index(Set.of(SSH)).problem()).isEmpty();
        assertThat(reader.index(Set.of(SSH)).revocations().all()).hasSize(1);
    }

    @Test
    void aSourceThatWithholdsANeededDocumentDoesNotTakeAwayWhatIsKnown() throws IOException {
        Registry reader = open(CLOCK);
        reader.index(Set.of(SSH));
        publisher.publish(release("1.1.0"));
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(
                            f -> f.getFileName().toString().matches("[0-9]+\\.index-bin-.*|.*ssh-hardening\\.json"))
                    .toList()) {
                Files.delete(file);
            }
        }
        Index index = reader.index(Set.of(SSH));
        assertThat(index.problem()).isPresent();
        assertThat(index.releases(SSH)).hasSize(1);
        // Who needs nothing of it is told nothing.
        assertThat(reader.index().problem()).isEmpty();
    }

    @Test
    void withoutItsSourceAReaderThatKnowsNothingSaysWhy() throws IOException {
        Files.move(root, folder.resolve("away"));
        refused(() -> open(CLOCK).index(), "does not exist", "assay registry init");
    }

    @Test
    void withAGraceAReaderWithoutItsSourceGoesOnAfterTheExpiryAndNotAfterTheGrace() throws IOException {
        Duration grace = Duration.ofDays(2);
        Instant expiry = NOW.plus(WEEK);
        Index before = open(CLOCK, grace).index();
        assertThat(before.expires()).isEqualTo(expiry);
        assertThat(before.releases(SSH)).hasSize(1);
        Files.move(root, folder.resolve("away"));

        Index index = open(Shop.at(expiry.plus(grace).minusSeconds(1)), grace).index();
        assertThat(index.expires()).isEqualTo(expiry.plus(grace));
        assertThat(index.problem()).isPresent();
        assertThat(index.releases(SSH)).hasSize(1);
        refused(() -> open(Shop.at(expiry.plus(grace)), grace).index(), "expired at 2026-11-29T12:00:00Z");
        // What a source gives must be in time whatever the grace.
        Files.move(folder.resolve("away"), root);
        assertThat(open(Shop.at(expiry), grace).index().problem())
                .hasValueSatisfying(p -> assertThat(p).contains("expired"));
    }

    @Test
    void whatWasRevokedMayBeUndoneAndMayNotVanish() {
        var target = new Target.Versions(SSH, VersionRange.parse("1.0.0"));
        publisher.revoke(revocation(target));
        Registry reader = open(CLOCK);
        assertThat(reader.index().revocations().all()).hasSize(1);
        publisher.unrevoke(target, new Revocation.Undo("a wrong flag", NOW));
        assertThat(reader.index().problem()).isEmpty();

        Forgery.of(root).revocations(Revocations.NONE);
        Index index = reader.index();
        assertThat(index.problem())
                .hasValueSatisfying(p -> assertThat(p).contains("lacks one that was seen before", "'a backdoor'"));
        assertThat(index.revocations().all()).hasSize(1);
        refused(() -> reader.current(), "lacks one that was seen before");
    }

    @Test
    void aDamagedMemoryOfRevocationsIsNotTakenForNone() throws IOException {
        publisher.revoke(revocation(new Target.Versions(SSH, VersionRange.parse("1.0.0"))));
        open(CLOCK).index();
        Path revoked = folder.resolve("memory/revoked.json");
        Files.writeString(revoked, "{}");
        refused(() -> open(CLOCK), "revoked.json is damaged");
        Files.writeString(revoked, "{\"format\":\"assay.revocations/2\",\"revocations\":[]}");
        refused(() -> open(CLOCK), "revoked.json is damaged", "newer version of Assay");
        Files.delete(revoked);
        assertThat(open(CLOCK).index().problem()).isEmpty();
    }

    @Test
    void keptContentThatWasChangedIsFetchedAnew() throws IOException {
        Index index = open(CLOCK).index();
        Entry entry = index.releases(SSH).getFirst();
        Blob module = entry.variants().getFirst().module();
        index.fetch(entry, module);
        Path kept = folder.resolve("memory/content/" + module.digest().hex());
        Files.write(kept, module("ssh 6.6.6"));
        assertThat(index.fetch(entry, module)).isEqualTo(module("ssh 1.0.0"));
        assertThat(kept).hasBinaryContent(module("ssh 1.0.0"));
    }

    @Test
    void aModuleWithOneOtherByteIsRefused() throws IOException {
        byte[] changed = module("ssh 1.0.1");
        Files.write(blob(module("ssh 1.0.0")), changed);
        Index index = open(CLOCK).index();
        Entry entry = index.releases(SSH).getFirst();
        refused(
                () -> index.fetch(entry, entry.variants().getFirst().module()),
                Digest.of(changed).toString(),
                Digest.of(module("ssh 1.0.0")).toString());
    }

    @Test
    void aModuleThatIsShorterOrLongerThanSignedIsRefused() throws IOException {
        Index index = open(CLOCK).index();
        Entry entry = index.releases(SSH).getFirst();
        ThrowingCallable fetch =
                () -> index.fetch(entry, entry.variants().getFirst().module());
        Files.write(blob(module("ssh 1.0.0")), new byte[3]);
        refused(fetch, "has 3 bytes where the signed index says 20");
        Files.write(blob(module("ssh 1.0.0")), new byte[21]);
        refused(fetch, "larger than the 20 bytes");
    }

    @Test
    void whatWasChangedIsToldFromWhatIsMissing() throws IOException {
        Index index = open(CLOCK).index();
        Entry entry = index.releases(SSH).getFirst();
        Blob module = entry.variants().getFirst().module();
        for (byte[] changed : List.of(module("ssh 1.0.1"), new byte[3], new byte[21])) {
            Files.write(blob(module("ssh 1.0.0")), changed);
            assertThatThrownBy(() -> index.fetch(entry, module)).isInstanceOf(ContentChangedException.class);
        }
        Files.delete(blob(module("ssh 1.0.0")));
        assertThatThrownBy(() -> index.fetch(entry, module)).isInstanceOf(ContentMissingException.class);
    }

    @Test
    void aStatementThatIsGoneOrChangedIsLeftOut() throws IOException {
        Index index = open(CLOCK).index();
        Entry entry = index.releases(SSH).getFirst();
        ListedVariant variant = entry.variants().getFirst();
        Path bundle = root.resolve(
                Places.blob(SSH, variant.statements().getFirst().bundle().digest()));
        byte[] whole = Files.readAllBytes(bundle);
        Files.write(bundle, new byte[] {1});
        assertThat(index.statements(entry, variant)).isEmpty();
        Files.delete(bundle);
        assertThat(index.statements(entry, variant)).isEmpty();
        Files.write(bundle, whole);
        assertThat(index.statements(entry, variant)).containsExactly(whole);
    }

    @Test
    void aModuleThatIsALinkIsRefused() throws IOException {
        Path secret = Files.write(folder.resolve("secret"), module("ssh 1.0.0"));
        Path module = blob(module("ssh 1.0.0"));
        Files.delete(module);
        Files.createSymbolicLink(module, secret);
        Index index = open(CLOCK).index();
        Entry entry = index.releases(SSH).getFirst();
        refused(() -> index.fetch(entry, entry.variants().getFirst().module()), "symbolic link");
    }

    @Test
    void aFileThatIsNotPlainIsRefusedAndDoesNotBlock() throws Exception {
        Files.delete(root.resolve(Places.TIMESTAMP));
        assertThat(new ProcessBuilder("mkfifo", root.resolve(Places.TIMESTAMP).toString())
                        .start()
                        .waitFor())
                .isZero();
        refused(() -> open(CLOCK).index(), "is not a plain file");
    }

    @Test
    void aPathCannotLeadOutOfTheRegistry() throws IOException {
        Files.writeString(folder.resolve("outside"), "secret");
        Source source = Source.directory(root);
        refused(() -> source.read("../outside", 100), "leads out of");
        refused(() -> source.read("plugins/../../outside", 100), "leads out of");
        refused(() -> source.read(folder.resolve("outside").toString(), 100), "leads out of");
        refused(() -> source.read("", 100), "leads out of");
        assertThat(source.read("plugins/../metadata/timestamp.json", 1 << 20)).isNotEmpty();
    }

    @Test
    void metadataLargerThanAnyAreNotRead() throws IOException {
        try (var file =
                new java.io.RandomAccessFile(root.resolve(Places.TIMESTAMP).toFile(), "rw")) {
            file.setLength(1L << 30);
        }
        refused(() -> open(CLOCK).index(), "'timestamp.json' is longer than the 16384 bytes");
    }

    @Test
    void theIndexOfAnotherPluginDoesNotStandForOne() {
        PluginName tls = PluginName.parse("acme/tls");
        publisher.publish(release(tls, "1.0.0", Map.of("baseline", module("tls"))));
        Forgery forgery = Forgery.of(root);
        byte[] other = forgery.document(tls);
        forgery.bin(SSH, files -> files.put("index/acme/ssh-hardening.json", forgery.add(SSH, other)));

        Index index = open(CLOCK).index();
        assertThat(index.releases(tls)).hasSize(1);
        refused(() -> index.releases(SSH), "the index of acme/tls stands where it promises that of acme/ssh-hardening");
    }

    @Test
    void aPluginNameThatIsAPathIsRefused() {
        for (String path : List.of("index/../../etc.json", "other/acme/x.json", "index/acme/x.txt")) {
            Forgery.of(root).bin(SSH, files -> {
                files.clear();
                files.put(path, TargetFile.of(path, new byte[1]));
            });
            refused(() -> open(CLOCK).index().plugins(), path.startsWith("index/..") ? "plugin name" : path);
        }
    }

    @Test
    void aDocumentWithAFieldThatNobodyKnowsOrOfANewerFormatIsRefused() {
        Forgery forgery = Forgery.of(root);
        String known = new String(forgery.document(SSH), StandardCharsets.UTF_8);
        forgery.document(SSH, known.replace("\"plugin\":", "\"extra\":1,\"plugin\":"));
        refused(() -> open(CLOCK).index().releases(SSH), "no such field");
        forgery.document(SSH, known.replace("assay.plugin-index/1", "assay.plugin-index/2"));
        refused(() -> open(CLOCK).index().releases(SSH), "written by a newer version of Assay");
        refused(() -> publisher.publish(release("1.0.1")), "written by a newer version of Assay");
        forgery.document(SSH, known);
        assertThat(open(CLOCK).index().releases(SSH)).hasSize(1);
    }

    @Test
    void anIndexOfAnotherLayoutIsNamed() {
        Forgery.of(root).noBins();
        refused(() -> open(CLOCK).index().plugins(), "not laid out as Assay does", "has no bins");
        refused(() -> publisher.publish(release("1.0.1")), "has no bins");
    }

    @Test
    void anIndexWithoutItsRevocationsIsRefused() {
        Forgery.of(root).noRevocations();
        refused(() -> open(CLOCK).index(), "no role of its index vouches for 'revocations.json'");
    }

    @Test
    void whatIsNotRevokedCannotBeUnrevoked() {
        refused(
                () -> publisher.unrevoke(
                        new Target.Versions(SSH, VersionRange.parse("*")), new Revocation.Undo("oops", NOW)),
                "no revocation of this in force");
    }

    private static Revocation revocation(Target target) {
        return new Revocation(target, "a backdoor", NOW, Severity.CRITICAL, Optional.empty());
    }

    private Registry open(Clock clock) {
        return Registry.open(Source.directory(root), Shop.POLICY, folder.resolve("memory"), clock);
    }

    private Registry open(Clock clock, Duration grace) {
        return Registry.open(Source.directory(root), Shop.POLICY, folder.resolve("memory"), grace, clock);
    }

    private Path blob(byte[] content) {
        return root.resolve(Places.blob(SSH, Digest.of(content)));
    }

    private static void refused(ThrowingCallable what, String... says) {
        assertThatThrownBy(what).isInstanceOf(RegistryException.class).hasMessageContainingAll(says);
    }
}
