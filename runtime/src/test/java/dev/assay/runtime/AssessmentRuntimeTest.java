package dev.assay.runtime;

import static dev.assay.runtime.World.GOOD;
import static dev.assay.runtime.World.SSHD;
import static dev.assay.runtime.World.codes;
import static dev.assay.runtime.World.standing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Outcome;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.model.Verdict;
import dev.assay.model.VersionRange;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.PluginStatus;
import dev.assay.model.fleet.PluginStatus.State;
import dev.assay.model.fleet.Result;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.Registry;
import dev.assay.registry.Source;
import dev.assay.runtime.AssessmentRuntime.Round;
import dev.assay.runtime.World.Published;
import dev.assay.trust.BundleVerifier;
import dev.assay.trust.KeyType;
import dev.assay.trust.Revocation;
import dev.assay.trust.Revocation.Target;
import dev.assay.trust.Severity;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.Verification;
import dev.assay.trust.VerificationSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Long because one world, a service and a registry, serves every way in which a runtime goes on or refuses. */
class AssessmentRuntimeTest {
    private static final String SSH = "acme/ssh";

    @TempDir
    Path folder;

    private World world;
    private Published ssh;

    @BeforeEach
    void anEnrolledRuntimeAndAPublishedPlugin() throws IOException {
        world = new World(folder);
        world.enrol();
        ssh = world.publish(SSH, "1.0.0", Guest.answering(SSH, "1.0.0", GOOD));
        world.service.desire(1, ssh.assignment(SSHD));
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void anAdmittedPluginIsActiveAndItsResultArrives() throws Exception {
        try (AssessmentRuntime runtime = world.open()) {
            Round round = runtime.once();
            PluginStatus status = standing(round.status(), SSH);
            assertThat(status.state()).isEqualTo(State.ACTIVE);
            assertThat(status.active()).contains(status.desired());
            assertThat(status.audit()).contains(ssh.audit().digest());
            assertThat(round.status().source()).isEqualTo(RuntimeStatus.Source.CONTROL);
            assertThat(round.status().revision()).isEqualTo(1);
            assertThat(round.status().problems()).isEmpty();

            Result result = round.results().getFirst();
            assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(result.audit()).contains(ssh.audit().digest());
            assertThat(result.revision()).isEqualTo(1);
            assertThat(world.service.results).containsOnlyKeys(result.runId());
            assertThat(world.service.results.get(result.runId())).isEqualTo(result);
            assertThat(world.service.statuses.getLast().plugins()).containsExactly(status);
            assertThat(finding(result, "state")).isEqualTo("satisfied");
        }
    }

    @Test
    void aResultCarriesTheRuntimesSignedDecisionToLoadAndARefusalHasNone() throws Exception {
        try (AssessmentRuntime runtime = world.open()) {
            Result result = runtime.once().results().getFirst();
            byte[] bundle = Json.canonical(result.load().orElseThrow());
            assertThat(BundleVerifier.verify(bundle, List.of(world.service.runtimeKey)))
                    .isInstanceOfSatisfying(Verification.Verified.class, verified -> {
                        Statement statement = verified.statement();
                        assertThat(statement.predicateType()).isEqualTo(PredicateType.VERIFICATION_SUMMARY);
                        assertThat(statement.isAbout(result.module(), result.release()))
                                .isTrue();
                        assertThat(statement
                                        .predicate()
                                        .path("verificationResult")
                                        .asString())
                                .isEqualTo("PASSED");
                        assertThat(statement
                                        .predicate()
                                        .at("/inputAttestations/0/digest/sha256")
                                        .asString())
                                .isEqualTo(ssh.audit().digest().hex());
                        assertThat(statement.predicate().at("/verifier/id").asString())
                                .isEqualTo(VerificationSummary.verifier("runtime", world.service.runtimeKey));
                    });
            assertThat(result.response().orElseThrow().at("/_origin/load").asString())
                    .isEqualTo(Digest.of(bundle).toString());
            world.publisher.revoke(new Revocation(
                    new Revocation.Target.Content(result.module()),
                    "malware",
                    World.NOW,
                    Severity.CRITICAL,
                    Optional.empty()));
            world.clock.move(Duration.ofHours(2));
            Result refused = runtime.once().results().getFirst();
            assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(refused.load()).isEmpty();
        }
    }

    @Test
    void aStatusOfANewerVersionIsRefusedAndNotWrittenOver() throws Exception {
        Path file = world.home.resolve("status.json");
        Files.writeString(file, "{\"format\":\"assay.runtime-status/2\"}");
        assertThatThrownBy(world::open)
                .isInstanceOf(AssessmentRuntimeException.class)
                .hasMessageContainingAll("status.json", "newer version of Assay");
        assertThat(file).hasContent("{\"format\":\"assay.runtime-status/2\"}");
        Files.writeString(file, "{\"format\":\"assay.runtime-status/1\"}");
        try (AssessmentRuntime runtime = world.open()) {
            runtime.once();
        }
        assertThat(AssessmentRuntime.lastStatus(world.home)).isPresent();
    }

    @Test
    void aPluginThatWasNeverAuditedIsRefusedUntilItIs() throws Exception {
        Published bare =
                world.publish(SSH, "1.0.1", Guest.answering(SSH, "1.0.1", GOOD), "assessment/1", Optional.empty());
        world.service.desire(2, bare.assignment(SSHD));
        try (AssessmentRuntime runtime = world.open()) {
            Round round = runtime.once();
            assertThat(codes(standing(round.status(), SSH))).containsExactly("no-audit-statement");
            assertThat(standing(round.status(), SSH).state()).isEqualTo(State.REFUSED);
            assertThat(round.results().getFirst().outcome()).isEqualTo(Outcome.REFUSED);
            world.publisher.attach(
                    bare.release().name(),
                    bare.release().version(),
                    List.of(world.audit(bare.release(), Verdict.APPROVED, world.auditor)));
            assertThat(standing(runtime.once().status(), SSH).state()).isEqualTo(State.ACTIVE);
        }
    }

    @Test
    void anAuditByAStrangerIsRefusedUntilHeIsNoStranger() throws Exception {
        SigningKey stranger = SigningKey.create(KeyType.P_256, new SecureRandom());
        world.trust(stranger);
        try (AssessmentRuntime runtime = world.open()) {
            assertThat(codes(standing(runtime.once().status(), SSH))).contains("unknown-signer");
        }
        world.trust(world.auditor);
        try (AssessmentRuntime runtime = world.open()) {
            assertThat(standing(runtime.once().status(), SSH).state()).isEqualTo(State.ACTIVE);
        }
    }

    @Test
    void aTamperedModuleIsNeverRun() throws Exception {
        Path module = module(ssh);
        byte[] whole = Files.readAllBytes(module);
        byte[] tampered = whole.clone();
        tampered[tampered.length - 2] ^= 1;
        Files.write(module, tampered);
        try (AssessmentRuntime runtime = world.open()) {
            Round round = runtime.once();
            PluginStatus status = standing(round.status(), SSH);
            assertThat(status.state()).isEqualTo(State.REFUSED);
            assertThat(codes(status)).containsExactly("content-changed");
            assertNotSatisfied(round.results().getFirst(), "it was changed");
            Files.write(module, whole);
            assertThat(standing(runtime.once().status(), SSH).state()).isEqualTo(State.ACTIVE);
        }
    }

    @Test
    void aModuleThatCannotBeHadYetIsWaitedForAndSaidToBeMissing() throws Exception {
        Path module = module(ssh);
        byte[] whole = Files.readAllBytes(module);
        Files.delete(module);
        try (AssessmentRuntime runtime = world.open()) {
            Round round = runtime.once();
            assertThat(standing(round.status(), SSH).state()).isEqualTo(State.PENDING);
            assertNotSatisfied(round.results().getFirst(), "is missing");
            Files.write(module, whole);
            assertThat(standing(runtime.once().status(), SSH).state()).isEqualTo(State.ACTIVE);
        }
    }

    @Test
    void anAuditStatementThatIsGoneIsARefusal() throws Exception {
        Files.delete(folder.resolve(
                "registry/plugins/acme/ssh/blobs/sha256/" + ssh.audit().digest().hex()));
        try (AssessmentRuntime runtime = world.open()) {
            PluginStatus status = standing(runtime.once().status(), SSH);
            assertThat(status.state()).isEqualTo(State.REFUSED);
            assertThat(codes(status)).containsExactly("audit-statement-missing");
        }
    }

    @Test
    void aModuleThatWasChangedInTheRuntimesOwnKeepingIsFetchedAnew() throws Exception {
        try (AssessmentRuntime runtime = world.open()) {
            runtime.once();
            Path kept = world.home.resolve("registry/content/"
                    + ssh.release().variants().getFirst().module().hex());
            byte[] whole = Files.readAllBytes(kept);
            Files.write(kept, new byte[whole.length]);
            assertThat(runtime.once().results().getFirst().outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(kept).hasBinaryContent(whole);
        }
    }

    @Test
    void aRevokedPluginStopsAtTheNextRefreshAndSaysSo() throws Exception {
        try (AssessmentRuntime runtime = world.open()) {
            assertThat(standing(runtime.once().status(), SSH).state()).isEqualTo(State.ACTIVE);
            Target target = new Target.Versions(ssh.release().name(), VersionRange.parse("1.0.0"));
            world.publisher.revoke(
                    new Revocation(target, "a backdoor", world.clock.instant(), Severity.CRITICAL, Optional.empty()));
            Round round = runtime.once();
            assertThat(standing(round.status(), SSH).state()).isEqualTo(State.STOPPED);
            assertThat(codes(standing(round.status(), SSH))).contains("revoked");
            assertNotSatisfied(round.results().getFirst(), "a backdoor");
            assertThat(world.service.results)
                    .containsKey(round.results().getFirst().runId());

            world.publisher.unrevoke(target, new Revocation.Undo("a wrong flag", world.clock.instant()));
            assertThat(standing(runtime.once().status(), SSH).state()).isEqualTo(State.ACTIVE);
        }
    }

    @Test
    void aGrantThatIsTakenBackIsTakenBackAtOnce() throws Exception {
        try (AssessmentRuntime runtime = world.open()) {
            assertThat(standing(runtime.once().status(), SSH).state()).isEqualTo(State.ACTIVE);
            world.service.desire(2, ssh.assignment(Capabilities.NONE));
            Round round = runtime.once();
            assertThat(standing(round.status(), SSH).state()).isEqualTo(State.STOPPED);
            assertThat(codes(standing(round.status(), SSH))).containsExactly("capability-not-granted");
            assertNotSatisfied(round.results().getFirst(), "sshd-effective");
            world.service.desire(3, ssh.assignment(SSHD));
            assertThat(standing(runtime.once().status(), SSH).state()).isEqualTo(State.ACTIVE);
        }
    }

    @Test
    void aPluginForAnotherContractIsRefused() throws Exception {
        Published other = world.publish(
                SSH, "2.0.0", Guest.answering(SSH, "2.0.0", GOOD), "assessment/2", Optional.of(Verdict.APPROVED));
        world.service.desire(2, other.assignment(SSHD));
        try (AssessmentRuntime runtime = world.open()) {
            PluginStatus status = standing(runtime.once().status(), SSH);
            assertThat(status.state()).isEqualTo(State.REFUSED);
            assertThat(codes(status)).containsExactly("incompatible-contract");
        }
    }

    @Test
    void aPluginThatCallsItselfOtherwiseFailsItsSelfTest() throws Exception {
        Published liar = world.publish(SSH, "1.1.0", Guest.answering("acme/other", "1.1.0", GOOD));
        world.service.desire(2, liar.assignment(SSHD));
        try (AssessmentRuntime runtime = world.open()) {
            PluginStatus status = standing(runtime.once().status(), SSH);
            assertThat(codes(status)).containsExactly("self-test-failed");
            assertThat(status.reasons().getFirst().message()).contains("acme/other");
        }
    }

    @Test
    void aReleaseThatTheIndexDoesNotListIsRefused() throws Exception {
        var assignment = ssh.assignment(SSHD);
        world.service.desire(
                2,
                new Assignment(
                        assignment.plugin(),
                        assignment.version(),
                        Digest.of(new byte[] {5}),
                        assignment.module(),
                        assignment.config(),
                        assignment.grants(),
                        assignment.limits(),
                        assignment.interval()));
        try (AssessmentRuntime runtime = world.open()) {
            assertThat(codes(standing(runtime.once().status(), SSH))).containsExactly("release-not-listed");
        }
    }

    @Test
    void aRefusedUpgradeLeavesTheVersionBeforeRunningAndSaysWhy() throws Exception {
        Published next = world.publish(
                SSH, "1.1.0", Guest.answering(SSH, "1.1.0", GOOD), "assessment/1", Optional.of(Verdict.REJECTED));
        try (AssessmentRuntime runtime = world.open()) {
            runtime.once();
            world.service.desire(2, next.assignment(SSHD));
            Round round = runtime.once();
            PluginStatus status = standing(round.status(), SSH);
            assertThat(status.state()).isEqualTo(State.ACTIVE);
            assertThat(status.desired())
                    .isEqualTo(next.release().variants().getFirst().module());
            assertThat(status.active())
                    .contains(ssh.release().variants().getFirst().module());
            assertThat(codes(status)).containsExactly("verdict-rejected");
            assertThat(round.results().getFirst().version())
                    .isEqualTo(ssh.release().version());
        }
    }

    @Test
    void oneBadPluginDoesNotTakeTheOthersDown() throws Exception {
        Published trap = world.publish("acme/trap", "1.0.0", Guest.trapping("acme/trap", "1.0.0"));
        Published loop = world.publish("acme/loop", "1.0.0", Guest.looping("acme/loop", "1.0.0"));
        Published broken = world.publish("acme/broken", "1.0.0", new byte[] {0, 'a', 's', 'm', 9, 9, 9, 9});
        world.service.desire(
                2, ssh.assignment(SSHD), trap.assignment(SSHD), loop.assignment(SSHD), broken.assignment(SSHD));
        try (AssessmentRuntime runtime = world.open()) {
            Round round = runtime.once();
            assertThat(round.results()).hasSize(4);
            assertThat(outcome(round, SSH)).isEqualTo(Outcome.COMPLETED);
            assertThat(outcome(round, "acme/trap")).isEqualTo(Outcome.TRAPPED);
            assertThat(outcome(round, "acme/loop")).isEqualTo(Outcome.DEADLINE);
            assertThat(outcome(round, "acme/broken")).isEqualTo(Outcome.REFUSED);
            assertThat(codes(standing(round.status(), "acme/broken"))).containsExactly("release-inconsistent");
            assertNotSatisfied(result(round, "acme/trap"), "trapped");
            assertNotSatisfied(result(round, "acme/loop"), "deadline");
            assertThat(world.service.results).hasSize(4);
        }
    }

    @Test
    void aPluginThatSaysItFailedGivesAFindingToo() throws Exception {
        String failure = """
                {"abi":"1","status":"failure","errors":[{"code":"no-sshd","message":"sshd cannot be asked"}]}""";
        Published failing = world.publish(SSH, "1.2.0", Guest.answering(SSH, "1.2.0", failure));
        world.service.desire(2, failing.assignment(SSHD));
        try (AssessmentRuntime runtime = world.open()) {
            Result result = runtime.once().results().getFirst();
            assertThat(result.outcome()).isEqualTo(Outcome.COMPLETED);
            assertNotSatisfied(result, "sshd cannot be asked");
        }
    }

    @Test
    void aResponseNestedTooDeeplyToBeDeliveredIsSaidToBeSo() throws Exception {
        Published deep = world.publish(SSH, "1.3.0", Guest.answering(SSH, "1.3.0", nested(60)));
        Published shallow = world.publish("acme/flat", "1.0.0", Guest.answering("acme/flat", "1.0.0", nested(50)));
        world.service.desire(2, deep.assignment(SSHD), shallow.assignment(SSHD));
        try (AssessmentRuntime runtime = world.open()) {
            Round round = runtime.once();
            assertNotSatisfied(result(round, SSH), "nested too deeply");
            assertThat(result(round, "acme/flat")
                            .response()
                            .orElseThrow()
                            .path("records")
                            .size())
                    .isEqualTo(1);
            assertThat(world.service.results).hasSize(2);
        }
    }

    private static String nested(int deep) {
        return "{\"abi\":\"1\",\"status\":\"success\",\"records\":[{\"input\":" + "[".repeat(deep) + "]".repeat(deep)
                + "}]}";
    }

    @Test
    void withoutItsServiceItGoesOnWithTheLastGoodState() throws Exception {
        try (AssessmentRuntime runtime = world.open()) {
            runtime.once();
        }
        world.service.failing = path -> Optional.of(503);
        try (AssessmentRuntime runtime = world.open()) {
            Round round = runtime.once();
            assertThat(round.status().source()).isEqualTo(RuntimeStatus.Source.LAST_KNOWN_GOOD);
            assertThat(round.status().problems()).anySatisfy(p -> assertThat(p).contains("503"));
            assertThat(standing(round.status(), SSH).state()).isEqualTo(State.ACTIVE);
            assertThat(world.service.results)
                    .as("nothing of the second round yet")
                    .hasSize(1);
            world.service.failing = path -> Optional.empty();
            runtime.once();
            assertThat(world.service.results)
                    .as("the one that waited and a new one")
                    .hasSize(3);
        }
    }

    @Test
    void anExpiredStateStopsEverythingWithAFinding() throws Exception {
        world.publisher.refresh();
        try (AssessmentRuntime runtime = world.open()) {
            runtime.once();
            world.service.failing = path -> Optional.of(503);
            world.clock.move(Duration.ofHours(24).minusSeconds(1));
            assertThat(standing(runtime.once().status(), SSH).state()).isEqualTo(State.ACTIVE);
            world.clock.move(Duration.ofSeconds(1));
            Round round = runtime.once();
            assertThat(standing(round.status(), SSH).state()).isEqualTo(State.STOPPED);
            assertThat(codes(standing(round.status(), SSH))).containsExactly("desired-state-expired");
            assertNotSatisfied(round.results().getFirst(), "expired");
        }
    }

    @Test
    void withoutItsRegistryItGoesOnUntilTheIndexExpires() throws Exception {
        try (AssessmentRuntime runtime = world.open()) {
            runtime.once();
            Files.move(world.root, folder.resolve("away"));
            world.clock.move(World.WEEK.minusSeconds(1));
            world.service.desire(2, ssh.assignment(SSHD));
            Round before = runtime.once();
            assertThat(standing(before.status(), SSH).state()).isEqualTo(State.ACTIVE);
            assertThat(before.status().problems()).anySatisfy(p -> assertThat(p).contains("does not exist"));
            assertThat(before.results().getFirst().outcome()).isEqualTo(Outcome.COMPLETED);

            world.clock.move(Duration.ofSeconds(1));
            Round after = runtime.once();
            assertThat(standing(after.status(), SSH).state()).isEqualTo(State.STOPPED);
            assertThat(codes(standing(after.status(), SSH))).containsExactly("index-unavailable");
            assertNotSatisfied(after.results().getFirst(), "expired");
        }
    }

    @Test
    void withAGraceItGoesOnSoMuchLongerAndSaysSo() throws Exception {
        world.grace = Duration.ofHours(6);
        try (AssessmentRuntime runtime = world.open()) {
            runtime.once();
            Files.move(world.root, folder.resolve("away"));
            world.clock.move(World.WEEK.plus(world.grace).minusSeconds(1));
            world.service.desire(2, ssh.assignment(SSHD));
            Round before = runtime.once();
            assertThat(standing(before.status(), SSH).state()).isEqualTo(State.ACTIVE);
            assertThat(before.status().problems())
                    .anySatisfy(p -> assertThat(p)
                            .contains("Going on with the last index known")
                            .contains("which counts until "
                                    + World.NOW.plus(World.WEEK).plus(world.grace)));

            world.clock.move(Duration.ofSeconds(1));
            Round after = runtime.once();
            assertThat(standing(after.status(), SSH).state()).isEqualTo(State.STOPPED);
            assertNotSatisfied(after.results().getFirst(), "expired");
        }
    }

    @Test
    void whatItsPluginsNeedStaysWhateverElseIsFetched() throws Exception {
        try (AssessmentRuntime runtime = world.open()) {
            runtime.once();
        }
        // Another process fetches into the same memory, which may be no larger than what it fetches.
        Index index = Registry.open(
                        Source.directory(world.root),
                        TrustPolicy.read(folder.resolve("trust.yaml")),
                        world.home.resolve("registry"),
                        1024,
                        Duration.ZERO,
                        world.clock)
                .index();
        Entry entry = index.releases(PluginName.parse(SSH)).getFirst();
        index.fetch(entry, entry.variants().getFirst().artifact());
        Files.move(world.root, folder.resolve("away"));
        try (AssessmentRuntime runtime = world.open()) {
            assertThat(standing(runtime.once().status(), SSH).state()).isEqualTo(State.ACTIVE);
        }
    }

    @Test
    void aCacheThatHoldsNothingIsRefused() throws Exception {
        world.cache = (16 << 20) - 1;
        assertThatThrownBy(world::open)
                .isInstanceOf(AssessmentRuntimeException.class)
                .hasMessageContaining("at least 16MiB");
        world.cache = 16 << 20;
        world.open().close();
    }

    @Test
    void aGraceBeyondAMonthIsRefused() {
        world.grace = Duration.ofDays(30).plusHours(1);
        assertThatThrownBy(world::open)
                .isInstanceOf(AssessmentRuntimeException.class)
                .hasMessageContaining("a grace of 721 hours is out of range");
    }

    @Test
    void aStateThatIsOlderForAnotherOrByAnotherIsNotTaken() throws Exception {
        world.service.desire(5, ssh.assignment(SSHD));
        try (AssessmentRuntime runtime = world.open()) {
            runtime.once();
            world.service.desire(4);
            refused(runtime, "revision 5 was seen before");
            world.service.desire(5);
            refused(runtime, "other things than before under the same revision 5");
            var far = world.clock.instant().plus(Duration.ofDays(1));
            world.service.desire(world.service.key, UUID.randomUUID(), 6, far);
            refused(runtime, "it is for the runtime");
            SigningKey stranger = SigningKey.create(KeyType.P_256, new SecureRandom());
            world.service.desire(stranger, world.service.runtime, 6, far);
            refused(runtime, "nobody here trusts");
            world.service.desire(world.service.key, world.service.runtime, 6, world.clock.instant());
            refused(runtime, "expired");
            world.service.desire(6);
            assertThat(runtime.sync().problems()).isEmpty();
            assertThat(runtime.status().plugins()).isEmpty();
        }
    }

    @Test
    void aStateThatWasSeenIsRememberedAcrossARestart() throws Exception {
        world.service.desire(5, ssh.assignment(SSHD));
        try (AssessmentRuntime runtime = world.open()) {
            runtime.sync();
        }
        world.service.desire(4);
        try (AssessmentRuntime runtime = world.open()) {
            refused(runtime, "revision 5 was seen before");
        }
    }

    @Test
    void aDamagedStateIsNotTakenForNone() throws Exception {
        try (AssessmentRuntime runtime = world.open()) {
            runtime.sync();
        }
        Files.writeString(world.home.resolve("desired-state.json"), "{}");
        assertThatThrownBy(() -> world.open())
                .isInstanceOf(AssessmentRuntimeException.class)
                .hasMessageContaining("desired-state.json is damaged");
    }

    @Test
    void aTokenThatIsNoLongerTakenIsRenewed() throws Exception {
        try (AssessmentRuntime runtime = world.open()) {
            runtime.sync();
            world.service.forgetTokens();
            world.service.desire(2, ssh.assignment(SSHD));
            assertThat(runtime.sync().revision()).isEqualTo(2);
            assertThat(runtime.status().problems()).isEmpty();
        }
    }

    @Test
    void theSameFindingHasTheSameIdentifierInEveryRun() throws Exception {
        try (AssessmentRuntime runtime = world.open()) {
            Result first = runtime.once().results().getFirst();
            Result second = runtime.once().results().getFirst();
            assertThat(first.runId()).isNotEqualTo(second.runId());
            assertThat(finding(first, "uuid"))
                    .isEqualTo(finding(second, "uuid"))
                    .isNotEmpty();
        }
    }

    @Test
    void itRunsUntilItIsToldToEndAndTakesNewsOver() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Published tls = world.publish("acme/tls", "1.0.0", Guest.answering("acme/tls", "1.0.0", GOOD));
        try (AssessmentRuntime runtime = world.open()) {
            Thread thread = Thread.ofPlatform().start(() -> {
                try {
                    runtime.run(end);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            until(() -> world.service.results.size() == 1);
            world.service.desire(2, ssh.assignment(SSHD), tls.assignment(SSHD));
            until(() -> world.service.results.values().stream()
                    .anyMatch(result -> result.plugin().toString().equals("acme/tls")));
            world.service.desire(3, ssh.assignment(Capabilities.NONE));
            until(() ->
                    world.service.results.values().stream().anyMatch(result -> result.outcome() == Outcome.REFUSED));
            until(() -> AssessmentRuntime.lastStatus(world.home)
                    .filter(status -> status.revision() == 3)
                    .isPresent());
            end.countDown();
            thread.join();
        }
    }

    @Test
    void onlyOneProcessWorksInAHome() {
        try (AssessmentRuntime runtime = world.open()) {
            assertThat(runtime.id()).isEqualTo(world.service.runtime);
            assertThatThrownBy(() -> world.open()).hasMessageContaining("another process");
        }
        world.open().close();
    }

    @Test
    void aHomeThatWasNeverUsedHasNoStatus() {
        assertThat(AssessmentRuntime.lastStatus(folder.resolve("nowhere"))).isEmpty();
    }

    private Path module(Published published) {
        return folder.resolve("registry/plugins/acme/ssh/blobs/sha256/"
                + published.release().variants().getFirst().module().hex());
    }

    private static void refused(AssessmentRuntime runtime, String because) throws InterruptedException {
        RuntimeStatus status = runtime.sync();
        assertThat(status.source()).isEqualTo(RuntimeStatus.Source.LAST_KNOWN_GOOD);
        assertThat(status.revision()).isEqualTo(5);
        assertThat(status.plugins()).hasSize(1);
        assertThat(status.problems()).anySatisfy(problem -> assertThat(problem).contains(because));
    }

    private static void assertNotSatisfied(Result result, String because) {
        JsonNode response = result.response().orElseThrow();
        JsonNode finding =
                response.path("findings").path(response.path("findings").size() - 1);
        assertThat(finding.path("target").path("target-id").asString()).isEqualTo(RuntimeFinding.TARGET);
        assertThat(finding.path("target").path("status").path("state").asString())
                .isEqualTo("not-satisfied");
        assertThat(finding.path("description").asString()).contains(because);
    }

    private static String finding(Result result, String field) {
        JsonNode finding = result.response().orElseThrow().path("findings").path(0);
        return field.equals("state")
                ? finding.path("target").path("status").path("state").asString()
                : finding.path(field).asString();
    }

    private static Result result(Round round, String plugin) {
        return round.results().stream()
                .filter(result -> result.plugin().toString().equals(plugin))
                .findFirst()
                .orElseThrow();
    }

    private static Outcome outcome(Round round, String plugin) {
        return result(round, plugin).outcome();
    }

    private interface Condition {
        boolean holds();
    }

    /** Waits for something that must come; the test's own time-out is the end. */
    private static void until(Condition condition) throws InterruptedException {
        while (!condition.holds()) {
            Thread.sleep(20);
        }
    }
}
