package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.model.receipt.ReceiptPredicate;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.sandbox.receipt.ReceiptException;
import dev.assay.sandbox.receipt.Replay;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A receipt says what a run was told and did; run again on what it was told, it does the same, and what was changed is seen. */
class ReplayTest {
    private static final Capabilities ALL = Capabilities.of(
            new Capability.Env("PATH"), new Capability.Env("ASSAY_UNSET"), new Capability.Exec("counter"));

    private static final Sandbox SANDBOX =
            Sandbox.open(Guests.hostFile(ALL, Map.of("counter", List.of("/bin/date", "+%N"))), List.<Path>of());

    private static final Map<String, Run> RUNS = new HashMap<>();

    @AfterAll
    static void close() {
        SANDBOX.close();
    }

    private static Receipt read(Receipt receipt) {
        return Receipt.read(receipt.bytes());
    }

    private static Replay.Verdict replay(Receipt receipt, String guest) throws InterruptedException {
        return new Replay(SANDBOX).of(read(receipt), Guests.module(guest));
    }

    private static String difference(Receipt receipt, String guest) throws InterruptedException {
        Replay.Verdict verdict = replay(receipt, guest);
        assertThat(verdict).isInstanceOf(Replay.Different.class);
        return ((Replay.Different) verdict).first();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ask-clock  |  {}
            ask-random |  {"bytes":64}
            ask-exec   |  {"name":"counter"}
            ask-env    | {"name":"PATH"}
            ask-env    | {"name":"ASSAY_UNSET"}
            ask-env    | {"name":"PATH","all":true}
            ask-env    | not even JSON
            ask-log    | {"level":"warn","message":"hello \\u202e"}
            wasi       | the request
            """)
    void aRunThatIsToldTheSameAnswersTheSame(String guest, String request) throws InterruptedException {
        // The clock runs on, random is random and the command counts nanoseconds: only what was recorded gives the
        // same.
        Receipt receipt = Receipted.ask(SANDBOX, guest, ALL, guest.equals("wasi") ? request : " " + request);
        assertThat(receipt.statement().outcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(receipt.statement().replayable()).isTrue();
        assertThat(receipt.statement().fuel()).isPositive();
        assertThat(replay(receipt, guest)).isEqualTo(new Replay.Same(List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "trap, TRAPPED",
        "exit, TRAPPED",
        "recurse, TRAPPED",
        "malformed-answer, TRAPPED",
        "grow-memory, MEMORY",
        "huge-answer, OUTPUT",
        "log-flood, OUTPUT",
        "host-calls, OUTPUT",
        "undeclared, REFUSED",
        "no-assess, REFUSED"
    })
    void howItEndedComesAgain(String guest, Outcome outcome) throws InterruptedException {
        Receipt receipt = Receipted.of(SANDBOX, guest, Guests.LIMITS);
        assertThat(receipt.statement().outcome()).isEqualTo(outcome);
        assertThat(replay(receipt, guest)).isEqualTo(new Replay.Same(List.of()));
    }

    @Test
    void usedUpFuelComesAgain() throws InterruptedException {
        Receipt receipt = Receipted.of(SANDBOX, "loop", fuel(1_000_000));
        assertThat(receipt.statement().outcome()).isEqualTo(Outcome.FUEL);
        assertThat(replay(receipt, "loop")).isEqualTo(new Replay.Same(List.of()));
    }

    private static Limits fuel(long fuel) {
        Limits limits = Guests.LIMITS;
        return new Limits(limits.memoryBytes(), limits.time(), fuel, limits.outputBytes());
    }

    @Test
    void aDeniedCallIsInTheReceiptAndIsDeniedAgain() throws InterruptedException {
        Receipt receipt = Receipted.ask(SANDBOX, "ask-env", ALL, "{\"name\":\"HOME\"}");
        assertThat(receipt.statement().outcome()).isEqualTo(Outcome.DENIED);
        ObjectNode file = Json.read(receipt.bytes(), Receipt.MOST_BYTES).asObject();
        assertThat(file.path("calls").size()).isEqualTo(1);
        assertThat(file.path("calls").path(0).has("answer")).isFalse();
        assertThat(replay(receipt, "ask-env")).isEqualTo(new Replay.Same(List.of()));
    }

    @Test
    void whatAClockEndedIsNotRunAgain() throws InterruptedException {
        Receipt receipt = Receipted.of(SANDBOX, "loop", Guests.BRIEF);
        assertThat(receipt.statement().outcome()).isEqualTo(Outcome.DEADLINE);
        assertThat(receipt.statement().replayable()).isFalse();
        assertThat(replay(receipt, "loop"))
                .isEqualTo(new Replay.Undecided(
                        "the run ended as deadline, which another run of the same need not do", List.of()));
    }

    /** Nothing changes a run: each is made once for all that is told of it. */
    private static Run run(String name, Assessment assessment) throws InterruptedException {
        Run known = RUNS.get(name);
        if (known == null) {
            known = SANDBOX.run(assessment);
            RUNS.put(name, known);
        }
        return known;
    }

    /** As if the host had told something else: signed by the runtime, so that only the run itself can show it. */
    private static Receipt retold(String guest, String request, Consumer<Retelling> change)
            throws InterruptedException {
        Assessment assessment = Guests.assess(guest, ALL, Guests.LIMITS, request);
        Retelling told = new Retelling(run(guest + request, assessment));
        change.accept(told);
        return Receipted.sign(Receipted.draft(assessment, told.run()), Optional.empty());
    }

    @Test
    void anotherResponseFuelOrMemoryIsTold() throws InterruptedException {
        assertThat(difference(retold("ask-clock", "{}", run -> run.response('9')), "ask-clock"))
                .startsWith("the response differs from byte ");
        assertThat(difference(retold("ask-clock", "{}", run -> run.fuel(+1)), "ask-clock"))
                .startsWith("the fuel is ");
        assertThat(difference(retold("ask-clock", "{}", run -> run.memory(+65_536)), "ask-clock"))
                .startsWith("the memory is ");
        assertThat(difference(retold("ask-log", "{\"level\":\"info\",\"message\":\"a\"}", Retelling::noLog), "ask-log"))
                .startsWith("the log differs from byte 1");
    }

    @Test
    void anotherAnswerOfTheHostGivesAnotherResponse() throws InterruptedException {
        String first = difference(retold("ask-clock", " {}", run -> run.answer(1, "2026", "1999")), "ask-clock");
        assertThat(first).startsWith("the response differs from byte ").contains("1999");
    }

    @Test
    void callsInAnotherOrderOfAnotherKindTooFewOrTooManyAreTold() throws InterruptedException {
        String two = " {\"name\":\"counter\"}";
        assertThat(difference(retold("ask-exec", two, Retelling::swap), "ask-exec"))
                .startsWith("the response differs");
        assertThat(difference(retold("ask-exec", two, run -> run.request(1, "counter", "clock")), "ask-exec"))
                .startsWith("the request of call 2, exec differs from byte ");
        assertThat(difference(retold("ask-exec", two, run -> run.capability(0, "env")), "ask-exec"))
                .startsWith("call 1 is exec ");
        assertThat(difference(retold("ask-exec", two, run -> run.drop(1)), "ask-exec"))
                .startsWith("call 2, exec ' {\"name\":\"counter\"}', is not in the receipt");
        assertThat(difference(retold("ask-exec", two, Retelling::doubleLast), "ask-exec"))
                .startsWith("call 3, exec ' {\"name\":\"counter\"}', was not made");
    }

    @Test
    void lessFuelEndsItEarlierAndMoreDoesNot() throws InterruptedException {
        Receipt receipt = Receipted.ask(SANDBOX, "ask-clock", ALL, "{}");
        long used = receipt.statement().fuel();
        assertThat(difference(retold("ask-clock", "{}", run -> run.limits(fuel(used / 2))), "ask-clock"))
                .startsWith("call 1, clock '{}', was not made; this run ended as fuel: ");
        Replay.Verdict more = replay(retold("ask-clock", "{}", run -> run.limits(fuel(used * 2))), "ask-clock");
        assertThat(more).isInstanceOf(Replay.Same.class);
        assertThat(more.notes()).singleElement().asString().startsWith("the module was metered otherwise");
    }

    @Test
    void anotherEngineOrMeterIsToldAndDecidesNothing() throws InterruptedException {
        Replay.Verdict verdict = replay(
                retold(
                        "ask-clock",
                        "{}",
                        run -> run.engine(new ReceiptPredicate.Engine("other", "2.0", Digest.of(new byte[] {9})))),
                "ask-clock");
        assertThat(verdict).isInstanceOf(Replay.Same.class);
        assertThat(verdict.notes())
                .singleElement()
                .asString()
                .startsWith("the receipt is of another engine, other 2.0 sha256:");
    }

    /** Compiled code knows the fuel of its last call: it tells less, never more. */
    @Test
    void aRunThatTrappedMayTellLessFuelByAnotherMeter() throws InterruptedException {
        assertThat(difference(retold("trap", "{}", run -> run.fuel(-1)), "trap"))
                .startsWith("the fuel is ");
        assertThat(difference(metered(+1), "trap")).startsWith("the fuel is ");
        Replay.Verdict verdict = replay(metered(-1), "trap");
        assertThat(verdict).isInstanceOf(Replay.Same.class);
        assertThat(verdict.notes()).hasSize(2).last().asString().contains("the fuel of its last call");
    }

    private static Receipt metered(int more) throws InterruptedException {
        return retold("trap", "{}", run -> {
            run.fuel(more);
            run.metered(Digest.of(new byte[] {8}));
        });
    }

    @Test
    void anotherModuleIsRefused() throws InterruptedException {
        Receipt receipt = Receipted.ask(SANDBOX, "ask-clock", ALL, "{}");
        assertThatThrownBy(() -> replay(receipt, "ask-env"))
                .isInstanceOf(ReceiptException.class)
                .hasMessageContaining("is not the one that the receipt is of");
    }

    @Test
    void whoSignedItIsTold() throws InterruptedException {
        Receipt receipt = read(Receipted.ask(SANDBOX, "ask-clock", ALL, "{}"));
        assertThat(receipt.refusal(List.of(Receipted.KEY.verificationKey()))).isEmpty();
        SigningKey other = SigningKey.create(KeyType.ED25519, new SecureRandom());
        assertThat(receipt.refusal(List.of(other.verificationKey())).orElseThrow())
                .startsWith("unknown-signer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            /kept/request         | text       | counter | counted
            /kept/response        | text       | success | failure
            /kept/log             | text       | [       | [1
            /kept/calls/1/answer  | text       | status  | Status
            /kept/calls/0/request | text       | counter | counted
            /kept/calls/0/request | salt       | =       | A
            /kept/calls/0         | call       |         | 2
            /calls/1              | answer     | sha256: | sha256:00
            /calls/0              | capability | exec    | env
            """)
    void whatWasChangedBesideTheStatementIsRefused(String where, String field, @Nullable String from, String to)
            throws InterruptedException {
        Receipt receipt = Receipted.ask(SANDBOX, "ask-exec", ALL, " {\"name\":\"counter\"}");
        byte[] changed = Receipted.changed(receipt, file -> {
            ObjectNode at = (ObjectNode) file.at(where);
            String before = at.path(field).asString("");
            if (from == null) {
                at.put(field, Integer.parseInt(to));
            } else {
                assertThat(before).contains(from);
                String after = before.replace(from, to);
                at.put(field, after.startsWith("sha256:") ? after.substring(0, 71) : after);
            }
            assertThat(at.path(field).asString("")).isNotEqualTo(before);
        });
        assertThatThrownBy(() -> Receipt.read(changed))
                .isInstanceOf(ReceiptException.class)
                .hasMessageStartingWith("this is no receipt, or it was changed: ");
    }

