package dev.assay.sandbox.worker;

import dev.assay.wasm.fuel.Meter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.GlobalInstance;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.ValType;

/** One instance of a module, on a stage of its own: {@link Props} for a host, and a {@link Witness} who watches. For one thread. */
final class Actor {
    /**
     * What the instances of one rehearsal are made of.
     *
     * @param machine runs what a compiler made; the interpreter where there is none
     */
    record Cast(WasmModule module, Optional<Function<Instance, Machine>> machine) {}

    private static final int MOST_EXPORTS = 40;

    /** As many times as one may use is what all exports together may. */
    private static final int FUEL_OF_EXPORTS = 6;

    private static final int METERING_GLOBALS = 3;

    /** As addresses, lengths and counts: small, and inside any memory. */
    private static final long[] SMALL = {4_096, 76, 8_192, 1, 2, 64};

    private final Script script;
    private final Cast cast;
    private final WasmModule module;
    private final Props props;
    private final Witness witness;
    private @Nullable GuestMemory memory;
    private @Nullable Instance instance;

    /** {@code input}: what a command reads; {@code mutator}: of its host's answers. */
    Actor(Script script, Cast cast, byte[] input, @Nullable Mutator mutator) {
        this.script = script;
        this.cast = cast;
        this.module = cast.module();
        this.props = new Props(script, input, mutator);
        int globals = (int) module.importSection().stream()
                        .filter(wanted -> wanted.importType() == ExternalType.GLOBAL)
                        .count()
                + module.globalSection().globalCount()
                - METERING_GLOBALS;
        this.witness = new Witness(globals);
    }

    /** Instantiation, and whatever the language needs before the first call; the last step says how it ended. */
    List<Conduct.Step> begin() {
        List<Conduct.Step> steps = new ArrayList<>();
        steps.add(step("start", this::instantiate));
        if (steps.getFirst().end() == Conduct.End.RETURNED && script.entry() != Script.Entry.COMMAND) {
            Stream.of("_initialize", "__wasm_call_ctors", "_start")
                    .filter(name -> parameters(name) != null)
                    .findFirst()
                    .ifPresent(name -> steps.add(step(name, () -> call(name))));
        }
        return steps;
    }

    Conduct.Step assess(byte[] request) {
        return script.entry() == Script.Entry.COMMAND
                ? step("_start", () -> call("_start"))
                : step("assay_assess", () -> exchange(request));
    }

    /** One after another, whatever becomes of each. */
    List<Conduct.Step> exports() {
        List<Conduct.Step> steps = new ArrayList<>();
        var section = module.exportSection();
        long fuel = FUEL_OF_EXPORTS * script.fuel();
        for (int i = 0; i < section.exportCount() && steps.size() < MOST_EXPORTS && fuel > 0; i++) {
            String name = section.getExport(i).name();
            FunctionType type = parameters(name);
            if (type != null && !name.equals("_initialize") && !name.equals("_start")) {
                steps.add(step(name, () -> call(name, small(type))));
                fuel -= steps.getLast().fuel();
            }
        }
        return steps;
    }

    private @Nullable FunctionType parameters(String name) {
        var section = module.exportSection();
        for (int i = 0; i < section.exportCount(); i++) {
            var export = section.getExport(i);
            if (export.name().equals(name) && export.exportType() == ExternalType.FUNCTION) {
                int imported = (int) module.importSection().stream()
                        .filter(wanted -> wanted.importType() == ExternalType.FUNCTION)
                        .count();
                return export.index() < imported
                        ? null
                        : module.typeSection()
                                .getType(module.functionSection().getFunctionType(export.index() - imported));
            }
        }
        return null;
    }

    private long[] small(FunctionType type) {
        long[] arguments = new long[type.params().size()];
        for (int i = 0; i < arguments.length; i++) {
            ValType wanted = type.params().get(i);
            arguments[i] = wanted.equals(ValType.I32) || wanted.equals(ValType.I64)
                    ? SMALL[i % SMALL.length]
                    : wanted.equals(ValType.F32)
                            ? Float.floatToRawIntBits(1)
                            : wanted.equals(ValType.F64) ? Double.doubleToRawLongBits(1) : -1;
        }
        return arguments;
    }

