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
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.VersionRange;
import dev.assay.trust.Bundle;
import dev.assay.trust.Revocation;
import dev.assay.trust.Revocation.Target;
import dev.assay.trust.Severity;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which release a range gives: the newest that is neither revoked nor yanked. */
class ResolutionTest {
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
    void aYankedReleaseIsLeftOutOfRangesAndGivenToWhoNamesIt() {
        publisher.publish(release("1.1.0"));
        assertThat(publisher.yank(SSH, version("1.1.0"), "finds nothing")).isInstanceOf(Publishing.Published.class);

        assertThat(resolved("^1")).isEqualTo("1.0.0");
        assertThat(resolved(">=1.1.0 <2")).isEqualTo("nothing");
        assertThat(reasons(SSH, "~1.1")).containsExactly("yanked", "no-version");
        assertThat(resolved("1.1.0")).isEqualTo("1.1.0");
        assertThat(resolved("=1.1.0")).isEqualTo("1.1.0");
        assertThat(entry("1.1.0").yanked()).contains(new Entry.Yank("finds nothing", NOW));

        publisher.unyank(SSH, version("1.1.0"));
        assertThat(resolved("^1")).isEqualTo("1.1.0");
        assertThat(entry("1.1.0").yanked()).isEmpty();
    }

    @Test
    void aYankedReleaseThatIsRevokedIsNobodys() {
        publisher.yank(SSH, version("1.0.0"), "finds nothing");
        publisher.revoke(revocation(new Target.Versions(SSH, VersionRange.parse("*"))));
        assertThat(reasons(SSH, "1.0.0")).containsExactly("revoked", "no-version");
    }

    @Test
    void yankingTwiceOrWhatIsNotThereChangesNothing() {
        publisher.yank(SSH, version("1.0.0"), "first");
        long number = open(CLOCK).index().number();
        assertThat(publisher.yank(SSH, version("1.0.0"), "second")).isInstanceOf(Publishing.Unchanged.class);
        assertThat(publisher.unyank(SSH, version("1.9.0")))
                .isInstanceOfSatisfying(
                        Publishing.Refused.class,
                        refused -> assertThat(refused.reason().code()).isEqualTo("not-published"));
        assertThat(open(CLOCK).index().number()).isEqualTo(number);
        assertThat(entry("1.0.0").yanked().orElseThrow().reason()).isEqualTo("first");
    }

    @Test
    void whatIsYankedStaysSoWhenStatementsAreAddedOrItIsPublishedAgain() {
        Publication again = release("1.0.0");
        publisher.yank(SSH, version("1.0.0"), "finds nothing");
        Bundle later = Shop.audit(
                again.release(),
                again.release().variants().getFirst(),
                dev.assay.model.Verdict.APPROVED,
                NOW.plusSeconds(60));
        publisher.attach(SSH, version("1.0.0"), List.of(later));
        publisher.publish(again);
        assertThat(entry("1.0.0").yanked()).isPresent();
    }

    @Test
    void aYankSaysWhy() {
        new Entry.Yank("x".repeat(500), NOW);
        assertThatThrownBy(() -> new Entry.Yank("x".repeat(501), NOW)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> publisher.yank(SSH, version("1.0.0"), " ")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void anIndexThatKnowsNoYanksIsReadAsBefore() {
        PluginIndex index = PluginIndex.first(SSH).with(entry("1.0.0"));
        assertThat(index.toJson().toString()).doesNotContain("yanked");
        assertThat(PluginIndex.fromJson(Json.read(Json.canonical(index.toJson()), 1 << 20)))
                .isEqualTo(index);
    }

    private Entry entry(String version) {
        return open(CLOCK).index().releases(SSH).stream()
                .filter(entry -> entry.version().equals(version(version)))
                .findFirst()
                .orElseThrow();
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
}
