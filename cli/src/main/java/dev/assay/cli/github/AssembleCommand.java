package dev.assay.cli.github;

import dev.assay.cli.Assembly;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.ReleaseFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a release of rows that were built on machines of their own. */
@Command(
        name = "assemble",
        description = "Make a release of rows that were built apart: all of the manifest's, and of nothing else.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay build plugins/linux-baseline --variant baseline --out rows/baseline",
            "  assay build plugins/linux-baseline --variant clang --out rows/clang",
            "  assay github assemble plugins/linux-baseline rows/* --out linux-baseline.release",
        })
final class AssembleCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "The plugin's folder.")
    private Path plugin = Path.of("");

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "ROW", description = "The rows' folders.")
    private List<Path> rows = new ArrayList<>();

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where the release goes.")
    private Path out = Path.of("");

    AssembleCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        ReleaseFolder release = ReleaseFolder.write(Assembly.of(plugin, rows), out);
        console.out()
                .println("Made " + release.release().name() + " "
                        + release.release().version() + ", release "
                        + release.release().digest() + ", of " + rows.size() + " rows, into " + out + ".");
        return ExitStatus.DONE.code();
    }
}
