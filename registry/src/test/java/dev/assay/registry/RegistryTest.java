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
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.VersionRange;
import dev.assay.trust.DocumentKind;
import dev.assay.trust.KeyType;
import dev.assay.trust.Revocation;
import dev.assay.trust.Revocation.Target;
import dev.assay.trust.Role;
import dev.assay.trust.Severity;
import dev.assay.trust.SignedDocument;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

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
                        CLOCK),
                "wants 2 publishers");
    }

    @Test
    void aChangedIndexIsRefused() throws IOException {
        String head = Files.readString(root.resolve(Places.HEAD));
        Files.writeString(root.resolve(Places.HEAD), head.replaceFirst("\"payload\":\"(.)", "\"payload\":\"f"));
        refused(() -> open(CLOCK).index(), "head.json");
    }

    @Test
    void aReaderWhoSawMoreIsNotTakenBack() throws IOException {
        byte[] old = Files.readAllBytes(root.resolve(Places.HEAD));
        publisher.publish(release("1.0.1"));
        Registry reader = open(CLOCK);
        assertThat(reader.index().number()).isEqualTo(3);
        Files.write(root.resolve(Places.HEAD), old);

        Index index = reader.index();
        assertThat(index.number()).isEqualTo(3);
        assertThat(index.problem())
                .hasValueSatisfying(
                        problem -> assertThat(problem).contains("number 2").contains("number 3 was seen before"));
        assertThat(index.releases(SSH)).hasSize(2);
        assertThat(open(CLOCK).index().problem()).as("also after a restart").isPresent();
    }

    @Test
    void aReaderWhoSawLessTakesTheOlderIndex() throws IOException {
        byte[] old = Files.readAllBytes(root.resolve(Places.HEAD));
        publisher.publish(release("1.0.1"));
        Files.write(root.resolve(Places.HEAD), old);
        assertThat(open(CLOCK).index().problem()).isEmpty();
    }

    @Test
    void twoIndexesWithOneNumberAreNotBothBelieved() throws IOException {
        open(CLOCK).index();
        Path twin = folder.resolve("twin");
        Publisher.create(twin, PUBLISHER, WEEK, CLOCK).publish(release("6.6.6"));
        Files.copy(
                twin.resolve(Places.HEAD),
                root.resolve(Places.HEAD),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        copyDocuments(twin);
        Index index = open(CLOCK).index();
        assertThat(index.problem()).hasValueSatisfying(p -> assertThat(p).contains("another index with the number 2"));
        assertThat(index.releases(SSH)).extracting(e -> e.version().text()).containsExactly("1.0.0");
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
    void withoutItsSourceAReaderThatKnowsNothingSaysWhy() throws IOException {
        Files.move(root, folder.resolve("away"));
        refused(() -> open(CLOCK).index(), "does not exist", "assay registry init");
    }

    @Test
    void aDamagedMemoryIsNotTakenForNone() throws IOException {
        open(CLOCK).index();
        Files.writeString(folder.resolve("memory/seen.json"), "{}");
        Index index = open(CLOCK).index();
        assertThat(index.problem()).hasValueSatisfying(p -> assertThat(p).contains("seen.json is damaged"));
        Files.delete(folder.resolve("memory/head.json"));
        refused(() -> open(CLOCK).index(), "seen.json is damaged");
        Files.delete(folder.resolve("memory/seen.json"));
        assertThat(open(CLOCK).index().problem()).isEmpty();
    }

    @Test
    void aMemoryOfANewerVersionIsRefused() throws IOException {
        open(CLOCK).index();
        Path seen = folder.resolve("memory/seen.json");
        String before = Files.readString(seen);
        Files.writeString(seen, before.replace("assay.seen/1", "assay.seen/2"));
        refused(() -> open(CLOCK), "seen.json cannot be used", "newer version of Assay");
        Files.writeString(seen, before);
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
        Files.delete(root.resolve(Places.HEAD));
        assertThat(new ProcessBuilder("mkfifo", root.resolve(Places.HEAD).toString())
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
        assertThat(source.read("plugins/../head.json", 1 << 20)).isNotEmpty();
    }

    @Test
    void aHeadLargerThanAnyIsNotRead() throws IOException {
        try (var file = new java.io.RandomAccessFile(root.resolve(Places.HEAD).toFile(), "rw")) {
            file.setLength(SignedDocument.MOST_BYTES + 1L);
        }
        refused(() -> open(CLOCK).index(), "is larger than the " + SignedDocument.MOST_BYTES + " bytes");
    }

    @Test
    void theIndexOfAnotherPluginDoesNotStandForOne() throws IOException {
        PluginName tls = PluginName.parse("acme/tls");
        publisher.publish(release(tls, "1.0.0", Map.of("baseline", module("tls"))));
        rewriteHead(head -> {
            ObjectNode ssh = (ObjectNode) head.path("plugins").path(0);
            ObjectNode other = (ObjectNode) head.path("plugins").path(1);
            ssh.set("digest", other.path("digest"));
            ssh.set("size", other.path("size"));
        });
        Index index = open(CLOCK).index();
        assertThat(index.releases(tls)).hasSize(1);
        refused(() -> index.releases(SSH), "is the index of acme/tls");
    }

    @Test
    void aHeadThatListsAPluginTwiceIsRefused() throws IOException {
        rewriteHead(head -> head.withArray("plugins").add(head.path("plugins").path(0)));
        refused(() -> open(CLOCK).index(), "lists acme/ssh-hardening twice");
    }

    @Test
    void aPluginNameThatIsAPathIsRefused() throws IOException {
        rewriteHead(head -> ((ObjectNode) head.path("plugins").path(0)).put("name", "../../etc"));
        refused(() -> open(CLOCK).index(), "plugin name");
    }

    @Test
    void aFieldThatNobodyKnowsIsRefused() throws IOException {
        rewriteHead(head -> head.put("extra", true));
        refused(() -> open(CLOCK).index(), "no such field");
    }

    @Test
    void aNewerFormatIsNamed() throws IOException {
        rewriteHead(head -> head.put("format", "assay.index/2"));
        refused(() -> open(CLOCK).index(), "written by a newer version of Assay");
        refused(() -> Publisher.open(root, PUBLISHER, WEEK, CLOCK), "written by a newer version of Assay");
    }

    @Test
    void aSignedDocumentOfAnotherKindIsNoIndex() throws IOException {
        byte[] other = SignedDocument.sign(
                        DocumentKind.REVOCATIONS,
                        Json.document("assay.revocations", 1).put("expires", "2027-01-01T00:00:00Z"),
                        PUBLISHER)
                .bytes();
        Files.write(root.resolve(Places.HEAD), other);
        refused(() -> open(CLOCK).index(), "payloadType");
    }

    @Test
    void aRangeGivesTheNewestThatIsNotRevokedAndSaysWhatWasLeftOut() {
        publisher.publish(release("1.1.0"));
        publisher.publish(release("1.2.0"));
        publisher.publish(release("2.0.0"));
        publisher.publish(release("1.3.0-rc.1"));
        assertThat(resolved("^1")).isEqualTo("1.2.0");
        assertThat(resolved("*")).isEqualTo("2.0.0");
        assertThat(resolved("1.3.0-rc.1")).isEqualTo("1.3.0-rc.1");

        publisher.revoke(revocation(new Target.Versions(SSH, VersionRange.parse(">=1.2.0"))));
        assertThat(open(CLOCK).index().resolve(SSH, VersionRange.parse("^1")))
                .isInstanceOfSatisfying(Resolution.Found.class, found -> {
                    assertThat(found.entry().version().text()).isEqualTo("1.1.0");
                    assertThat(found.leftOut())
                            .singleElement()
                            .satisfies(reason -> assertThat(reason.message()).contains("1.2.0 is revoked: a backdoor"));
                });
    }

    @Test
    void aRangeWithNothingToUseSaysWhy() {
        publisher.publish(release("1.1.0"));
        assertThat(reasons(SSH, "^2")).containsExactly("no-version");
        assertThat(reasons(PluginName.parse("acme/unknown"), "*")).containsExactly("unknown-plugin");
        publisher.revoke(revocation(new Target.Versions(SSH, VersionRange.parse("*"))));
        assertThat(reasons(SSH, "^1")).containsExactly("revoked", "revoked", "no-version");
    }

    @Test
    void whatIsRevokedByItsContentIsLeftOutToo() {
        Publication second = release("1.1.0");
        publisher.publish(second);
        var byRelease = new Target.Content(second.release().digest());
        publisher.revoke(revocation(byRelease));
        assertThat(resolved("^1")).isEqualTo("1.0.0");
        publisher.unrevoke(byRelease, new Revocation.Undo("a wrong flag", NOW));
        assertThat(resolved("^1")).isEqualTo("1.1.0");
        publisher.revoke(revocation(new Target.Content(Digest.of(module("ssh 1.1.0")))));
        assertThat(resolved("^1")).isEqualTo("1.0.0");
    }

    @Test
    void whatIsNotRevokedCannotBeUnrevoked() {
        refused(
                () -> publisher.unrevoke(
                        new Target.Versions(SSH, VersionRange.parse("*")), new Revocation.Undo("oops", NOW)),
                "no revocation of this in force");
    }

    private String resolved(String range) {
        return open(CLOCK).index().resolve(SSH, VersionRange.parse(range)) instanceof Resolution.Found found
                ? found.entry().version().text()
                : "nothing";
    }

    private List<String> reasons(PluginName plugin, String range) {
        return open(CLOCK).index().resolve(plugin, VersionRange.parse(range)) instanceof Resolution.NotFound none
                ? none.reasons().stream().map(reason -> reason.code()).toList()
                : List.of();
    }

    private static Revocation revocation(Target target) {
        return new Revocation(target, "a backdoor", NOW, Severity.CRITICAL, Optional.empty());
    }

    private Registry open(Clock clock) {
        return Registry.open(Source.directory(root), Shop.POLICY, folder.resolve("memory"), clock);
    }

    private Path blob(byte[] content) {
        return root.resolve(Places.blob(SSH, Digest.of(content)));
    }

    /** Changes the head and signs it again, as a publisher gone wrong would. */
    private void rewriteHead(java.util.function.Consumer<ObjectNode> change) throws IOException {
        var opened = SignedDocument.read(DocumentKind.INDEX, Files.readAllBytes(root.resolve(Places.HEAD)))
                .open(List.of(PUBLISHER.verificationKey()), Instant.EPOCH);
        ObjectNode head = (ObjectNode) ((dev.assay.trust.Opening.Opened) opened).document();
        change.accept(head);
        Files.write(
                root.resolve(Places.HEAD),
                SignedDocument.sign(DocumentKind.INDEX, head, PUBLISHER).bytes());
    }

    private void copyDocuments(Path from) throws IOException {
        try (var documents = Files.list(from.resolve("documents"))) {
            for (Path document : documents.toList()) {
                Path target = root.resolve("documents").resolve(document.getFileName());
                if (!Files.exists(target)) {
                    Files.copy(document, target);
                }
            }
        }
    }

    private static void refused(ThrowingCallable what, String... says) {
        assertThatThrownBy(what).isInstanceOf(RegistryException.class).hasMessageContainingAll(says);
    }
}
