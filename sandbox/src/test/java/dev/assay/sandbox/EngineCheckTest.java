package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.sandbox.worker.Worker;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineCheckTest {
    @AfterEach
    void nothingIsLeft() {
        assertThat(Leftovers.commandsOf("Worker")).isEmpty();
        Leftovers.awaitNoThreads();
    }

    @Test
    void oneWorkerJudgesOneModuleAfterAnother() throws Exception {
        try (EngineCheck check = new EngineCheck()) {
            assertThat(check.check(Guests.module("honest"))).isEqualTo(new Opinion.Agrees());
            List<String> workers = Leftovers.commandsOf(Worker.class.getName());
            assertThat(check.check(Guests.module("loop-start"))).isEqualTo(new Opinion.Agrees());
            assertThat(check.check(new byte[] {0, 'a', 's', 'm'})).isInstanceOf(Opinion.Disagrees.class);
            assertThat(check.check(Guests.module("trap"))).isEqualTo(new Opinion.Agrees());
            assertThat(Leftovers.commandsOf(Worker.class.getName()))
                    .isEqualTo(workers)
                    .isNotEmpty();
        }
    }

    @Test
    void aBodyThatDoesNotTypeCheckIsDisagreedWithInTheEnginesWords() throws Exception {
        byte[] module = Guests.module("huge-answer");
        module[module.length - 11] = 0x41; // i32.const where the result is an i64
        try (EngineCheck check = new EngineCheck()) {
            assertThat(check.check(module)).isInstanceOf(Opinion.Disagrees.class);
        }
    }

    @Test
    void anEngineThatRunsOutOfTimeIsUndecidedAndTheNextCheckIsAnswered() throws Exception {
        List<String> real = Launcher.unconfined(64L << 20);
        try (EngineCheck check = new EngineCheck(List.of(FakeWorker.command("mute")), Duration.ofMillis(300))) {
            assertThat(check.check(Guests.module("honest")))
                    .isEqualTo(new Opinion.Undecided("the engine was not done after 0 s"));
        }
        try (EngineCheck check = new EngineCheck(List.of(real), Duration.ofSeconds(20))) {
            assertThat(check.check(Guests.module("honest"))).isEqualTo(new Opinion.Agrees());
        }
    }

    @Test
    void anEngineThatDiesIsUndecidedAndReplaced() throws Exception {
        try (EngineCheck check = new EngineCheck(List.of(FakeWorker.command("dies")), Duration.ofSeconds(10))) {
            for (int i = 0; i < 2; i++) {
                assertThat(check.check(Guests.module("honest")))
                        .isInstanceOfSatisfying(
                                Opinion.Undecided.class,
                                undecided -> assertThat(undecided.reason()).contains("exit status 42"));
            }
        }
    }

    @Test
    void anEngineThatRunsOutOfMemoryIsUndecided() throws Exception {
        try (EngineCheck check = new EngineCheck(List.of(Launcher.unconfined(24L << 20)), Duration.ofSeconds(30))) {
            assertThat(check.check(manyLocals()))
                    .isInstanceOfSatisfying(
                            Opinion.Undecided.class,
                            undecided -> assertThat(undecided.reason()).contains("out of memory"));
        }
    }

    @Test
    void whereTheFirstCommandStartsNoWorkerTheNextIsTried() throws Exception {
        List<List<String>> commands = List.of(List.of("/no/such/bwrap"), Launcher.unconfined(64L << 20));
        try (EngineCheck check = new EngineCheck(commands, Duration.ofSeconds(20))) {
            assertThat(check.check(Guests.module("honest"))).isEqualTo(new Opinion.Agrees());
        }
        try (EngineCheck check = new EngineCheck(List.of(List.of("/no/such/bwrap")), Duration.ofSeconds(20))) {
            assertThat(check.check(Guests.module("honest")))
                    .isEqualTo(new Opinion.Undecided("no worker could be started"));
        }
    }

    /** 1,000 functions with 50,000 locals each, in 11 KB. */
    private static byte[] manyLocals() {
        int functions = 1000;
        byte[] body = {7, 1, (byte) 0xd0, (byte) 0x86, 3, 0x7e, 0x0b};
        body[0] = (byte) (body.length - 1);
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3});
        leb(out, 2 + functions);
        leb(out, functions);
        out.writeBytes(new byte[functions]);
        out.write(10);
        leb(out, 2 + functions * body.length);
        leb(out, functions);
        for (int i = 0; i < functions; i++) {
            out.writeBytes(body);
        }
        return out.toByteArray();
    }

    private static void leb(java.io.ByteArrayOutputStream out, int value) {
        int rest = value;
        do {
            out.write((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
            rest >>>= 7;
        } while (rest != 0);
    }
}
