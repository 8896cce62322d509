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
        int status = Assay.run(Console.system(), args);
        interruptSelectors();
        System.exit(status);
    }

    /**
     * The JVM ends when no thread is in the kernel any more, or 0.3 s later; and there is where an HTTP client's own thread waits for
     * answers that nobody wants now. Should a JDK name it otherwise, a command only takes those 0.3 s longer.
     */
    private static void interruptSelectors() {
        Thread[] threads = new Thread[Thread.activeCount() + 10];
        int count = Thread.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().matches("HttpClient-[0-9]+-SelectorManager")) {
                threads[i].interrupt();
            }
        }
    }
}
