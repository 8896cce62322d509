package dev.assay.sandbox.worker;

import dev.assay.wasm.fuel.Meter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.GlobalInstance;
import run.endive.runtime.Instance;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.ValType;

/** Leads one module through one {@link Script}. Interrupting the thread ends it. For one thread. */
final class Rehearsal {
    private static final int MOST_EXPORTS = 40;
    private static final int METERING_GLOBALS = 3;

    /** As addresses, lengths and counts: small, and inside any memory. */
    private static final long[] SMALL = {4_096, 76, 8_192, 1, 2, 64};

    private final Script script;
    private final List<Conduct.Step> steps = new ArrayList<>();
    private final List<Conduct.Asked> asked = new ArrayList<>();
    private final java.io.ByteArrayOutputStream said = new java.io.ByteArrayOutputStream();
    private final BitSet covered = new BitSet();

    Rehearsal(Script script) {
        this.script = script;
    }

    /** The response is a {@link Conduct}. */
    Ending hold() {
        try {
            WasmModule module = Parser.parse(script.module());
            byte[] first = script.requests().isEmpty()
                    ? new byte[0]
                    : script.requests().getFirst();
            Actor actor = new Actor(module, first);
            actor.play(script.requests());
            actor.leave();
        } catch (WasmInterruptedException e) {
            return Ending.of(Ending.Kind.STOPPED, "stopped");
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // of the engine's own, outside of any call
            return Ending.of(Ending.Kind.REFUSED, Guest.describe(e));
        }
        Conduct conduct = new Conduct(steps, asked, said.toByteArray(), covered.cardinality());
        return new Ending(Ending.Kind.ANSWERED, "", conduct.bytes(), 0, 0);
    }

    /** One instance of the module, on a stage of its own. */
    private final class Actor {
        private final Props props;
        private final Witness witness;
        private final WasmModule module;
        private @Nullable GuestMemory memory;
        private @Nullable Instance instance;

        Actor(WasmModule module, byte[] input) {
            this.module = module;
            this.props = new Props(script, input);
            int globals = (int) module.importSection().stream()
                            .filter(wanted -> wanted.importType() == ExternalType.GLOBAL)
                            .count()
                    + module.globalSection().globalCount()
                    - METERING_GLOBALS;
            this.witness = new Witness(globals);
        }

        void play(List<byte[]> requests) {
            if (!step("start", this::instantiate)) {
                return;
            }
            switch (script.entry()) {
                case REACTOR -> {
                    if (initialize()) {
                        for (byte[] request : requests) {
                            if (!step("assay_assess", () -> assess(request))) {
                                return;
                            }
                        }
                    }
                }
                case COMMAND -> step("_start", () -> call("_start"));
                case EXPORTS -> {
                    if (initialize()) {
                        exports();
                    }
                }
            }
        }

        private boolean initialize() {
            for (String name : List.of("_initialize", "__wasm_call_ctors", "_start")) {
                if (parameters(name) != null) {
                    return step(name, () -> call(name));
                }
            }
            return true;
        }

        /** One after another, whatever becomes of each. */
        private void exports() {
            var section = module.exportSection();
            int called = 0;
            for (int i = 0; i < section.exportCount() && called < MOST_EXPORTS; i++) {
                String name = section.getExport(i).name();
                FunctionType type = parameters(name);
                if (type != null && !name.equals("_initialize") && !name.equals("_start")) {
                    called++;
                    step(name, () -> call(name, small(type)));
                }
            }
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
                    .withStart(false)
                    .withUnsafeExecutionListener(witness);
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

        private long assess(byte[] request) {
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

        private boolean step(String name, java.util.function.LongSupplier act) {
            refuel();
            int askedBefore = props.calls();
            long calculations = witness.calculations;
            long mixing = witness.mixing;
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
            steps.add(new Conduct.Step(
                    name,
                    end,
                    detail,
                    script.fuel() - Math.max(0, global(Meter.FUEL, script.fuel())),
                    witness.calculations - calculations,
                    witness.mixing - mixing,
                    witness.stores - stores,
                    props.calls() - askedBefore,
                    memory == null ? 0 : memory.pages(),
                    end == Conduct.End.RETURNED ? digest(result) : 0));
            return end == Conduct.End.RETURNED;
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

        /** What it asked, said and reached is the rehearsal's. */
        void leave() {
            covered.or(witness.covered());
            asked.addAll(props.asked());
            said.writeBytes(props.said());
        }
    }
}
