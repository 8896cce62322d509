package dev.assay.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.model.Digest;
import dev.assay.model.Limits;
import dev.assay.model.receipt.ReceiptPredicate;
import dev.assay.sandbox.host.HostCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A run as a liar would tell it. */
final class Retelling {
    private Run run;

    Retelling(Run run) {
        this.run = run;
    }

    Run run() {
        return run;
    }

    private void told(byte[] response, List<HostCall> calls, long memory, long fuel, Conditions conditions) {
        run = new Run(
                run.outcome(),
                run.detail(),
                response,
                run.logs(),
                calls,
                run.started(),
                run.duration(),
                memory,
                fuel,
                run.endedBy(),
                conditions);
    }

    private void calls(List<HostCall> calls) {
        told(run.response(), calls, run.peakMemoryBytes(), run.fuel(), run.conditions());
    }

    /** The first digit of its time is another. */
    void response(char digit) {
        byte[] other = new String(run.response(), UTF_8)
                .replaceFirst("\"unix-ms\":[0-9]", "\"unix-ms\":" + digit)
                .getBytes(UTF_8);
        told(other, run.hostCalls(), run.peakMemoryBytes(), run.fuel(), run.conditions());
    }

    void fuel(long more) {
        told(run.response(), run.hostCalls(), run.peakMemoryBytes(), run.fuel() + more, run.conditions());
    }

    void memory(long more) {
        told(run.response(), run.hostCalls(), run.peakMemoryBytes() + more, run.fuel(), run.conditions());
    }

    void noLog() {
        run = new Run(
                run.outcome(),
                run.detail(),
                run.response(),
                List.of(),
                run.hostCalls(),
                run.started(),
                run.duration(),
                run.peakMemoryBytes(),
                run.fuel(),
                run.endedBy(),
                run.conditions());
    }

    void limits(Limits limits) {
        Conditions is = run.conditions();
        conditions(new Conditions(is.engine(), is.metered(), is.effective(), limits));
    }

    void metered(Digest other) {
        Conditions is = run.conditions();
        conditions(new Conditions(is.engine(), Optional.of(other), is.effective(), is.limits()));
    }

    void engine(ReceiptPredicate.Engine engine) {
        Conditions is = run.conditions();
        conditions(new Conditions(engine, is.metered(), is.effective(), is.limits()));
    }

    private void conditions(Conditions conditions) {
        told(run.response(), run.hostCalls(), run.peakMemoryBytes(), run.fuel(), conditions);
    }

    void answer(int call, String from, String to) {
        HostCall is = run.hostCalls().get(call);
        replace(call, new HostCall(is.capability(), is.request(), replaced(is.answer(), from, to)));
    }

    void request(int call, String from, String to) {
        HostCall is = run.hostCalls().get(call);
        replace(call, new HostCall(is.capability(), replaced(is.request(), from, to), is.answer()));
    }

    void capability(int call, String other) {
        HostCall is = run.hostCalls().get(call);
        replace(call, new HostCall(other, is.request(), is.answer()));
    }

    private static byte[] replaced(byte[] bytes, String from, String to) {
        return new String(bytes, UTF_8).replace(from, to).getBytes(UTF_8);
    }

    private void replace(int call, HostCall with) {
        List<HostCall> calls = new ArrayList<>(run.hostCalls());
        calls.set(call, with);
        calls(calls);
    }

    void swap() {
        List<HostCall> calls = new ArrayList<>(run.hostCalls());
        Collections.swap(calls, 0, 1);
        calls(calls);
    }

    void drop(int call) {
        List<HostCall> calls = new ArrayList<>(run.hostCalls());
        calls.remove(call);
        calls(calls);
    }

    void doubleLast() {
        List<HostCall> calls = new ArrayList<>(run.hostCalls());
        calls.add(calls.getLast());
        calls(calls);
    }
}
