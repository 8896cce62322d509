package dev.assay.sandbox.receipt;

import dev.assay.model.Capabilities;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.Limits;
import dev.assay.model.Manifest;
import dev.assay.model.Outcome;
import dev.assay.model.receipt.ReceiptPredicate;
import dev.assay.sandbox.Assessment;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.Operation;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.Sandbox;
import dev.assay.sandbox.host.HostCall;
import dev.assay.sandbox.host.ReplayedHost;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs receipts again: the same module under the same limits, told what it was told, must do and answer the same. Nothing of
 * this machine is asked. It proves the computation, not the truth of what the host was told, and not who signed. Thread-safe.
 */
public final class Replay {
    /** Another machine may be slower, and time decides nothing here but when to give up. */
    private static final int PATIENCE = 10;

    private static final Duration SHORTEST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Sandbox sandbox;

    public Replay(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** What a replay shows. */
    public sealed interface Verdict {
        /** What is other than in the receipt and need not matter, such as the engine; each in one line. */
        List<String> notes();
    }

    /** The same calls, outcome, fuel, memory, log and response; of a trap of compiled code, as much of the fuel as it tells. */
    public record Same(List<String> notes) implements Verdict {}

    /** Something came out otherwise; this is the first of it, in one line. */
    public record Different(String first, List<String> notes) implements Verdict {}

    /** It could not be run to its end, or not at all. */
    public record Undecided(String why, List<String> notes) implements Verdict {}

    /** Throws {@link ReceiptException} if this is not the receipt's module. */
    public Verdict of(Receipt receipt, byte[] module) throws InterruptedException {
        if (!Digest.of(module).equals(receipt.module())) {
            throw new ReceiptException(
                    "the module " + Digest.of(module) + " is not the one that the receipt is of, " + receipt.module());
        }
        Limits limits = receipt.statement().limits();
        if (limits.memoryBytes() > HostFile.LARGEST_MEMORY || limits.outputBytes() > HostFile.LARGEST_OUTPUT) {
            return new Undecided("its limits are more than any host gives", List.of());
        }
        Optional<String> obstacle = receipt.obstacle();
        if (obstacle.isPresent()) {
            return new Undecided(obstacle.get(), List.of());
        }
        Run run = run(receipt, module);
        List<String> notes = notes(receipt.statement(), run);
        if (!ReceiptPredicate.isRepeatable(run.outcome())) {
            return new Undecided("this run ended as " + run.outcome().id() + ": " + run.detail(), notes);
        }
        return difference(receipt, run)
                .<Verdict>map(first -> new Different(first, notes))
                .orElseGet(() -> new Same(notes));
    }

    private Run run(Receipt receipt, byte[] module) throws InterruptedException {
        ReceiptPredicate statement = receipt.statement();
        Content content = receipt.content();
        Limits limits = statement.limits();
        Assessment assessment = new Assessment(
                module,
                manifest(statement),
                Capabilities.NONE,
                limits,
                Operation.valueOf(statement.operation().toUpperCase(Locale.ROOT)),
                content.request().orElseThrow().bytes());
        return sandbox.run(
                assessment,
                new Limits(limits.memoryBytes(), patient(limits.time()), limits.fuel(), limits.outputBytes()),
                new ReplayedHost(calls(content.transcript())),
                content.effective());
    }

    private static Duration patient(Duration time) {
        Duration patient = time.multipliedBy(PATIENCE);
        patient = patient.compareTo(SHORTEST) < 0 ? SHORTEST : patient;
        return patient.compareTo(LONGEST) > 0 ? LONGEST : patient;
    }

    /** Of the manifest a run needs only who the plugin is. */
    private static Manifest manifest(ReceiptPredicate statement) {
        return new Manifest(
                statement.plugin(),
                statement.version(),
                "",
                "",
                URI.create("https://assay.dev/"),
                Contract.ASSESSMENT_1,
                new Manifest.Build(List.of(), ".", List.of()),
                Capabilities.NONE,
                statement.limits(),
                Optional.empty(),
                Optional.empty());
    }

    private static List<HostCall> calls(Transcript transcript) {
        return transcript.calls().stream()
                .map(call -> call.kept().orElseThrow().call(call.capability()))
                .toList();
    }

    private static List<String> notes(ReceiptPredicate statement, Run run) {
        List<String> notes = new ArrayList<>();
        if (!run.conditions().engine().equals(statement.engine())) {
            notes.add("the receipt is of another engine, " + statement.engine() + "; this is "
                    + run.conditions().engine());
        }
        if (isMeteredOtherwise(statement, run)) {
            notes.add("the module was metered otherwise, so that its fuel may differ: " + text(statement.metered())
                    + ", and here " + text(run.conditions().metered()));
        }
        if (tellsLessFuel(statement, run)) {
            notes.add("it was trapped, of which compiled code tells the fuel of its last call: " + statement.fuel()
                    + " in the receipt, and here " + run.fuel());
        }
        return notes;
    }

    private static boolean isMeteredOtherwise(ReceiptPredicate statement, Run run) {
        return !run.conditions().metered().equals(statement.metered());
    }

    /**
     * After a trap of the engine, compiled code has not told the fuel that it used since its last call, which the interpreter
     * always tells (see {@code Meter.Exact}): less than here is no other computation then.
     */
    private static boolean tellsLessFuel(ReceiptPredicate statement, Run run) {
        return isMeteredOtherwise(statement, run)
                && (statement.outcome() == Outcome.TRAPPED || statement.outcome() == Outcome.MEMORY)
                && statement.fuel() < run.fuel();
    }

    private static Optional<String> difference(Receipt receipt, Run run) {
        ReceiptPredicate statement = receipt.statement();
        Content content = receipt.content();
        return Parting.of(calls(content.transcript()), Transcript.calls(run))
                .map(first -> first + told(statement, run))
                .or(() ->
                        field("outcome", statement.outcome().id(), run.outcome().id()))
                .or(() -> field("detail", statement.detail(), run.detail()))
                .or(() ->
                        tellsLessFuel(statement, run) ? Optional.empty() : field("fuel", statement.fuel(), run.fuel()))
                .or(() -> field("memory", statement.memoryBytes(), run.peakMemoryBytes()))
                .or(() -> content.log()
                        .flatMap(log -> Excerpt.difference("the log", log.bytes(), Content.log(run.logs()))))
                .or(() -> response(statement, content, run));
    }

    /** Where calls are missing, how it ended says why. */
    private static String told(ReceiptPredicate statement, Run run) {
        return run.endedBy().isPresent() || run.outcome() == statement.outcome()
                ? ""
                : "; this run ended as " + run.outcome().id() + ": " + run.detail();
    }

    private static Optional<String> response(ReceiptPredicate statement, Content content, Run run) {
        Optional<Digest> found =
                run.outcome() == Outcome.COMPLETED ? Optional.of(Digest.of(run.response())) : Optional.empty();
        if (found.equals(statement.response())) {
            return Optional.empty();
        }
        return content.response()
                .flatMap(piece -> Excerpt.difference("the response", piece.bytes(), run.response()))
                .or(() -> field("response", text(statement.response()), text(found)));
    }

    private static Optional<String> field(String name, Object expected, Object found) {
        return Objects.equals(expected, found)
                ? Optional.empty()
                : Optional.of("the " + name + " is " + found + ", and in the receipt " + expected);
    }

    private static String text(Optional<Digest> digest) {
        return digest.map(Digest::toString).orElse("none");
    }
}
