package dev.assay.sandbox.worker;

import java.time.Instant;

/** The worker's view of the process that started it: the only thing a guest can reach, and only through {@link Channel}. */
interface Parent {
    /** Asks for a capability; returns the JSON answer. Does not return if the parent ends the run instead. */
    byte[] call(String capability, byte[] request);

    Instant clock();

    byte[] random(int count);

    /** Passes on text the guest wrote; the parent bounds what it keeps. */
    void log(byte[] text);
}