    @Test
    void aLayerThatWasWidenedAndCallsThatChangedPlacesAreRefused() throws InterruptedException {
        Receipt receipt = Receipted.ask(SANDBOX, "ask-exec", ALL, " {\"name\":\"counter\"}");
        assertThatThrownBy(() -> Receipt.read(Receipted.changed(
                        receipt,
                        file -> ((ObjectNode) file.path("layers").path(0))
                                .withArray("env")
                                .add("HOME"))))
                .hasMessageContaining("receipt.layers");
        assertThatThrownBy(() -> Receipt.read(Receipted.changed(receipt, file -> {
                    ArrayNode calls = file.withArray("calls");
                    calls.add(calls.remove(0));
                })))
                .hasMessageContaining("kept.calls[0]: it is not what the digests of the call are of");
        assertThatThrownBy(() -> Receipt.read(Receipted.changed(
                        receipt, file -> file.withArray("calls").remove(1))))
                .isInstanceOf(ReceiptException.class);
    }

    @Test
    void aChangedStatementIsNotSigned() throws InterruptedException {
        Receipt receipt = Receipted.ask(SANDBOX, "ask-clock", ALL, "{}");
        byte[] other = Receipted.changed(receipt, file -> {
            ObjectNode envelope = (ObjectNode) file.path("statement").path("dsseEnvelope");
            String payload = new String(
                    java.util.Base64.getDecoder()
                            .decode(envelope.path("payload").asString("")),
                    java.nio.charset.StandardCharsets.UTF_8);
            String changed = payload.replaceFirst("\"fuel\":[0-9]+", "\"fuel\":1");
            assertThat(changed).isNotEqualTo(payload);
            envelope.put(
                    "payload",
                    java.util.Base64.getEncoder()
                            .encodeToString(changed.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        });
        assertThat(Receipt.read(other)
                        .refusal(List.of(Receipted.KEY.verificationKey()))
                        .orElseThrow())
                .startsWith("signature-invalid");
    }
}
