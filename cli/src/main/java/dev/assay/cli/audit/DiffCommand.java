package dev.assay.cli.audit;

import dev.assay.audit.comparison.Difference;
import dev.assay.audit.report.DifferenceJson;
import dev.assay.audit.report.DifferenceText;
import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.cli.ReleaseFolder;
import dev.assay.model.Inert;
import dev.assay.model.Variant;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two versions of a module. */
@Command(
        name = "diff",
        description =
                "Show what a version of a module changed: capabilities, imports, exports, functions and their code.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 where nothing differs in what it asks for and does, 10 where something does,",
            "1 where a file cannot be read or compared.",
            "",
            "Example:",
            "  assay diff last.release ssh-hardening.release",
        })
public final class DiffCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "OLD", description = "A .wasm file or a release.")
    private Path older = Path.of("");

    @Parameters(index = "1", paramLabel = "NEW", description = "A .wasm file or a release.")
    private Path newer = Path.of("");

    @Option(names = "--variant", paramLabel = "NAME", description = "The variant of a release (default: baseline).")
    private String variant = "baseline";

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    DiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        byte[] before = module(older);
        byte[] after = module(newer);
        Difference difference = difference(before, after);
        console.out()
                .print(
                        json
                                ? DifferenceJson.render(difference, before, after)
                                : DifferenceText.render(difference, console.interactive()));
        return (difference.isEmpty() ? ExitStatus.DONE : ExitStatus.FLAGGED).code();
    }

    private Difference difference(byte[] before, byte[] after) {
        Path read = older;
        try {
            WasmModule.read(before);
            read = newer;
            return Difference.of(before, after);
        } catch (WasmException e) {
            throw new CommandException(
                    Inert.quote(read.toString()) + " is no core module that can be read: " + e.reason()
                            + ". 'assay validate' says more",
                    e);
        }
    }

    private byte[] module(Path path) {
        if (!Files.isDirectory(path)) {
            return Inputs.read(path, "module", ReleaseFolder.MOST_MODULE_BYTES);
        }
        ReleaseFolder release = ReleaseFolder.named(path);
        List<Variant> variants = release.release().variants();
        return variants.stream()
                .filter(one -> one.name().equals(variant))
                .findFirst()
                .map(release::module)
                .orElseThrow(() -> new CommandException(Inert.quote(path.toString()) + " has no variant "
                        + Inert.quote(variant) + ". It has "
                        + String.join(", ", variants.stream().map(Variant::name).toList())));
    }
}
