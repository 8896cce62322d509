package dev.assay.sandbox;

import dev.assay.model.Effective;
import dev.assay.model.Inert;
import dev.assay.sandbox.worker.Binding;
import dev.assay.sandbox.worker.CapabilityImports;
import dev.assay.sandbox.worker.Wasi;
import dev.assay.wasm.ExternType;
import dev.assay.wasm.Import;
import dev.assay.wasm.Layer;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What is decided about a module before a worker sees it: how it is called and what is linked, or why it is refused. */
sealed interface Linking {
    /** Imports that every plugin may have. */
    Set<String> AMBIENT = Set.of("log", "clock", "random");

    ExternType CALL = new ExternType.Func(List.of("i32", "i32"), List.of("i32"));
    ExternType TAKE = new ExternType.Func(List.of("i32", "i32"), List.of());

    /** {@code links}: the import modules to link, and no other. */
    record Linked(Binding binding, List<String> links) implements Linking {}

    record Refused(String reason) implements Linking {}

    static Linking of(byte[] module, Operation operation, Effective effective, long memoryBytes) {
        try {
            return of(WasmModule.read(module), operation, effective, memoryBytes);
        } catch (WasmException e) {
            return new Refused("it is no WebAssembly module that can be run: " + e.getMessage());
        }
    }

    static Linking of(Summary summary, Operation operation, Effective effective, long memoryBytes) {
        Binding binding = isReactor(summary) ? Binding.REACTOR : Binding.COMMAND;
        List<String> faults = new ArrayList<>();
        checkForm(summary, faults);
        checkMemory(summary, memoryBytes, faults);
        summary.imports().forEach(wanted -> checkImport(wanted, effective, faults));
        if (binding == Binding.REACTOR) {
            checkReactor(summary, operation, faults);
        } else {
            checkExport(summary, "_start", List.of(), List.of(), faults);
        }
        return faults.isEmpty()
                ? new Linked(
                        binding,
                        summary.imports().stream()
                                .map(Import::module)
                                .distinct()
                                .toList())
                : new Refused(String.join("; ", faults));
    }

    private static boolean isReactor(Summary summary) {
        return summary.exports().stream().anyMatch(export -> export.name().startsWith("assay_"));
    }

    private static void checkForm(Summary summary, List<String> faults) {
        if (summary.layer() != Layer.CORE_MODULE) {
            faults.add("it is an object file for a linker, not a finished module");
        }
        summary.trailing().ifPresent(at -> faults.add("it has bytes that belong to no section, from byte " + at));
        SortedSet<String> unknown = new TreeSet<>(summary.features());
        unknown.removeAll(Sandbox.FEATURES);
        if (!unknown.isEmpty()) {
            faults.add("it needs what this engine does not have: " + String.join(", ", unknown));
        }
    }

    private static void checkMemory(Summary summary, long memoryBytes, List<String> faults) {
        boolean plain = summary.memories().size() == 1
                && summary.export("memory")
                        .filter(e -> e.type() instanceof ExternType.Memory)
                        .isPresent()
                && !summary.memories().getFirst().shared()
                && !summary.memories().getFirst().limits().wide();
        if (!plain) {
            faults.add("it must have one memory, 32-bit, unshared and exported as 'memory'");
            return;
        }
        long initial = summary.memories().getFirst().initialBytes();
        if (initial > memoryBytes) {
            faults.add("it starts with " + initial + " bytes of memory, and its limit is " + memoryBytes);
        }
    }

    private static void checkImport(Import wanted, Effective effective, List<String> faults) {
        String what = Inert.line(wanted.module() + " " + wanted.name(), 120);
        if (!wanted.type().kind().equals("func")) {
            faults.add("it imports the " + wanted.type().kind() + " " + what + "; only functions are linked");
            return;
        }
        Optional<String> capability = CapabilityImports.capability(wanted.module());
        if (wanted.module().equals(Wasi.MODULE)) {
            return; // the engine compares its functions with the preview's types when it links
        }
        boolean take =
                wanted.module().equals(CapabilityImports.HOST) && wanted.name().equals("take");
        boolean call = capability.isPresent() && wanted.name().equals("call");
        if (!take && !call) {
            faults.add("it imports " + what + ", which this host does not have");
        } else if (!wanted.type().equals(take ? TAKE : CALL)) {
            faults.add("it imports " + what + " as " + wanted.type() + " and not as " + (take ? TAKE : CALL));
        } else if (call && !isAllowed(capability.get(), effective)) {
            faults.add("it imports " + what + ", which manifest, grant and host file do not all allow");
        }
    }

    private static boolean isAllowed(String capability, Effective effective) {
        return AMBIENT.contains(capability)
                || (Sandbox.CAPABILITIES.contains(capability) && effective.allowsKind(capability));
    }

    private static void checkReactor(Summary summary, Operation operation, List<String> faults) {
        if (operation == Operation.DESCRIBE) {
            checkExport(summary, operation.export(), List.of(), List.of("i64"), faults);
        } else {
            checkExport(summary, "assay_alloc", List.of("i32"), List.of("i32"), faults);
            checkExport(summary, operation.export(), List.of("i32", "i32"), List.of("i64"), faults);
        }
        for (String once : List.of("_initialize", "_start")) {
            if (summary.export(once).isPresent()) {
                checkExport(summary, once, List.of(), List.of(), faults);
            }
        }
    }

    private static void checkExport(
            Summary summary, String name, List<String> params, List<String> results, List<String> faults) {
        ExternType wanted = new ExternType.Func(params, results);
        if (summary.export(name).filter(export -> export.type().equals(wanted)).isEmpty()) {
            faults.add("it does not export " + name + " as " + wanted);
        }
    }
}
