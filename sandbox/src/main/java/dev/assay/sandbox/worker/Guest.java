package dev.assay.sandbox.worker;

import dev.assay.wasm.fuel.Meter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.GlobalInstance;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.UnlinkableException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.Import;
import run.endive.wasm.types.MemoryLimits;

/** One guest, run once, on the thread that calls {@link #run}. Interrupting that thread stops the guest. */
final class Guest {
    /** The one operation without a request. */
    private static final String DESCRIBE = "describe";

    private final Job.Call job;
    private final Loaded loaded;
    private final Parent parent;
    private final CapabilityImports capabilities;
    private final Wasi wasi;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final @Nullable Profiler profiler;
    private @Nullable GuestMemory memory;
    private @Nullable Instance instance;

    Guest(Job.Call job, Loaded loaded, Parent parent) {
        this(job, loaded, parent, null);
    }

    /** With somebody who watches it, which makes it slower. */
    Guest(Job.Call job, Loaded loaded, Parent parent, @Nullable Profiler profiler) {
        this.job = job;
        this.loaded = loaded;
        this.profiler = profiler;
        this.parent = parent;
        this.capabilities = new CapabilityImports(parent);
        this.wasi = new Wasi(parent, streams());
    }

    private Wasi.Streams streams() {
        return switch (job.binding()) {
            case REACTOR -> new Wasi.Streams(List.of(), new byte[0], parent::log);
            case COMMAND ->
                new Wasi.Streams(List.of(ascii("plugin"), ascii(job.operation())), job.request(), this::keep);
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void keep(byte[] text) {
        checkLength((long) output.size() + text.length);
        output.writeBytes(text);
    }

    private void checkLength(long length) {
        if (length > job.outputBytes()) {
            throw new Ended(
                    Ending.Kind.OUTPUT,
                    "the response is longer than the " + job.outputBytes() + " bytes that the limit allows");
        }
    }

    /** Runs the guest to its end, whatever that is. Running out of heap is not caught: it ends the process. */
    Ending run() {
        Ending ending = end();
        return new Ending(
                ending.kind(), ending.detail(), ending.response(), memory == null ? 0 : memory.pages(), fuelLeft());
    }

    private Ending end() {
        try {
            byte[] response = switch (job.binding()) {
                case REACTOR -> react(instantiate());
                case COMMAND -> command(instantiate());
            };
            return new Ending(Ending.Kind.ANSWERED, "", response, 0, 0);
        } catch (Ended e) {
            return e.ending();
        } catch (Wasi.Exit e) {
            return failed("the plugin left with status " + e.status() + " before it answered");
        } catch (WasmInterruptedException e) {
            return Ending.of(Ending.Kind.STOPPED, "stopped");
        } catch (UnlinkableException e) {
            return Ending.of(Ending.Kind.REFUSED, describe(e));
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) { // the engine raises raw runtime exceptions and errors for some modules
            return failed(describe(e));
        }
    }

    /** All of it where the guest was never started. */
    private long fuelLeft() {
        return global(Meter.FUEL, job.fuel());
    }

    /** What a global of the metering says; the other value until the engine has the exports, which are not the first it makes. */
    private long global(String name, long otherwise) {
        GlobalInstance global = instance == null ? null : instance.exports().global(name);
        return global == null ? otherwise : global.getValue();
    }

    private Ending failed(String detail) {
        int stop = (int) global(Meter.STOP, 0);
        if (stop == Meter.OUT_OF_FUEL) {
            return Ending.of(Ending.Kind.FUEL, "its fuel of " + job.fuel() + " was used up");
        }
        if (stop == Meter.OUT_OF_DEPTH) {
            return Ending.of(Ending.Kind.TRAPPED, "its calls nested too deeply");
        }
        return memory != null && memory.growthRefused()
                ? Ending.of(Ending.Kind.MEMORY, "memory beyond the limit was refused; then: " + detail)
                : Ending.of(Ending.Kind.TRAPPED, detail);
    }

    static String describe(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    private Instance instantiate() {
        Optional<CompiledCode> code = code();
        WasmModule module = code.isPresent() ? loaded.read(code.get().module(), job.judged()) : loaded.of(job);
        ImportValues imports = link(module);
        // A start section runs in initialize(), under the same rules as the rest of the guest; _start only where the
        // contract says.
        Instance.Builder builder = Instance.builder(module)
                .withImportValues(imports)
                .withMemoryFactory(this::onlyMemory)
                .withTableFactory(GuestTable::within)
                .withInitialize(false)
                .withStart(false);
        code.ifPresent(compiled -> builder.withMachineFactory(machine(compiled)));
        if (profiler != null) {
            builder.withUnsafeExecutionListener(profiler);
        }
        Instance made = builder.build();
        instance = made; // before anything of the guest runs, so that what it used is known however it ends
        if (profiler != null) {
            profiler.begin(this::fuelLeft);
        }
        return made.initialize(false);
    }

    /** None for the engine's interpreter. */
    private Optional<CompiledCode> code() {
        try {
            return job.code().length == 0 ? Optional.empty() : Optional.of(CompiledCode.read(job.code()));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static Function<Instance, Machine> machine(CompiledCode code) {
        try {
            return code.machine();
        } catch (ReflectiveOperationException | LinkageError e) {
            throw unusable(e);
        }
    }

    private static Ended unusable(Throwable e) {
        return new Ended(Ending.Kind.REFUSED, "its compiled code cannot be used: " + describe(e));
    }

    private GuestMemory onlyMemory(MemoryLimits declared) {
        if (memory != null) {
            throw new Ended(Ending.Kind.REFUSED, "the module has more than one memory");
        }
        memory = GuestMemory.within(declared, job.memoryPages());
        return memory;
    }

    private ImportValues link(WasmModule module) {
        List<HostFunction> functions = new ArrayList<>();
        module.importSection().stream().forEach(wanted -> functions.add(link(wanted)));
        return ImportValues.builder()
                .addFunction(functions.toArray(HostFunction[]::new))
                .build();
    }

    private HostFunction link(Import wanted) {
        Optional<HostFunction> function =
                wanted.importType() != ExternalType.FUNCTION || !job.links().contains(wanted.module())
                        ? Optional.empty()
                        : wanted.module().equals(Wasi.MODULE)
                                ? wasi.function(wanted.name())
                                : capabilities.function(wanted.module(), wanted.name());
        return function.orElseThrow(() -> new Ended(
                Ending.Kind.REFUSED, "the import " + wanted.module() + " " + wanted.name() + " is not linked"));
    }

    private byte[] react(Instance instance) {
        initialize(instance);
        String export = "assay_" + job.operation();
        long answer;
        if (job.operation().equals(DESCRIBE)) {
            answer = callForOne(instance, export);
        } else {
            int pointer = (int) callForOne(instance, "assay_alloc", job.request().length);
            checkRange("assay_alloc", Integer.toUnsignedLong(pointer), job.request().length);
            instance.memory().write(pointer, job.request());
            answer = callForOne(instance, export, pointer, job.request().length);
        }
        long pointer = answer >>> 32;
        long length = answer & 0xffff_ffffL;
        checkLength(length);
        checkRange(export, pointer, length);
        return instance.memory().readBytes((int) pointer, (int) length);
    }

    private static void initialize(Instance instance) {
        for (String name : List.of("_initialize", "_start")) {
            if (exports(instance, name)) {
                try {
                    instance.export(name).apply();
                } catch (Wasi.Exit e) {
                    if (e.status() != 0 || name.equals("_initialize")) {
                        throw e;
                    }
                }
                return;
            }
        }
    }

    private static boolean exports(Instance instance, String name) {
        var section = instance.module().exportSection();
        for (int i = 0; i < section.exportCount(); i++) {
            if (section.getExport(i).name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static long callForOne(Instance instance, String name, long... arguments) {
        long[] results = instance.export(name).apply(arguments);
        if (results == null || results.length != 1) {
            throw new Ended(Ending.Kind.TRAPPED, name + " returned no value");
        }
        return results[0];
    }

    private void checkRange(String who, long pointer, long length) {
        long size = memory == null ? 0 : memory.size();
        if (pointer == 0 || pointer + length > size) {
            throw new Ended(
                    Ending.Kind.TRAPPED,
                    who + " gave " + length + " bytes at " + pointer + ", which is not inside the memory of " + size
                            + " bytes");
        }
    }

    private byte[] command(Instance instance) {
        try {
            instance.export("_start").apply();
        } catch (Wasi.Exit e) {
            if (e.status() != 0) {
                throw e;
            }
        }
        return output.toByteArray();
    }
}
