package dev.assay.sandbox;

import dev.assay.model.Outcome;
import dev.assay.sandbox.host.HostCall;
import dev.assay.sandbox.host.LogLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What became of one assessment. It ended in exactly one outcome:
 *
 * <ul>
 *   <li>{@code completed}: the guest answered, and the answer is valid for the operation (contract, "Request and response");
 *   <li>{@code trapped}: it trapped, left by itself, broke the ABI, or answered what is no valid response; the detail then
 *       names the JSON path;
 *   <li>{@code deadline}: its time was over by this process's clock, whatever it was doing, host calls included;
 *   <li>{@code fuel}: it used up its fuel: what its instructions are charged, the same on every machine;
 *   <li>{@code memory}: it failed after memory beyond its limit was refused, or the worker's heap was used up;
 *   <li>{@code output}: its answer, its log, or its host calls were more than its limits allow;
 *   <li>{@code denied}: it called a capability outside its effective set, or one that the host refuses whatever is granted;
 *   <li>{@code refused}: it was never started: our reader or the engine did not accept it, it imports what is not linked, or
 *       it starts with more memory than its limit;
 *   <li>{@code crashed}: the worker died, or spoke nonsense.
 * </ul>
 *
 * @param detail why, in one line of visible characters; empty if completed
 * @param response the guest's answer; empty unless completed
 * @param hostCalls every call in its order, with clock and random values served
 * @param duration from before the worker's start to the end
 * @param peakMemoryBytes the most linear memory it held, as the worker says
 * @param fuel what its instructions were charged, as the worker says; at most its limit; 0 where a worker that was killed
 *     could not say
 * @param endedBy the call that ended the run, if one did; one that was denied or not answered in time has no answer
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Run(
        Outcome outcome,
        String detail,
        byte[] response,
        List<LogLine> logs,
        List<HostCall> hostCalls,
        Instant started,
        Duration duration,
        long peakMemoryBytes,
        long fuel,
        Optional<HostCall> endedBy,
        Conditions conditions) {

    public Run {
        logs = List.copyOf(logs);
        hostCalls = List.copyOf(hostCalls);
    }
}
