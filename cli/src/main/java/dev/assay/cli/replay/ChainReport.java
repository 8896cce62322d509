package dev.assay.cli.replay;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Explain;
import dev.assay.cli.Inputs;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.sandbox.receipt.ChainCheck;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.trust.VerificationKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What is told of a folder of receipts. */
final class ChainReport {
    private static final String CHECKPOINT = "checkpoint.json";
    private static final int MOST_CHECKPOINT_BYTES = 1 << 20;
    private static final int MOST_SHOWN = 50;

    private final Path folder;
    private final ChainCheck check;
    private final List<String> unknown = new ArrayList<>();

    private ChainReport(Path folder, ChainCheck check) {
        this.folder = folder;
        this.check = check;
    }

    static ChainReport of(Path folder, List<VerificationKey> keys) {
        ChainReport report = new ChainReport(folder, new ChainCheck(keys));
        Path checkpoint = folder.resolve(CHECKPOINT);
        if (Files.exists(checkpoint)) {
            report.check.checkpoint(Inputs.read(checkpoint, "checkpoint", MOST_CHECKPOINT_BYTES));
        } else {
            report.unknown.add("there is no " + CHECKPOINT + ", so nobody can tell whether newer receipts are missing");
        }
        if (keys.isEmpty()) {
            report.unknown.add("who signed them was not verified: give the runtime's public key with --key");
        }
        for (Path file : files(folder)) {
            report.check.next(String.valueOf(file.getFileName()), Inputs.read(file, "receipt", Receipt.MOST_BYTES));
        }
        return report;
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")
                            && !String.valueOf(file.getFileName()).equals(CHECKPOINT))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new CommandException("folder of receipts: " + Explain.message(e), e);
        }
    }

    ExitStatus print(Console console, boolean json) {
        List<String> faults = check.faults();
        ExitStatus status = !faults.isEmpty()
                ? ExitStatus.REFUSED
                : unknown.isEmpty() && check.count() > 0 ? ExitStatus.DONE : ExitStatus.INCOMPLETE;
        if (json) {
            console.out().print(Json.pretty(toJson(faults)));
            return status;
        }
        String name = Inert.line(folder.toString());
        faults.stream()
                .limit(MOST_SHOWN)
                .forEach(fault -> console.out().println("✗ " + name + ": " + Inert.line(fault)));
        if (faults.size() > MOST_SHOWN) {
            console.out().println("✗ " + name + ": " + (faults.size() - MOST_SHOWN) + " more");
        }
        if (faults.isEmpty()) {
            console.out()
                    .println("✓ " + name + ": " + check.count() + " receipts, unbroken"
                            + check.head().map(link -> ", the newest " + link).orElse("")
                            + check.dropped()
                                    .map(link -> "; up to " + link.sequence() + " dropped to make room")
                                    .orElse(""));
        }
        unknown.forEach(line -> console.out().println("· " + line));
        return status;
    }

    private ObjectNode toJson(List<String> faults) {
        ObjectNode out = Json.object().put("folder", folder.toString()).put("receipts", check.count());
        check.head().ifPresent(link -> out.set("head", link.toJson()));
        check.dropped().ifPresent(link -> out.set("dropped", link.toJson()));
        out.set("faults", Json.texts(faults));
        out.set("unknown", Json.texts(unknown));
        return out;
    }
}
