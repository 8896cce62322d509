package dev.assay.build;

/** Hears what a build is doing, while it does it. Called from several threads, one at a time. */
@FunctionalInterface
public interface Progress {
    /** For builds that nobody watches. */
    Progress SILENT = line -> {};

    /** One line, free of control characters. */
    void say(String line);
}
