package dev.assay.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** The one command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // Libraries speak of themselves; a person who runs a command wants the command's words alone.
        Logger.getLogger("").setLevel(Level.SEVERE);
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
        System.exit(Assay.run(Console.system(), args));
    }
}
