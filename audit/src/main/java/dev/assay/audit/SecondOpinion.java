package dev.assay.audit;

import dev.assay.sandbox.Opinion;

/**
 * Asks a second validator, written by others, whether it accepts a module; {@code EngineCheck::check} is one. It must not
 * run inside the auditing process, where a module could make it run out of memory.
 */
@FunctionalInterface
public interface SecondOpinion {
    Opinion check(byte[] module) throws InterruptedException;
}
