package dev.assay.wasm.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.wasm.ModuleBytes;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.util.BitSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A call graph says what may run when something is called. */
class CallGraphTest {
    private static final int LOG = 0;
    private static final int START = 1;
    private static final int HELPER = 2;
    private static final int POINTED = 3;
    private static final int OTHER = 4;
    private static final int HIDDEN = 5;
    private static final int ORPHAN = 6;
    private static final int LOOPS = 7;

    private CallGraph graph = CallGraph.of(empty());

    private static Summary empty() {
        try {
            return WasmModule.read(ModuleBytes.module().bytes());
        } catch (WasmException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void read() throws WasmException {
        graph = CallGraph.of(WasmModule.read(ModuleBytes.resource("flow.wasm")));
    }

    @Test
    void direct_calls_are_listed() {
        assertThat(graph.calls(START)).containsExactly(HELPER);
        assertThat(graph.calls(LOG)).isEmpty();
        assertThat(graph.callsIndirectly(HELPER)).isTrue();
        assertThat(graph.callsIndirectly(START)).isFalse();
    }

    @Test
    void an_indirect_call_reaches_what_is_pointed_to_and_of_its_signature() {
        // $loops has the same signature and is exported: a host may put it into the table.
        assertThat(graph.reachableFromStart()).isEqualTo(of(LOG, START, HELPER, POINTED, LOOPS));
        assertThat(graph.reachable(OTHER)).isEqualTo(of(OTHER, HIDDEN));
    }

    @Test
    void by_name_alone_no_table_is_asked() {
        assertThat(graph.reachableByName(START)).isEqualTo(of(START, HELPER));
    }

    @Test
    void only_what_calls_itself_is_recursive() {
        assertThat(graph.recursive().get(START)).isFalse();
        // 0 calls 1, 1 calls 2 and 2 calls 1; 3 calls itself; 4 calls 3
        CallGraph cycles = CallGraph.of(module("10 01 0B", "10 02 0B", "10 01 0B", "10 03 0B", "10 03 0B"));
        assertThat(cycles.recursive()).isEqualTo(of(1, 2, 3));
    }

    private static Summary module(String... bodies) {
        ModuleBytes code = ModuleBytes.content().uint(bodies.length);
        ModuleBytes functions = ModuleBytes.content().uint(bodies.length);
        for (String body : bodies) {
            code.sized(ModuleBytes.content().hex("00").hex(body));
            functions.uint(0);
        }
        byte[] bytes = ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, functions)
                .section(10, code)
                .bytes();
        try {
            return WasmModule.read(bytes);
        } catch (WasmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void what_nothing_outside_reaches_is_not_reachable() {
        assertThat(graph.reachableFromOutside().get(ORPHAN)).isFalse();
        assertThat(graph.reachableFromOutside().get(LOG)).isTrue();
    }

    @Test
    void a_module_without_start_runs_nothing_at_instantiation() {
        assertThat(CallGraph.of(empty()).reachableFromStart().isEmpty()).isTrue();
    }

    @Test
    @Timeout(30)
    void a_chain_of_a_hundred_thousand_calls_is_walked_without_recursion() throws WasmException {
        int length = 100_000;
        ModuleBytes code = ModuleBytes.content().uint(length);
        for (int i = 0; i < length; i++) {
            code.sized(ModuleBytes.content()
                    .hex("00 10")
                    .uint(Math.min(i + 1, length - 1))
                    .hex("0B"));
        }
        Summary chain = WasmModule.read(ModuleBytes.module()
                .section(1, "01 60 00 00")
                .section(3, ModuleBytes.content().uint(length).repeat(length, "00"))
                .section(10, code)
                .bytes());

        assertThat(CallGraph.of(chain).reachable(0).cardinality()).isEqualTo(length);
        assertThat(CallGraph.of(chain).reachable(length - 1).cardinality()).isEqualTo(1);
    }

    private static BitSet of(int... functions) {
        BitSet set = new BitSet();
        for (int function : functions) {
            set.set(function);
        }
        return set;
    }
}
