package dev.assay.cli.demo;

import dev.assay.model.Inert;
import java.io.PrintStream;

/** Tells a person what the demonstration does, a line at a time. */
final class Telling {
    private final PrintStream out;
    private int chapter;

    Telling(PrintStream out) {
        this.out = out;
    }

    void chapter(String title) {
        chapter++;
        out.println();
        out.println(chapter + ". " + title);
    }

    void good(String line) {
        out.println("   ✓ " + Inert.line(line));
    }

    void note(String line) {
        out.println("     " + Inert.line(line));
    }

    void plain(String line) {
        out.println(line);
    }
}
