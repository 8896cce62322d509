package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.PUBLISHER;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.module;
import static dev.assay.registry.Shop.release;
import static dev.assay.registry.Shop.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.Variant;
import dev.assay.model.Verdict;
import dev.assay.model.VersionRange;
import dev.assay.trust.Admission;
import dev.assay.trust.Bundle;
import dev.assay.trust.Decision;
import dev.assay.trust.KeyType;
import dev.assay.trust.Revocation;
import dev.assay.trust.Revocations;
import dev.assay.trust.Severity;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublisherTest {
    @TempDir
    Path folder;

    private Path root;
    private Publisher publisher;

    @BeforeEach
    void aRegistry() {
        root = folder.resolve("registry");
        publisher = Publisher.create(root, PUBLISHER, WEEK, CLOCK);
    }

    @Test
    void aReleaseIsListedWithAllItsPartsAndEachCanBeFetched() {
        Publication publication = release("1.0.0");
        assertThat(publisher.publish(publication)).isInstanceOf(Publishing.Published.class);

        Index index = index();
        Entry entry = index.releases(SSH).getFirst();
        assertThat(entry.version()).isEqualTo(version("1.0.0"));
        assertThat(entry.published()).isEqualTo(NOW);
        assertThat(entry.verdict()).contains(Verdict.APPROVED);
        assertThat(entry.capabilities().kinds()).containsExactly("exec");
        assertThat(entry.contract()).hasToString("assessment/1");
        assertThat(Release.read(index.fetch(entry, entry.release()))).isEqualTo(publication.release());
        assertThat(index.fetch(entry, entry.manifest())).isEqualTo(Shop.yaml(SSH, "1.0.0"));
        ListedVariant variant = entry.variants().getFirst();
        assertThat(index.fetch(entry, variant.module())).isEqualTo(module("ssh 1.0.0"));
        assertThat(variant.features()).containsExactly("sign-extension");
        assertThat(index.statements(entry, variant))
                .containsExactly(publication.statements().getFirst().bytes());
        assertThat(variant.statements().getFirst().predicateType()).isEqualTo(PredicateType.AUDIT);
        assertThat(variant.audit()).contains(publication.statements().getFirst().digest());
    }

    @Test
    void theIndexTellsAdmissionWhatIsListedAndWhatIsNot() {
        Publication publication = release("1.0.0");
        publisher.publish(publication);
        Bundle audit = publication.statements().getFirst();
        Digest module = Digest.of(module("ssh 1.0.0"));

        var listed = index().indexed(SSH, version("1.0.0"), module);
        assertThat(listed.release()).contains(publication.release().digest());
        assertThat(listed.audit()).contains(audit.digest());
        assertThat(listed.listed()).isEqualTo(Map.of(audit.digest(), NOW));
        assertThat(listed.expires()).isEqualTo(NOW.plus(WEEK));

        var otherModule = index().indexed(SSH, version("1.0.0"), Digest.of(module("other")));
        assertThat(otherModule.audit()).isEmpty();
        assertThat(otherModule.listed()).isEmpty();
        assertThat(index().indexed(SSH, version("1.0.1"), module).release()).isEmpty();
    }

    @Test
    void theSameAgainChangesNothing() throws IOException {
        Publication publication = release("1.0.0");
        publisher.publish(publication);
        SortedMap<String, Digest> before = tree();
        assertThat(publisher.publish(publication)).isInstanceOf(Publishing.Unchanged.class);
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void otherBytesUnderAPublishedVersionAreRefusedAndNothingIsWritten() throws IOException {
        publisher.publish(release("1.0.0"));
        SortedMap<String, Digest> before = tree();
        Publishing again = publisher.publish(release(SSH, "1.0.0", Map.of("baseline", module("changed"))));
        assertThat(again).isInstanceOfSatisfying(Publishing.Refused.class, refused -> {
            assertThat(refused.reason().code()).isEqualTo("version-taken");
            assertThat(refused.reason().message()).contains("acme/ssh-hardening 1.0.0");
            assertThat(refused.reason().remedy()).contains("new version");
        });
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void theSameBytesUnderTheNextVersionArePublished() {
        publisher.publish(release(SSH, "1.0.0", Map.of("baseline", module("same"))));
        assertThat(publisher.publish(release(SSH, "1.0.1", Map.of("baseline", module("same")))))
                .isInstanceOf(Publishing.Published.class);
        assertThat(index().releases(SSH)).extracting(e -> e.version().text()).containsExactly("1.0.1", "1.0.0");
    }

    @Test
    void aVersionWithBuildMetadataIsRefused() {
        assertThat(publisher.publish(release("1.0.0+a")))
                .isInstanceOfSatisfying(
                        Publishing.Refused.class,
                        refused -> assertThat(refused.reason().code()).isEqualTo("build-metadata"));
        assertThat(index().plugins()).isEmpty();
        assertThat(publisher.publish(release("1.0.0-a"))).isInstanceOf(Publishing.Published.class);
    }

    @Test
    void everyVariantHasItsOwnStatements() {
        publisher.publish(release(SSH, "1.0.0", Map.of("baseline", module("plain"), "simd", module("simd"))));
        Entry entry = index().releases(SSH).getFirst();
        assertThat(entry.variants()).extracting(ListedVariant::name).containsExactly("baseline", "simd");
        assertThat(entry.variants()).allSatisfy(v -> assertThat(v.statements()).hasSize(1));
        assertThat(entry.variants().getFirst().audit())
                .isNotEqualTo(entry.variants().getLast().audit());
    }

    @Test
    void aReleaseThatWasNeverAuditedHasNoVerdict() {
        Publication whole = release("1.0.0");
        publisher.publish(new Publication(
                whole.release(),
                whole.manifestBytes(),
                Optional.empty(),
                Map.of("baseline", module("ssh 1.0.0")),
                List.of()));
        assertThat(index().releases(SSH).getFirst().verdict()).isEmpty();
    }

    @Test
    void aLaterAuditTakesThePlaceOfTheCurrentOne() {
        Publication publication = release("1.0.0");
        publisher.publish(publication);
        Bundle later = audit(publication, Verdict.REJECTED, Duration.ofHours(1));
        assertThat(later().attach(SSH, version("1.0.0"), List.of(later))).isInstanceOf(Publishing.Published.class);

        Entry entry = index().releases(SSH).getFirst();
        assertThat(entry.verdict()).contains(Verdict.REJECTED);
        assertThat(entry.variants().getFirst().audit()).contains(later.digest());
        assertThat(entry.variants().getFirst().statements()).hasSize(2);
    }

    @Test
    void anOldAuditThatIsListedLateDoesNotTakeItsPlace() {
        Publication publication = release("1.0.0");
        publisher.publish(publication);
        later().attach(SSH, version("1.0.0"), List.of(audit(publication, Verdict.REJECTED, Duration.ofHours(2))));
        later().attach(SSH, version("1.0.0"), List.of(audit(publication, Verdict.APPROVED, Duration.ofHours(1))));
        assertThat(index().releases(SSH).getFirst().verdict()).contains(Verdict.REJECTED);
    }

    /** Anybody can say so, and no honest audit would ever be newer. */
    @Test
    void anAuditFromTheFutureIsNotListed() {
        Publication publication = release("1.0.0");
        publisher.publish(publication);
        Bundle future = audit(publication, Verdict.APPROVED, Duration.ofMinutes(6));
        assertThatThrownBy(() -> publisher.attach(SSH, version("1.0.0"), List.of(future)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("which is still to come");
        Bundle skewed = audit(publication, Verdict.REJECTED, Duration.ofMinutes(5));
        publisher.attach(SSH, version("1.0.0"), List.of(skewed));
        assertThat(index().releases(SSH).getFirst().verdict()).contains(Verdict.REJECTED);
    }

    @Test
    void publishingAgainWithANewStatementListsItToo() {
        Publication publication = release("1.0.0");
        publisher.publish(publication);
        Bundle later = audit(publication, Verdict.FLAGGED, Duration.ofHours(1));
        later().publish(new Publication(
                publication.release(),
                publication.manifestBytes(),
                Optional.empty(),
                Map.of("baseline", module("ssh 1.0.0")),
                List.of(publication.statements().getFirst(), later)));
        assertThat(index().releases(SSH).getFirst().verdict()).contains(Verdict.FLAGGED);
    }

    /** Admission looks at no more, so one more would keep the version from loading anywhere. */
    @Test
    void asManyStatementsAsAreLookedAtAreListedAndNoMore() {
        Publication publication = release("1.0.0");
        publisher.publish(publication);
        Variant variant = publication.release().variants().getFirst();
        List<Bundle> further = new ArrayList<>();
        for (int i = 1; i < Admission.MOST_STATEMENTS; i++) {
            further.add(Shop.audit(publication.release(), variant, Verdict.APPROVED, NOW.minusSeconds(i)));
        }
        assertThat(publisher.attach(SSH, version("1.0.0"), further)).isInstanceOf(Publishing.Published.class);
        Index index = Registry.open(Source.directory(root), Shop.POLICY, root.resolveSibling("memory"), CLOCK)
                .index();
        Entry entry = index.releases(SSH).getFirst();
        assertThat(new Admission(Shop.POLICY)
                        .decide(
                                publication.release(),
                                variant.module(),
                                index.statements(entry, entry.variants().getFirst()),
                                index.indexed(SSH, version("1.0.0"), variant.module()),
                                index.revocations(),
                                NOW))
                .isInstanceOf(Decision.Admitted.class);

        assertThatThrownBy(() -> publisher.attach(
                        SSH,
                        version("1.0.0"),
                        List.of(Shop.audit(
                                publication.release(),
                                variant,
                                Verdict.APPROVED,
                                NOW.minusSeconds(Admission.MOST_STATEMENTS)))))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("would have 257 statements");
    }

    @Test
    void aListOfRevocationsThatNobodyReadsIsNotSigned() {
        Revocation one = new Revocation(
                new Revocation.Target.Content(Digest.of(new byte[] {1})),
                "x".repeat(100),
                NOW,
                Severity.LOW,
                Optional.empty());
        Revocations most = new Revocations(Collections.nCopies(Revocations.MOST, one));
        // As many as may be, and longer together than a document of the index.
        assertThatThrownBy(() -> Revoking.requireReadable(most))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("readers take 100000 and 16777216");
        Revocations versions = new Revocations(Collections.nCopies(
                Revocations.MOST,
                new Revocation(
                        new Revocation.Target.Versions(PluginName.parse("a/b"), VersionRange.parse("1.0.0")),
                        "x",
                        NOW,
                        Severity.LOW,
                        Optional.empty())));
        Revoking.requireReadable(versions);
        assertThatThrownBy(() -> Revoking.requireReadable(versions.with(one))).hasMessageContaining("100001 entries");
    }

    @Test
    void aStatementAboutAnotherReleaseIsNotAttached() throws IOException {
        publisher.publish(release("1.0.0"));
        publisher.publish(release("1.0.1"));
        SortedMap<String, Digest> before = tree();
        assertThat(publisher.attach(SSH, version("1.0.0"), release("1.0.1").statements()))
                .isInstanceOfSatisfying(
                        Publishing.Refused.class,
                        refused -> assertThat(refused.reason().code()).isEqualTo("another-subject"));
        assertThat(tree()).isEqualTo(before);
    }

    @Test
    void aStatementAboutSomethingUnpublishedIsNotAttached() {
        assertThat(publisher.attach(SSH, version("1.0.0"), release("1.0.0").statements()))
                .isInstanceOfSatisfying(
                        Publishing.Refused.class,
                        refused -> assertThat(refused.reason().code()).isEqualTo("not-published"));
    }

    @Test
    void publishersAtOnceDoNotLoseEachOthersWork() throws Exception {
        List<Future<Publishing>> all = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (int i = 0; i < 6; i++) {
                String version = "1.0." + i;
                PluginName plugin = PluginName.parse("acme/plugin-" + i % 2);
                Publication publication = release(plugin, version, Map.of("baseline", module(version)));
                all.add(threads.submit(
                        () -> Publisher.open(root, PUBLISHER, WEEK, CLOCK).publish(publication)));
            }
        }
        for (Future<Publishing> one : all) {
            assertThat(one.get()).isInstanceOf(Publishing.Published.class);
        }
        Index index = index();
        assertThat(index.plugins())
                .hasSize(2)
                .allSatisfy(p -> assertThat(index.releases(p)).hasSize(3));
        assertThat(index.number()).isEqualTo(7);
    }

    @Test
    void refreshMovesTheExpiryAndNothingElse() {
        publisher.publish(release("1.0.0"));
        Publisher later = Publisher.open(root, PUBLISHER, WEEK, Shop.at(NOW.plus(Duration.ofDays(30))));
        later.refresh();
        Index index = index(Shop.at(NOW.plus(Duration.ofDays(31))));
        assertThat(index.expires()).isEqualTo(NOW.plus(Duration.ofDays(37)));
        assertThat(index.number()).isEqualTo(3);
        assertThat(index.releases(SSH)).hasSize(1);
    }

    @Test
    void aRegistryIsNotMadeTwice() {
        assertThatThrownBy(() -> Publisher.create(root, PUBLISHER, WEEK, CLOCK))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(root.toString())
                .hasMessageContaining("already is a registry");
    }

    @Test
    void aRegistryIsNotMadeAmongOtherFiles() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("thesis.txt"), "years of work");
        assertThatThrownBy(() -> Publisher.create(other, PUBLISHER, WEEK, CLOCK))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("thesis.txt");
        assertThat(other.resolve(Places.ROOT)).doesNotExist();
    }

    @Test
    void aRegistryIsNotMadeWhereAFileIs() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> Publisher.create(file, PUBLISHER, WEEK, CLOCK))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void whatIsNoRegistryIsNamedAndNotTouched() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> Publisher.open(empty, PUBLISHER, WEEK, CLOCK))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("is not a registry")
                .hasMessageContaining("assay registry init");
        assertThat(empty).isEmptyDirectory();
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> Publisher.open(missing, PUBLISHER, WEEK, CLOCK))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("does not exist");
        assertThat(missing).doesNotExist();
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> Publisher.open(file, PUBLISHER, WEEK, CLOCK))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("is a file");
    }

    @Test
    void anotherKeyDoesNotPublishIntoIt() {
        SigningKey other = SigningKey.create(KeyType.P_256, new SecureRandom());
        assertThatThrownBy(() -> Publisher.open(root, other, WEEK, CLOCK))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("not signed by 1 of the 1 publishers");
    }

    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("plugins"), elsewhere);
        assertThatThrownBy(() -> publisher.publish(release("1.0.0")))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("symbolic link");
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(index().plugins()).isEmpty();
    }

    @Test
    void aDamagedBlobIsMadeWholeByPublishingAgain() throws IOException {
        Publication publication = release("1.0.0");
        publisher.publish(publication);
        Path module = root.resolve(Places.blob(SSH, Digest.of(module("ssh 1.0.0"))));
        Files.writeString(module, "damaged");
        publisher.publish(release("1.0.1"));
        assertThat(Files.readString(module)).isEqualTo("damaged");
        publisher.publish(release(SSH, "1.0.2", Map.of("baseline", module("ssh 1.0.0"))));
        assertThat(Files.readAllBytes(module)).isEqualTo(module("ssh 1.0.0"));
    }

    private Publisher later() {
        return Publisher.open(root, Shop.PUBLISHER, Shop.WEEK, Shop.at(NOW.plus(Duration.ofHours(2))));
    }

    private Bundle audit(Publication publication, Verdict verdict, Duration later) {
        Release release = publication.release();
        return Shop.audit(release, release.variants().getFirst(), verdict, NOW.plus(later));
    }

    private Index index() {
        return index(CLOCK);
    }

    private Index index(java.time.Clock clock) {
        return Registry.open(Source.directory(root), Shop.POLICY, folder.resolve("memory"), clock)
                .index();
    }

    /** Every file but the lock, by what it holds. */
    private SortedMap<String, Digest> tree() throws IOException {
        SortedMap<String, Digest> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                tree.put(root.relativize(file).toString(), Digest.of(Files.readAllBytes(file)));
            }
        }
        return tree;
    }
}
