package dev.assay.cli.demo;

/** Runs commands as a person would type them. */
public interface Shell {
    /** Runs one to its end. */
    Output run(String... command);

    /** Starts one that goes on until it is closed. */
    AutoCloseable start(String... command);
}
