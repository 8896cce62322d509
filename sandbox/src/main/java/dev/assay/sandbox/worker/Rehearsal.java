package dev.assay.sandbox.worker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.Parser;

/** Leads one module through {@link Script}s. Interrupting the thread ends it. For one thread. */
final class Rehearsal {
    /** For all mutated calls together: half a second. */
    private static final long MUTATION_FUEL = 4_000_000;

    private final Script script;
    private final List<Conduct.Step> steps = new ArrayList<>();
    private final List<Conduct.Asked> asked = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final BitSet covered = new BitSet();
    private final Map<String, Conduct.Failure> failures = new LinkedHashMap<>();

    private Rehearsal(Script script) {
        this.script = script;
    }

    /** The response is a {@link Conduct} for each script. */
    static Ending of(Job.Rehearse job) {
        List<Conduct> conducts = new ArrayList<>();
        try {
            Actor.Cast cast = cast(job);
            for (Script script : job.scripts()) {
                conducts.add(new Rehearsal(script).hold(cast));
            }
        } catch (WasmInterruptedException e) {
            return Ending.of(Ending.Kind.STOPPED, "stopped");
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // of the engine's own, outside of any call
            return Ending.of(Ending.Kind.REFUSED, Guest.describe(e));
        }
        return new Ending(Ending.Kind.ANSWERED, "", Conduct.bytes(conducts), 0, 0);
    }

    private static Actor.Cast cast(Job.Rehearse job) throws IOException, ReflectiveOperationException {
        if (job.code().length == 0) {
            return new Actor.Cast(Parser.parse(job.module()), Optional.empty());
        }
        CompiledCode code = CompiledCode.read(job.code());
        return new Actor.Cast(Parser.parse(code.module()), Optional.of(code.machine()));
    }

    private Conduct hold(Actor.Cast cast) {
        play(cast);
        mutate(cast);
        return new Conduct(steps, asked, said.toByteArray(), covered.cardinality(), List.copyOf(failures.values()));
    }

    private void play(Actor.Cast cast) {
        byte[] first =
                script.requests().isEmpty() ? new byte[0] : script.requests().getFirst();
        Actor actor = new Actor(script, cast, first, null);
        steps.addAll(actor.begin());
        if (wentWell(steps.getLast())) {
            if (script.entry() == Script.Entry.EXPORTS) {
                steps.addAll(actor.exports());
            } else {
                assess(actor);
            }
        }
        covered.or(actor.covered());
        asked.addAll(actor.asked());
        said.writeBytes(actor.said());
    }

    /** Again and again, until a call does not end well; a command is called once. */
    private void assess(Actor actor) {
        for (byte[] request : script.requests()) {
            steps.add(actor.assess(request));
            if (script.entry() == Script.Entry.COMMAND || !wentWell(steps.getLast())) {
                return;
            }
        }
    }

    private static boolean wentWell(Conduct.Step step) {
        return step.end() == Conduct.End.RETURNED;
    }

    /**
     * What becomes of requests and answers that nobody would send. An instance that failed is not called again, nor one whose memory
     * has grown much: a runtime gives each call an instance of its own.
     */
    private void mutate(Actor.Cast cast) {
        if (script.mutations() == 0 || script.entry() == Script.Entry.EXPORTS || !wentWell(steps.getLast())) {
            return;
        }
        Mutator mutator = new Mutator(script.surroundings().seed(), script.requests());
        long fuel = MUTATION_FUEL;
        Actor actor = null;
        for (int left = script.mutations(); left > 0 && fuel > 0; left--) {
            byte[] request = mutator.next();
            if (actor == null) {
                actor = new Actor(script, cast, request, mutator);
                fuel -= actor.begin().stream().mapToLong(Conduct.Step::fuel).sum(); // it went well before
            }
            Conduct.Step step = actor.assess(request);
            fuel -= step.fuel();
            int before = covered.cardinality();
            covered.or(actor.covered());
            if (covered.cardinality() > before) {
                mutator.keep(request);
            }
            if (step.end() != Conduct.End.RETURNED && step.end() != Conduct.End.LEFT) {
                fail(step, request);
            }
            if (script.entry() == Script.Entry.COMMAND || !wentWell(step) || step.pages() > script.memoryPages() / 4) {
                actor = null;
            }
        }
    }

    private void fail(Conduct.Step step, byte[] request) {
        if (failures.size() < Conduct.MOST_FAILURES) {
            failures.putIfAbsent(
                    step.end() + " " + step.detail(),
                    new Conduct.Failure(
                            step.end(),
                            step.detail(),
                            Arrays.copyOf(request, Math.min(request.length, Conduct.LONGEST_REQUEST))));
        }
    }
}
