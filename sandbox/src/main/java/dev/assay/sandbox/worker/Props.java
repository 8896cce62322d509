package dev.assay.sandbox.worker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.GlobalInstance;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportGlobal;
import run.endive.runtime.ImportMemory;
import run.endive.runtime.ImportTable;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.GlobalImport;
import run.endive.wasm.types.Import;
import run.endive.wasm.types.MemoryImport;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableImport;
import run.endive.wasm.types.ValType;

/**
 * The host of a {@link Script}, with nothing behind it: contract and WASI as they always are, answered from the script; whatever else a
 * module imports, by functions that return the extremes of their types in turn. Keeps what was asked and said. For one instance, on the
 * guest's thread.
 */
final class Props implements Parent {
    private static final byte[] NO_ANSWER =
            "{\"error\":{\"code\":\"not-found\",\"message\":\"there is nothing of that name\"}}"
                    .getBytes(StandardCharsets.UTF_8);
    private static final int MOST_RANDOM = 65_536;
    private static final int[] EXTREMES_32 = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE};
    private static final long[] EXTREMES_64 = {0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final double[] EXTREMES = {0, 1, -1, Double.NaN, Double.MAX_VALUE, Double.NEGATIVE_INFINITY};

    /** Where a stack would begin, and a table's functions. */
    private static final long SOMEWHERE = 32_768;

    private final Script script;
    private final Wasi wasi;
    private final CapabilityImports capabilities = new CapabilityImports(this);
    private final Random random;
    private final @Nullable Mutator mutator;
    private final List<Conduct.Asked> asked = new ArrayList<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Instant now;
    private int calls;
    private int extremes;

    /** {@code mutator}: of the answers. */
    Props(Script script, byte[] input, @Nullable Mutator mutator) {
        this.script = script;
        this.mutator = mutator;
        this.random = new Random(script.surroundings().seed());
        this.now = Instant.ofEpochSecond(script.surroundings().seconds());
        List<byte[]> arguments = script.entry() == Script.Entry.COMMAND
                ? List.of("plugin".getBytes(StandardCharsets.UTF_8), "assess".getBytes(StandardCharsets.UTF_8))
                : List.of();
        this.wasi = new Wasi(this, new Wasi.Streams(arguments, input, this::say));
    }

    int calls() {
        return calls;
    }

    List<Conduct.Asked> asked() {
        return asked;
    }

    byte[] said() {
        return said.toByteArray();
    }

    void say(byte[] text) {
        said.write(text, 0, Math.min(text.length, Conduct.MOST_SAID - said.size()));
    }

    @Override
    public byte[] call(String capability, byte[] request) {
        Optional<byte[]> always = ambient(capability, request);
        if (always.isPresent()) {
            return always.get();
        }
        byte[] answer = script.answers().getOrDefault(capability, NO_ANSWER);
        return mutator == null ? answer : mutator.perhaps(answer);
    }

    /** What every plugin may ask, of this host's own clock and chance; a worker has no library for so little JSON. */
    private Optional<byte[]> ambient(String capability, byte[] request) {
        return switch (capability) {
            case "clock" -> {
                Instant time = clock();
                yield Optional.of(ok("\"time\":\"" + time + "\",\"unix-ms\":" + time.toEpochMilli()));
            }
            case "random" ->
                Optional.of(ok("\"base64\":\""
                        + Base64.getEncoder().encodeToString(random(Math.min(MOST_RANDOM, number(request)))) + "\""));
            case "log" -> {
                say(request);
                yield Optional.of(ok(""));
            }
            default -> Optional.empty();
        };
    }

    private static byte[] ok(String content) {
        return ("{\"ok\":{" + content + "}}").getBytes(StandardCharsets.UTF_8);
    }

    /** The digits in it. */
    private static int number(byte[] request) {
        int number = 0;
        for (byte b : request) {
            if (b >= '0' && b <= '9' && number < MOST_RANDOM) {
                number = 10 * number + b - '0';
            }
        }
        return number;
    }

    @Override
    public Instant clock() {
        now = now.plusMillis(1);
        return now;
    }

    @Override
    public byte[] random(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void log(byte[] text) {
        say(text);
    }

    /** Everything that the module wants; {@code memory} is given for one that it imports. */
    ImportValues of(WasmModule module, GuestMemoryMaker memory) {
        ImportValues.Builder values = ImportValues.builder();
        module.importSection().stream().forEach(wanted -> {
            if (wanted instanceof FunctionImport function) {
                values.addFunction(function(wanted, module.typeSection().getType(function.typeIndex())));
            } else if (wanted instanceof MemoryImport imported) {
                values.addMemory(new ImportMemory(wanted.module(), wanted.name(), memory.make(imported.limits())));
            } else if (wanted instanceof TableImport table) {
                values.addTable(new ImportTable(
                        wanted.module(),
                        wanted.name(),
                        GuestTable.within(new Table(table.entryType(), table.limits()), -1)));
            } else if (wanted instanceof GlobalImport global) {
                long value = global.type().equals(ValType.I32) || global.type().equals(ValType.I64) ? SOMEWHERE : 0;
                values.addGlobal(new ImportGlobal(
                        wanted.module(),
                        wanted.name(),
                        GlobalInstance.builder()
                                .valType(global.type())
                                .valueLow(value)
                                .mutabilityType(global.mutabilityType())
                                .build()));
            }
        });
        return values.build();
    }

    /** Makes the one memory. */
    @FunctionalInterface
    interface GuestMemoryMaker {
        Memory make(run.endive.wasm.types.MemoryLimits limits);
    }

    private ImportFunction function(Import wanted, FunctionType type) {
        Optional<HostFunction> known = wanted.module().equals(Wasi.MODULE)
                ? environment(wanted.name()).or(() -> wasi.function(wanted.name()))
                : capabilities.function(wanted.module(), wanted.name());
        Optional<HostFunction> fitting =
                known.filter(function -> function.functionType().equals(type));
        return new HostFunction(wanted.module(), wanted.name(), type, (instance, arguments) -> {
            note(wanted, instance, arguments);
            return fitting.isPresent() ? fitting.get().handle().apply(instance, arguments) : extremes(type);
        });
    }

    /** A host of the contract has no environment to give; this one has, to see what a guest does with it. */
    private Optional<HostFunction> environment(String name) {
        FunctionType type = FunctionType.of(List.of(ValType.I32, ValType.I32), List.of(ValType.I32));
        List<String> variables = script.surroundings().environment();
        return switch (name) {
            case "environ_sizes_get" ->
                Optional.of(new HostFunction(Wasi.MODULE, name, type, (instance, a) -> {
                    instance.memory().writeI32((int) a[0], variables.size());
                    instance.memory()
                            .writeI32(
                                    (int) a[1],
                                    variables.stream()
                                            .mapToInt(variable -> variable.length() + 1)
                                            .sum());
                    return new long[] {0};
                }));
            case "environ_get" ->
                Optional.of(new HostFunction(Wasi.MODULE, name, type, (instance, a) -> {
                    int pointer = (int) a[0];
                    int at = (int) a[1];
                    for (String variable : variables) {
                        byte[] bytes = (variable + "\0").getBytes(StandardCharsets.US_ASCII);
                        instance.memory().writeI32(pointer, at);
                        instance.memory().write(at, bytes);
                        pointer += 4;
                        at += bytes.length;
                    }
                    return new long[] {0};
                }));
            default -> Optional.empty();
        };
    }

    private void note(Import wanted, Instance instance, long[] arguments) {
        calls++;
        if (asked.size() >= Conduct.MOST_ASKED) {
            return;
        }
        // a capability's call is (pointer, length); the functions of WASI that name a path have it behind one or two
        // numbers
        int at = CapabilityImports.capability(wanted.module()).isPresent()
                        && wanted.name().equals("call")
                ? 0
                : wanted.module().equals(Wasi.MODULE) ? path(wanted.name()) : -1;
        byte[] request = {};
        boolean outside = false;
        if (at >= 0 && at + 1 < arguments.length) {
            Memory memory = instance.memory();
            long pointer = arguments[at] & 0xFFFF_FFFFL;
            long length = arguments[at + 1] & 0xFFFF_FFFFL;
            long size = (long) memory.pages() * Memory.PAGE_SIZE;
            outside = pointer + length > size;
            int kept = (int) Math.min(Conduct.LONGEST_REQUEST, outside ? 0 : length);
            request = memory.readBytes((int) Math.min(pointer, size - kept), kept);
        }
        asked.add(new Conduct.Asked(wanted.module(), wanted.name(), request, outside));
    }

    private static int path(String function) {
        return switch (function) {
            case "path_open", "path_filestat_get", "path_filestat_set_times", "path_link" -> 2;
            case "path_create_directory", "path_readlink", "path_remove_directory", "path_rename", "path_unlink_file" ->
                1;
            case "path_symlink" -> 0;
            default -> -1;
        };
    }

    private long[] extremes(FunctionType type) {
        long[] results = new long[type.returns().size()];
        for (int i = 0; i < results.length; i++) {
            ValType wanted = type.returns().get(i);
            int turn = extremes++;
            if (wanted.equals(ValType.I32)) {
                results[i] = EXTREMES_32[turn % EXTREMES_32.length];
            } else if (wanted.equals(ValType.I64)) {
                results[i] = EXTREMES_64[turn % EXTREMES_64.length];
            } else if (wanted.equals(ValType.F32)) {
                results[i] = Float.floatToRawIntBits((float) EXTREMES[turn % EXTREMES.length]) & 0xFFFF_FFFFL;
            } else if (wanted.equals(ValType.F64)) {
                results[i] = Double.doubleToRawLongBits(EXTREMES[turn % EXTREMES.length]);
            } else {
                results[i] = -1; // the null reference
            }
        }
        return results;
    }
}
