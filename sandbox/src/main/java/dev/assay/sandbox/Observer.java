package dev.assay.sandbox;

import dev.assay.sandbox.host.HostCall;
import dev.assay.sandbox.host.LogLine;
import java.time.Duration;

/** Is told of a run while it goes on, on the thread that runs it. What it throws ends the run. */
public interface Observer {
    /** Looks away. */
    Observer NONE = new Observer() {};

    /** A call was answered, so long after it was made. */
    default void called(HostCall call, Duration took) {}

    default void logged(LogLine line) {}

    /** Whether it wants to know where the fuel went; the run then is slower, and uses the same fuel. */
    default boolean wantsProfile() {
        return false;
    }

    /** Where the fuel went, at the end, if the worker could say. */
    default void profiled(Profile profile) {}
}
