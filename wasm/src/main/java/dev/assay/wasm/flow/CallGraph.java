package dev.assay.wasm.flow;

import dev.assay.wasm.ExternType;
import dev.assay.wasm.Function;
import dev.assay.wasm.Operators;
import dev.assay.wasm.Summary;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may call whom. An indirect call may reach every function of its signature whose reference is taken anywhere, so what is not reachable here
 * is not reachable at all, as long as the host puts no function into a table. Four bytes a call that differs; immutable, safe for concurrent use.
 */
public final class CallGraph {
    private final Summary module;
    private final int imported;
    /** Where the callees of each defined function begin. A negative callee is the signature {@code ~callee}, of an indirect call. */
    private final int[] starts;

    private final int[] callees;
    /** Number of the signature of each type; −1 for what is no function type. */
    private final int[] signatures;

    private CallGraph(Summary module, int[] signatures, int[] starts, int[] callees) {
        this.module = module;
        this.imported = module.functionCount() - module.functions().size();
        this.signatures = signatures;
        this.starts = starts;
        this.callees = callees;
    }

    /** Computes the graph of a module, in time linear in its code. */
    public static CallGraph of(Summary module) {
        Recorder recorder = new Recorder(module);
        for (Function function : module.functions()) {
            recorder.begin();
            if (calls(function)) {
                Operators operators = module.operators(function);
                while (operators.next()) {
                    switch (operators.immediate()) {
                        case FUNC -> recorder.call(operators.index());
                        case TYPE_TABLE, FUNC_TYPE -> recorder.callIndirectly(operators.index());
                        default -> {}
                    }
                }
            }
        }
        return recorder.graph();
    }

    private static boolean calls(Function function) {
        return function.operators(dev.assay.wasm.OperatorClass.CALL) > 0
                || function.operators(dev.assay.wasm.OperatorClass.CALL_INDIRECT) > 0;
    }

    /** Takes the calls down while somebody walks over the bodies, in their order, for other reasons too. Not thread-safe. */
    public static final class Recorder {
        private final Summary module;
        private final int[] signatures;
        private final int[] starts;
        private final int[] seen;
        private final int[] seenSignature;
        private int[] callees;
        private int size;
        private int mark;

        /** For the functions of this module. */
        public Recorder(Summary module) {
            this.module = module;
            this.signatures = signatures(module);
            this.starts = new int[module.functions().size() + 1];
            this.seen = new int[module.functionCount()];
            this.seenSignature = new int[module.types()];
            this.callees = new int[Math.max(16, module.functions().size())];
        }

        /** What is called from here on is called by the next function. */
        public void begin() {
            starts[mark++] = size;
        }

        /** A call of this function by its index. */
        public void call(int callee) {
            if (seen[callee] != mark) {
                seen[callee] = mark;
                put(callee);
            }
        }

        /** A call of whatever function of this type. */
        public void callIndirectly(int type) {
            int signature = signatures[type];
            if (seenSignature[signature] != mark) {
                seenSignature[signature] = mark;
                put(~signature);
            }
        }

        private void put(int callee) {
            if (size == callees.length) {
                callees = Arrays.copyOf(callees, size + (size >> 1));
            }
            callees[size++] = callee;
        }

        /** The graph, once every function has begun. */
        public CallGraph graph() {
            starts[mark] = size;
            return new CallGraph(module, signatures, starts, Arrays.copyOf(callees, size));
        }
    }

    /** Types that may be the same get one number: those that differ in nothing but which defined types they refer to. */
    private static int[] signatures(Summary module) {
        Map<String, Integer> numbers = new HashMap<>();
        int[] signatures = new int[module.types()];
        for (int i = 0; i < signatures.length; i++) {
            signatures[i] = module.functionType(i)
                    .map(type -> numbers.computeIfAbsent(key(type), _ -> numbers.size()))
                    .orElse(-1);
        }
        return signatures;
    }

    private static String key(ExternType.Func type) {
        return widened(type.params()) + ">" + widened(type.results());
    }

    /** Subtypes may stand for their supertypes, so references are not told apart. */
    private static String widened(List<String> types) {
        StringBuilder key = new StringBuilder();
        for (String type : types) {
            key.append(type.contains("ref") ? "ref" : type).append(' ');
        }
        return key.toString();
    }

    /** The functions that this one calls by name, each once, in the order of their first calls; none for an imported one. */
    public int[] calls(int function) {
        return Arrays.stream(edges(function)).filter(callee -> callee >= 0).toArray();
    }

    /** Whether this function calls through a table or a reference. */
    public boolean callsIndirectly(int function) {
        return Arrays.stream(edges(function)).anyMatch(callee -> callee < 0);
    }

    private int[] edges(int function) {
        return function < imported
                ? new int[0]
                : Arrays.copyOfRange(callees, starts[function - imported], starts[function - imported + 1]);
    }

    /** The functions that may run when one of these is called, these included. Linear in the size of the graph. */
    public BitSet reachable(int... roots) {
        return reachable(true, roots);
    }

    /** The same by named calls alone. */
    public BitSet reachableByName(int... roots) {
        return reachable(false, roots);
    }

    private BitSet reachable(boolean indirectly, int... roots) {
        BitSet reached = new BitSet(module.functionCount());
        BitSet called = new BitSet();
        int[] work = new int[module.functionCount()];
        int size = 0;
        for (int root : roots) {
            size = reach(root, reached, work, size);
        }
        while (size > 0) {
            int function = work[--size];
            if (function < imported) {
                continue;
            }
            for (int i = starts[function - imported]; i < starts[function - imported + 1]; i++) {
                int callee = callees[i];
                if (callee >= 0) {
                    size = reach(callee, reached, work, size);
                } else if (indirectly && !called.get(~callee)) {
                    called.set(~callee);
                    size = reachReferenced(~callee, reached, work, size);
                }
            }
        }
        return reached;
    }

    private int reachReferenced(int signature, BitSet reached, int[] work, int before) {
        int size = before;
        for (int function = 0; function < module.functionCount(); function++) {
            if (module.isReferenced(function) && signatures[module.typeOf(function)] == signature) {
                size = reach(function, reached, work, size);
            }
        }
        return size;
    }

    private static int reach(int function, BitSet reached, int[] work, int size) {
        if (reached.get(function)) {
            return size;
        }
        reached.set(function);
        work[size] = function;
        return size + 1;
    }

    /** The functions that call themselves, directly or through others, by name: calls through tables are not followed. Linear in the size of the graph. */
    public BitSet recursive() {
        return new Recursion(starts, callees, imported).find();
    }

    /** What may run when the module is instantiated: its start function and all that this reaches. */
    public BitSet reachableFromStart() {
        return module.start().isPresent() ? reachable(module.start().getAsInt()) : new BitSet();
    }

    /** What may run at all: reachable from the start function or any exported one. */
    public BitSet reachableFromOutside() {
        BitSet roots = new BitSet();
        module.start().ifPresent(roots::set);
        module.exports().stream()
                .filter(export -> export.type() instanceof ExternType.Func)
                .forEach(export -> roots.set(export.index()));
        return reachable(roots.stream().toArray());
    }
}
