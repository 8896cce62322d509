package dev.assay.sandbox.worker;

import dev.assay.model.Digest;
import dev.assay.sandbox.worker.Played.Call;
import dev.assay.wasm.fuel.Meter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;
import run.endive.wasm.UninstantiableException;

/** Plays a module as a worker would: with its memory, its table, and code or the interpreter. */
final class EndivePlayer {
    static final int MOST_PAGES = 64;

    private EndivePlayer() {}

    static Played play(byte[] metered, List<Call> calls, Optional<CompiledCode> code) {
        var builder = Instance.builder(
                        Parser.parse(code.map(CompiledCode::module).orElse(metered)))
                .withImportValues(ImportValues.empty())
                .withMemoryFactory(limits -> GuestMemory.within(limits, MOST_PAGES))
                .withTableFactory(GuestTable::within);
        if (code.isPresent()) {
            try {
                builder.withMachineFactory(code.get().machine());
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("the code cannot be used", e);
            }
        }
        Instance instance;
        try {
            instance = builder.build();
        } catch (UninstantiableException e) {
            return Played.NOT_INSTANTIATED;
        }
        List<String> answers = new ArrayList<>();
        for (Call call : calls) {
            try {
                long[] results = instance.export(call.export()).apply(call.arguments());
                StringBuilder answer = new StringBuilder(call.export());
                for (int i = 0; i < call.results().length(); i++) {
                    boolean wide = "ld".indexOf(call.results().charAt(i)) >= 0;
                    answer.append(' ').append(Long.toHexString(wide ? results[i] : results[i] & 0xffff_ffffL));
                }
                answers.add(answer.toString());
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                answers.add("trap in " + call.export() + ": " + Played.kind(e));
                break;
            }
        }
        byte[] memory = instance.memory() == null
                ? new byte[0]
                : instance.memory().readBytes(0, instance.memory().pages() * 65_536);
        return new Played(
                answers,
                instance.exports().global(Meter.FUEL).getValue(),
                instance.exports().global(Meter.STOP).getValue(),
                Digest.of(memory).toString());
    }

    static CompiledCode code(Ending ending) {
        try {
            return CompiledCode.read(ending.response());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
