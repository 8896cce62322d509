package dev.assay.sandbox.host;

import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A host that tells a run what another run was told, strictly in that order. A request that differs from the one that was made
 * then has no answer, which ends the run. For one run.
 */
public final class ReplayedHost implements Host {
    private final Deque<HostCall> left = new ArrayDeque<>();

    /** {@code calls}: of the other run, as it recorded them. */
    public ReplayedHost(List<HostCall> calls) {
        calls.stream().filter(ReplayedHost::wasPerformed).forEach(left::add);
    }

    /** What is no request was answered without asking a host, and is again. */
    private static boolean wasPerformed(HostCall call) {
        try {
            CapabilityRequest.read(call.capability(), call.request());
            return true;
        } catch (ModelException e) {
            return false;
        }
    }

    @Override
    public synchronized Optional<ObjectNode> perform(String capability, CapabilityRequest request) {
        HostCall next = left.peek();
        if (next == null
                || next.answer().length == 0
                || !next.capability().equals(capability)
                || !CapabilityRequest.read(capability, next.request()).equals(request)) {
            return Optional.empty();
        }
        left.remove();
        return Optional.of(Json.read(next.answer(), next.answer().length).asObject());
    }
}