    private long instantiate() {
        Instance.Builder builder = Instance.builder(module)
                .withImportValues(props.of(module, this::onlyMemory))
                .withMemoryFactory(this::onlyMemory)
                .withTableFactory(GuestTable::within)
                .withInitialize(false)
                .withStart(false);
        cast.machine().ifPresentOrElse(builder::withMachineFactory, () -> builder.withUnsafeExecutionListener(witness));
        Instance made = builder.build();
        instance = made;
        made.initialize(false);
        return 0;
    }

    private GuestMemory onlyMemory(MemoryLimits declared) {
        if (memory != null) {
            throw new Ended(Ending.Kind.REFUSED, "the module has more than one memory");
        }
        GuestMemory made = GuestMemory.within(declared, script.memoryPages());
        memory = made;
        return made;
    }

    private long exchange(byte[] request) {
        long pointer = call("assay_alloc", request.length) & 0xFFFF_FFFFL;
        Instance playing = playing();
        playing.memory().write((int) pointer, request);
        long answer = call("assay_assess", pointer, request.length);
        byte[] response = playing.memory().readBytes((int) (answer >>> 32), (int) answer);
        props.say(response);
        return answer;
    }

    private Instance playing() {
        Instance playing = instance;
        if (playing == null) {
            throw new IllegalStateException("there is no instance");
        }
        return playing;
    }

    private long call(String name, long... arguments) {
        long[] results = playing().export(name).apply(arguments);
        return results == null || results.length == 0 ? 0 : results[0];
    }

    private Conduct.Step step(String name, LongSupplier act) {
        refuel();
        int askedBefore = props.calls();
        long calculations = witness.calculations;
        long mixing = witness.mixing;
        long xors = witness.xors;
        long stores = witness.stores;
        Conduct.End end = Conduct.End.RETURNED;
        String detail = "";
        long result = 0;
        try {
            result = act.getAsLong();
        } catch (Wasi.Exit e) {
            end = e.status() == 0 ? Conduct.End.RETURNED : Conduct.End.LEFT;
            detail = "left with status " + e.status();
        } catch (WasmInterruptedException | OutOfMemoryError e) {
            throw e;
        } catch (Ended e) {
            end = e.ending().kind() == Ending.Kind.REFUSED ? Conduct.End.REFUSED : Conduct.End.TRAPPED;
            detail = e.ending().detail();
        } catch (Throwable e) {
            end = failure();
            detail = Guest.describe(e);
        }
        return new Conduct.Step(
                name,
                end,
                detail,
                script.fuel() - Math.max(0, global(Meter.FUEL, script.fuel())),
                witness.calculations - calculations,
                witness.mixing - mixing,
                witness.xors - xors,
                witness.stores - stores,
                props.calls() - askedBefore,
                memory == null ? 0 : memory.pages(),
                end == Conduct.End.RETURNED ? digest(result) : 0);
    }

    /** Each call begins with the same; after a trap the depth is not what it was. */
    private void refuel() {
        set(Meter.FUEL, script.fuel());
        set(Meter.DEPTH, depth());
        set(Meter.STOP, 0);
    }

    private long depthAtFirst = -1;

    private long depth() {
        if (depthAtFirst < 0) {
            depthAtFirst = global(Meter.DEPTH, -1);
        }
        return depthAtFirst;
    }

    private void set(String name, long value) {
        GlobalInstance global = instance == null ? null : instance.exports().global(name);
        if (global != null) {
            global.setValue(value);
        }
    }

    private long global(String name, long otherwise) {
        GlobalInstance global = instance == null ? null : instance.exports().global(name);
        return global == null ? otherwise : global.getValue();
    }

    private Conduct.End failure() {
        if (instance == null) {
            return Conduct.End.REFUSED;
        }
        int stop = (int) global(Meter.STOP, 0);
        return stop == Meter.OUT_OF_FUEL
                ? Conduct.End.FUEL
                : stop == Meter.OUT_OF_DEPTH
                        ? Conduct.End.DEPTH
                        : memory != null && memory.growthRefused() ? Conduct.End.MEMORY : Conduct.End.TRAPPED;
    }

    private long digest(long result) {
        CRC32C crc = new CRC32C();
        if (memory != null) {
            crc.update(memory.readBytes(0, (int) memory.size()));
        }
        return result * 0x9E3779B97F4A7C15L ^ crc.getValue();
    }

    List<Conduct.Asked> asked() {
        return props.asked();
    }

    byte[] said() {
        return props.said();
    }

    BitSet covered() {
        return witness.covered();
    }
}
