package dev.assay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Json;
import dev.assay.model.Outcome;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.Result;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.registry.Folder;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.Sandbox;
import dev.assay.sandbox.receipt.ChainCheck;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.sandbox.receipt.Replay;
import dev.assay.trust.VerificationKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every run of a runtime leaves a receipt that goes with its result and can be run again. */
class ReceiptsTest {
    private static final byte[] SSH = Guest.answering("acme/ssh", "1.0.0", World.GOOD);
    private static final byte[] TRAP = Guest.trapping("acme/trap", "1.0.0");

    @TempDir
    Path folder;

    private World world;

    @BeforeEach
    void make() throws IOException {
        world = new World(folder);
        world.enrol();
    }

    @AfterEach
    void end() {
        world.close();
    }

    private Receipt receipt(long number) throws IOException {
        return Receipt.read(
                Files.readAllBytes(world.home.resolve("receipts").resolve(String.format("%016d.json", number))));
    }

    private List<VerificationKey> key() {
        return List.of(Identity.load(new Folder(world.home)).signer().verificationKey());
    }

    @Test
    void eachRunHasAReceiptThatIsSignedChainedDeliveredAndRunAgain() throws Exception {
        World.Published ssh = world.publish("acme/ssh", "1.0.0", SSH);
        World.Published trap = world.publish("acme/trap", "1.0.0", TRAP);
        world.service.desire(1, ssh.assignment(World.SSHD), trap.assignment(World.SSHD));
        RuntimeStatus status;
        List<Result> results;
        try (AssessmentRuntime runtime = world.open()) {
            AssessmentRuntime.Round round = runtime.once();
            results = round.results();
            status = round.status();
            assertThat(runtime.once().results()).hasSize(2);
        }
        assertThat(results).hasSize(2);
        for (Result result : results) {
            Receipt receipt = List.of(receipt(1), receipt(2)).stream()
                    .filter(one -> one.statement().run().equals(result.runId()))
                    .findFirst()
                    .orElseThrow();
            assertThat(receipt.refusal(key())).isEmpty();
            assertThat(result.receiptStatement()).contains(receipt.bundle().digest());
            assertThat(result.response()
                            .orElseThrow()
                            .path("_origin")
                            .path("receipt")
                            .asString(""))
                    .isEqualTo(receipt.bundle().digest().toString());
            assertThat(receipt.statement().load())
                    .isEqualTo(result.loadStatement().orElseThrow());
            assertThat(receipt.statement().audit()).isEqualTo(result.audit().orElseThrow());
            assertThat(receipt.statement().fuel()).isEqualTo(result.fuel());
            byte[] module = result.outcome() == Outcome.COMPLETED ? SSH : TRAP;
            try (Sandbox sandbox = Sandbox.open(
                    HostFile.read(Files.readAllBytes(world.host), "host.yaml").replaying(64L << 20), List.of())) {
                assertThat(new Replay(sandbox).of(receipt, module)).isEqualTo(new Replay.Same(List.of()));
            }
        }
        assertThat(status.receipts().orElseThrow().head()).isEqualTo(receipt(2).link());
        assertThat(world.service.results.values())
                .allSatisfy(result -> assertThat(result.receipt()).isPresent());
        ChainCheck check = new ChainCheck(key());
        check.checkpoint(Files.readAllBytes(world.home.resolve("receipts/checkpoint.json")));
        for (int number = 1; number <= 4; number++) {
            check.next(String.valueOf(number), receipt(number).bytes());
        }
        assertThat(check.faults()).isEmpty();
        assertThat(check.head()).contains(receipt(4).link());
    }

    @Test
    void whatIsRefusedIsNotRunAndHasNoReceipt() throws Exception {
        World.Published ssh = world.publish("acme/ssh", "1.0.0", SSH, "assessment/1", Optional.empty());
        world.service.desire(1, ssh.assignment(World.SSHD));
        try (AssessmentRuntime runtime = world.open()) {
            AssessmentRuntime.Round round = runtime.once();
            assertThat(round.results().getFirst().outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(round.results().getFirst().receipt()).isEmpty();
            assertThat(round.status().receipts()).isEmpty();
        }
    }

    @Test
    void whatTheAdministratorWithholdsIsNotOnTheDisk() throws Exception {
        World.Published ssh = world.publish("acme/ssh", "1.0.0", SSH);
        Assignment assignment =
                ssh.assignment(new Capabilities(World.SSHD.all(), new TreeSet<>(List.of("request", "response"))));
        world.service.desire(
                1,
                new Assignment(
                        assignment.plugin(),
                        assignment.version(),
                        assignment.release(),
                        assignment.module(),
                        Json.object().put("token", "s3cr3t-of-the-test"),
                        assignment.grants(),
                        assignment.limits(),
                        assignment.interval()));
        try (AssessmentRuntime runtime = world.open()) {
            assertThat(runtime.once().results().getFirst().outcome()).isEqualTo(Outcome.COMPLETED);
        }
        assertThat(new String(receipt(1).bytes(), StandardCharsets.UTF_8))
                .doesNotContain("s3cr3t-of-the-test")
                .doesNotContain("PermitRootLogin");
        assertThat(receipt(1).statement().replayable()).isFalse();
        assertThat(receipt(1).obstacle()).contains("the request was withheld");
    }

    @Test
    void aDamagedReceiptIsToldAndStopsNothing() throws Exception {
        World.Published ssh = world.publish("acme/ssh", "1.0.0", SSH);
        world.service.desire(1, ssh.assignment(World.SSHD));
        try (AssessmentRuntime runtime = world.open()) {
            runtime.once();
        }
        Files.writeString(world.home.resolve("receipts/0000000000000001.json"), "{}");
        try (AssessmentRuntime runtime = world.open()) {
            AssessmentRuntime.Round round = runtime.once();
            assertThat(round.status().problems())
                    .anySatisfy(problem -> assertThat(problem).contains("0000000000000001.json is damaged or lost"));
            assertThat(round.results().getFirst().outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(receipt(2).statement().sequence()).isEqualTo(2);
        }
    }
}
