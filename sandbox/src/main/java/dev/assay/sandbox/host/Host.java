package dev.assay.sandbox.host;

import dev.assay.model.Effective;
import dev.assay.model.PluginName;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Whoever performs what a guest may ask: this machine, or a recording of one. Asked only for what the guest may have. */
public sealed interface Host permits LiveHost, RecordedHost, ReplayedHost {
    /**
     * Performs the request. Empty if this host has no answer, which ends the run. An interruption stops the work and what
     * it started, and is thrown on.
     */
    Optional<ObjectNode> perform(String capability, CapabilityRequest request) throws InterruptedException;

    /** This host for one run of this plugin: what it asks for is checked again where a request leads elsewhere. */
    default Host forRun(PluginName plugin, Effective effective) {
        return this;
    }
}
