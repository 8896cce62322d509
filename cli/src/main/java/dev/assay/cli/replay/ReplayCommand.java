package dev.assay.cli.replay;

import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.model.Json;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.Sandbox;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.sandbox.receipt.ReceiptException;
import dev.assay.sandbox.receipt.Replay;
import dev.assay.trust.VerificationKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;

/** Runs receipts again, and compares. */
@Command(
        name = "replay",
        description = {
            "Run receipts again: the same module, told what it was told, must answer the same bytes with the same fuel.",
            "Nothing of this machine is asked. It proves the computation, not the truth of what the host was told. With --chain,",
            "see whether a folder of receipts is the unbroken chain of one runtime.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay replay web-1/receipts/0000000000000001.json --key runtime.pem --registry registry --trust trust.yaml",
            "  assay replay receipt.json --module module.wasm",
            "  assay replay --chain web-1/receipts --key runtime.pem",
            "",
            "Exit status: 0 the same bytes, or an unbroken chain; 1 other bytes; 20 refused: changed, not signed by that key,",
            "of another module, or a broken chain; 30 not to be replayed, or not all could be checked.",
        })
public final class ReplayCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RECEIPT", arity = "0..*", description = "The files of receipts.")
    private List<Path> receipts = List.of();

    @Option(names = "--chain", paramLabel = "DIR", description = "A folder with the receipts of a runtime.")
    private @Nullable Path chain;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "The runtime's public key: who does not sign with it is refused; may stand several times.")
    private List<Path> keyFiles = List.of();

    @Mixin
    private Modules modules = new Modules();

    @Option(
            names = "--host",
            paramLabel = "FILE",
            description = "The host file that says how workers are confined (default: by bubblewrap).")
    private @Nullable Path host;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private @Nullable Sandbox sandbox;
    private long sandboxMemory;

    ReplayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if ((chain == null) == receipts.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "which receipts? Name their files, or a folder with --chain");
        }
        List<VerificationKey> keys =
                keyFiles.stream().map(VerificationKey::read).toList();
        if (chain != null) {
            return ChainReport.of(chain, keys).print(console, json).code();
        }
        try {
            return replay(keys).code();
        } finally {
            if (sandbox != null) {
                sandbox.close();
            }
        }
    }

    private ExitStatus replay(List<VerificationKey> keys) throws InterruptedException {
        ExitStatus worst = ExitStatus.DONE;
        ArrayNode all = Json.array();
        for (Path file : receipts) {
            Told told = tell(file, keys);
            worst = worst.worse(told.status());
            if (json) {
                all.add(told.toJson());
            } else {
                told.lines().forEach(console.out()::println);
            }
        }
        if (json) {
            console.out().print(Json.pretty(all));
        }
        return worst;
    }

    private Told tell(Path file, List<VerificationKey> keys) throws InterruptedException {
        String name = file.toString();
        Receipt receipt;
        try {
            receipt = Receipt.read(Inputs.read(file, "receipt", Receipt.MOST_BYTES));
        } catch (ReceiptException e) {
            return Told.refused(name, Optional.empty(), String.valueOf(e.getMessage()), Optional.empty());
        }
        Optional<String> refusal = keys.isEmpty() ? Optional.empty() : receipt.refusal(keys);
        if (refusal.isPresent()) {
            return Told.refused(name, Optional.of(receipt), refusal.get(), Optional.of(false));
        }
        Optional<Boolean> signed = keys.isEmpty() ? Optional.empty() : Optional.of(true);
        Optional<String> obstacle = receipt.obstacle();
        if (obstacle.isPresent()) {
            return Told.of(name, receipt, new Replay.Undecided(obstacle.get(), List.of()), signed);
        }
        Optional<byte[]> module = modules.find(receipt.statement().plugin(), receipt.module(), console);
        if (module.isEmpty()) {
            return Told.of(
                    name,
                    receipt,
                    new Replay.Undecided("its module " + receipt.module() + " is not to be had", List.of()),
                    signed);
        }
        try {
            return Told.of(name, receipt, run(receipt, module.get()), signed);
        } catch (ReceiptException e) {
            return Told.refused(name, Optional.of(receipt), String.valueOf(e.getMessage()), signed);
        }
    }

    private Replay.Verdict run(Receipt receipt, byte[] module) throws InterruptedException {
        return new Replay(sandbox(receipt.statement().limits().memoryBytes())).of(receipt, module);
    }

    /** The one of before, where its workers have heap enough. */
    private Sandbox sandbox(long memoryBytes) {
        if (sandbox != null && memoryBytes <= sandboxMemory) {
            return sandbox;
        }
        if (sandbox != null) {
            sandbox.close();
        }
        byte[] file = host == null ? HostFile.sample() : Inputs.read(host, "host file", 1 << 20);
        HostFile confining = HostFile.read(file, host == null ? HostFile.FILE : host.toString());
        sandbox = Sandbox.open(confining.replaying(memoryBytes), List.of());
        sandboxMemory = memoryBytes;
        return sandbox;
    }
}
