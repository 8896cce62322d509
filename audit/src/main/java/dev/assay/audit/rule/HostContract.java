package dev.assay.audit.rule;

import dev.assay.model.Contract;
import dev.assay.wasm.Import;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the host links for the contract {@code assessment/1}: each import by module, name and type. */
public final class HostContract {
    /** Capabilities that the manifest must declare. */
    public static final Set<String> DECLARED =
            Set.of("exec", "http", "dns", "kubernetes", "tls", "file", "env", "verify");

    /** Bounded services that every plugin may use. */
    static final Set<String> AMBIENT = Set.of("log", "clock", "random");

    private static final String PREFIX = "assay:";
    private static final String VERSION = "@1";
    private static final String CALL = "(func (param i32 i32) (result i32))";
    private static final String TAKE = "(func (param i32 i32))";

    private HostContract() {}

    /** The capability that this import module names in version 1, declared or ambient. */
    static Optional<String> capability(String module) {
        if (!module.startsWith(PREFIX) || !module.endsWith(VERSION)) {
            return Optional.empty();
        }
        String kind = module.substring(PREFIX.length(), module.length() - VERSION.length());
        return DECLARED.contains(kind) || AMBIENT.contains(kind) ? Optional.of(kind) : Optional.empty();
    }

    /** The kinds of capability that the module imports, declared ones and ambient ones. */
    public static SortedSet<String> capabilities(Iterable<Import> imports) {
        TreeSet<String> kinds = new TreeSet<>();
        imports.forEach(i -> capability(i.module()).ifPresent(kinds::add));
        return kinds;
    }

    /** Why the contract does not offer this import; empty where it does. */
    static Optional<String> refusal(Contract contract, Import wanted) {
        if (!contract.equals(Contract.ASSESSMENT_1)) {
            return Optional.of("the contract " + contract + " is not known to this auditor");
        }
        Optional<String> expected = type(wanted.module(), wanted.name());
        if (expected.isEmpty()) {
            return Optional.of("the contract " + contract + " has no such import");
        }
        String actual = wanted.type().toString();
        return expected.get().equals(actual)
                ? Optional.empty()
                : Optional.of("the contract has it as " + expected.get() + ", not " + actual);
    }

    private static Optional<String> type(String module, String name) {
        if (module.equals(WasiPreview1.MODULE)) {
            return WasiPreview1.type(name);
        }
        if (module.equals("assay:host@1")) {
            return name.equals("take") ? Optional.of(TAKE) : Optional.empty();
        }
        return capability(module).filter(kind -> name.equals("call")).map(kind -> CALL);
    }
}
