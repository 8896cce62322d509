package dev.assay.cli;

import dev.assay.model.Inert;
import dev.assay.model.Variant;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.PluginTests;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a plugin's recorded tests. */
@Command(
        name = "test",
        description = "Run a plugin's recorded tests in the sandbox. Nothing of this machine is asked.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  assay build plugins/ssh-hardening && assay test plugins/ssh-hardening"})
final class TestCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The plugin's folder (default: this one).")
    private Path folder = Path.of(".");

    @Option(names = "--release", paramLabel = "DIR", description = "The built release (default: DIR/target/release).")
    private @Nullable Path release;

    TestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path tests = folder.resolve("tests");
        if (!Files.isDirectory(tests)) {
            throw new CommandException(Inert.quote(folder.toString())
                    + " has no folder 'tests'. Put recorded cases there, one JSON file each");
        }
        ReleaseFolder built =
                ReleaseFolder.open(release == null ? folder.resolve("target").resolve("release") : release);
        try (Sandbox sandbox = Sandbox.open(HostFile.read(HostFile.sample(), HostFile.FILE), List.of())) {
            return test(built, sandbox, tests);
        }
    }

    private Integer test(ReleaseFolder built, Sandbox sandbox, Path tests) throws InterruptedException {
        int failed = 0;
        int passed = 0;
        for (Variant variant : built.release().variants()) {
            List<PluginTests.Result> results =
                    new PluginTests(sandbox).run(built.module(variant), built.manifest(), tests);
            for (PluginTests.Result result : results) {
                if (result.passed()) {
                    passed++;
                } else {
                    failed++;
                    console.out().println("✗ " + variant.name() + " " + Inert.line(result.name()));
                    result.problems().forEach(problem -> console.out().println("    " + Inert.line(problem)));
                }
            }
            console.out()
                    .println(variant.name() + ": at most " + mostFuel(results) + " of "
                            + built.manifest().limits().fuel() + " fuel");
        }
        console.out().println(passed + " passed, " + failed + " failed");
        if (passed + failed == 0) {
            throw new CommandException(
                    Inert.quote(tests.toString()) + " holds no test. Add a recorded case, a JSON file");
        }
        return (failed == 0 ? ExitStatus.DONE : ExitStatus.FAILED).code();
    }

    private static long mostFuel(List<PluginTests.Result> results) {
        return results.stream()
                .flatMap(result -> result.run().stream())
                .mapToLong(Run::fuel)
                .max()
                .orElse(0);
    }
}
