package dev.assay.cli;

import dev.assay.cli.wasm.Judgement;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.wasm.feature.Feature;
import dev.assay.wasm.feature.FeatureSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Says whether files are valid WebAssembly. */
@Command(
        name = "validate",
        description = "Is it valid WebAssembly? One line a file, in the order given. Nothing of it is run.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 all are valid, 20 at least one is not, 1 at least one cannot be read.",
            "",
            "Example:",
            "  assay validate plugin.wasm",
            "  assay validate --features wasm-2,-simd plugin.wasm",
            "  find . -name '*.wasm' | assay validate --list - --jsonl",
        })
final class ValidateCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "A .wasm file: a core module.")
    private List<String> paths = new ArrayList<>();

    @Option(names = "--list", paramLabel = "FILE", description = "Judge the files that FILE (or -) names, one a line.")
    private @Nullable String list;

    @Option(names = "--jsonl", description = "One line of JSON a file: path, valid, offset, error.")
    private boolean jsonl;

    @Option(
            names = "--features",
            paramLabel = "FEATURE",
            split = ",",
            description = "What a module may need: wasm-1, wasm-2, wasm-3 or all, then features to add, or to leave"
                    + " out with a minus (default: wasm-3,threads).")
    private List<String> features = new ArrayList<>();

    ValidateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (list == null && paths.isEmpty()) {
            throw new CommandException("validate what? Name a .wasm file");
        }
        FeatureSet allowed = allowed();
        List<String> files = new ArrayList<>(paths);
        if (list != null) {
            files.addAll(Inputs.listed(list));
        }
        ExitStatus worst = ExitStatus.DONE;
        for (String file : files) {
            Judgement judgement = Judgement.of(file, allowed);
            console.out().println(jsonl ? json(file, judgement) : text(file, judgement));
            worst = worst.worse(status(judgement));
        }
        return worst.code();
    }

    private FeatureSet allowed() {
        FeatureSet allowed = FeatureSet.WASM_3.with(Feature.THREADS);
        for (String word : features) {
            allowed = switch (word) {
                case "wasm-1" -> FeatureSet.WASM_1;
                case "wasm-2" -> FeatureSet.WASM_2;
                case "wasm-3" -> FeatureSet.WASM_3;
                case "all" -> FeatureSet.ALL;
                default ->
                    word.startsWith("-") ? allowed.without(feature(word.substring(1))) : allowed.with(feature(word));
            };
        }
        return allowed;
    }

    private static Feature feature(String word) {
        return Feature.parse(word)
                .orElseThrow(() -> new CommandException("there is no feature " + Inert.quote(word)
                        + ". There are wasm-1, wasm-2, wasm-3, all and " + String.join(", ", FeatureSet.ALL.ids())));
    }

    private static String text(String file, Judgement judgement) {
        return Inert.line(file, 4096) + ": "
                + switch (judgement) {
                    case Judgement.Valid _ -> "valid";
                    case Judgement.Invalid(int offset, String error) ->
                        "not valid at byte 0x" + Integer.toHexString(offset) + ": " + Inert.line(error, 500);
                    case Judgement.Unread(String error) -> "cannot be read: " + error;
                };
    }

    private static String json(String file, Judgement judgement) {
        ObjectNode line = Json.object().put("path", file).put("valid", judgement instanceof Judgement.Valid);
        switch (judgement) {
            case Judgement.Valid _ -> line.putNull("offset").putNull("error");
            case Judgement.Invalid(int offset, String error) ->
                line.put("offset", offset).put("error", Inert.line(error, 500));
            case Judgement.Unread(String error) -> line.put("offset", 0).put("error", error);
        }
        return line.toString();
    }

    private static ExitStatus status(Judgement judgement) {
        return switch (judgement) {
            case Judgement.Valid _ -> ExitStatus.DONE;
            case Judgement.Invalid _ -> ExitStatus.REFUSED;
            case Judgement.Unread _ -> ExitStatus.FAILED;
        };
    }
}
