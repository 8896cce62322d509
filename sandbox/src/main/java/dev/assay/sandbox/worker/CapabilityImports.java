package dev.assay.sandbox.worker;

import java.util.List;
import java.util.Optional;
import run.endive.runtime.HostFunction;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/**
 * The guest's side of a capability: {@code assay:<capability>@1 call} passes the request on and keeps the answer until the
 * guest fetches it with {@code assay:host@1 take}. The host never calls back into the guest meanwhile.
 *
 * <p>For the guest's thread alone.
 */
public final class CapabilityImports {
    public static final String HOST = "assay:host@1";

    private static final int LONGEST_REQUEST = 64 << 10;

    /** A bundle holds certificates and proofs. */
    private static final int LONGEST_VERIFY = 120 << 10;

    private static final List<ValType> POINTER_AND_LENGTH = List.of(ValType.I32, ValType.I32);

    private final Parent parent;
    private Optional<byte[]> answer = Optional.empty();

    CapabilityImports(Parent parent) {
        this.parent = parent;
    }

    /** The capability an import module stands for; empty if the module is none of the contract's. */
    public static Optional<String> capability(String module) {
        return module.startsWith("assay:") && module.endsWith("@1")
                ? Optional.of(module.substring("assay:".length(), module.length() - 2))
                : Optional.empty();
    }

    /** The longest request, in bytes. The parent, too, refuses what is longer. */
    public static int longestRequest(String capability) {
        return capability.equals("verify") ? LONGEST_VERIFY : LONGEST_REQUEST;
    }

    /** The function to be linked for this import; empty if the contract has none of that name. */
    Optional<HostFunction> function(String module, String name) {
        if (module.equals(HOST)) {
            return name.equals("take")
                    ? Optional.of(
                            new HostFunction(module, name, FunctionType.of(POINTER_AND_LENGTH, List.of()), this::take))
                    : Optional.empty();
        }
        return capability(module)
                .filter(capability -> name.equals("call"))
                .map(capability -> new HostFunction(
                        module,
                        name,
                        FunctionType.of(POINTER_AND_LENGTH, List.of(ValType.I32)),
                        (instance, arguments) -> call(capability, instance.memory(), arguments)));
    }

    private long[] call(String capability, Memory memory, long[] arguments) {
        byte[] received = parent.call(capability, request(memory, arguments, longestRequest(capability)));
        answer = Optional.of(received);
        return new long[] {received.length};
    }

    /** Of one that is longer than any may be, as much as shows that: it is not for a guest to say how much the parent reads. */
    private static byte[] request(Memory memory, long[] arguments, int longest) {
        int pointer = (int) arguments[0];
        int length = (int) arguments[1];
        boolean inside = Integer.toUnsignedLong(pointer) + Integer.toUnsignedLong(length)
                <= (long) memory.pages() * Memory.PAGE_SIZE;
        return memory.readBytes(pointer, inside ? Math.min(length, longest + 1) : length);
    }

    private long[] take(Instance instance, long[] arguments) {
        byte[] waiting = answer.orElseThrow(
                () -> new Ended(Ending.Kind.TRAPPED, "take was called with no answer waiting to be taken"));
        if ((int) arguments[1] != waiting.length) {
            throw new Ended(
                    Ending.Kind.TRAPPED,
                    "take asked for " + Integer.toUnsignedString((int) arguments[1]) + " bytes of an answer of "
                            + waiting.length);
        }
        instance.memory().write((int) arguments[0], waiting);
        answer = Optional.empty();
        return new long[0];
    }
}
