package dev.assay.cli;

import dev.assay.cli.demo.Demo;
import dev.assay.cli.demo.DemoException;
import dev.assay.model.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Shows everything, on real input. */
@Command(
        name = "demo",
        description = {
            "Show the whole chain on real input, from source to verified result.",
            "Builds the first-party plugins, audits, signs and publishes them, starts the Configuration Service, runs",
            "them on this machine, and shows six releases refused and three guests stopped.",
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  assay demo --once"})
final class DemoCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--once", description = "End after one round; status 0 only if all of it happened.")
    private boolean once;

    @Option(names = "--json", description = "Print one JSON object about the round.")
    private boolean json;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where the demo keeps its files, cleared at each start (default: .assay/demo of the sources).")
    private @Nullable Path folder;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path sources = Places.home()
                .filter(home -> Files.isDirectory(home.resolve("plugins")))
                .orElseThrow(
                        () -> new CommandException("the demo builds the plugins in the source tree, which is not here. "
                                + "Get the repository and run ./assay demo in it"));
        Path root = folder == null ? sources.resolve(".assay").resolve("demo") : folder.toAbsolutePath();
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (Demo demo = new Demo(new InProcess(console), json ? console.err() : console.out(), sources, root)) {
            ObjectNode record = demo.round();
            if (json) {
                console.out().print(Json.pretty(record));
            }
            if (!once) {
                demo.goOn();
                console.note("");
                console.note("Console: " + record.path("console").asString("") + "  user admin, password in "
                        + demo.password());
                console.note("Stop with Ctrl-C.");
                Stop.onSignal(end, ended);
                end.await();
            }
            return ExitStatus.DONE.code();
        } catch (DemoException e) {
            throw new CommandException(e.getMessage() == null ? "the demo failed" : e.getMessage(), e);
        } finally {
            ended.countDown();
        }
    }
}
