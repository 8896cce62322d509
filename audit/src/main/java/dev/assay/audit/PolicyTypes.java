package dev.assay.audit;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.CelVarDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The types of a policy's variables. They make a misspelt field an error when the policy is read, not a condition that
 * never holds.
 */
final class PolicyTypes implements CelTypeProvider {
    private static final Map<String, CelType> SIMPLE = Map.of(
            "text", SimpleType.STRING,
            "int", SimpleType.INT,
            "double", SimpleType.DOUBLE,
            "bool", SimpleType.BOOL,
            "time", SimpleType.TIMESTAMP);

    /** One struct a line, a struct before those that use it; {@code *} is a list. */
    private static final String STRUCTS = """
            Import: module text, name text, kind text, type text
            Export: name text, kind text, type text
            Module: digest text, size int, profile text, contract text, capabilities text*, features text*, \
            functions int, memory_bytes int, imports Import*, exports Export*
            Finding: rule text, severity double, action text, offset int, function text, message text, waived bool
            Manifest: present bool, name text, version text, license text, source text, contract text, \
            toolchains text*, capabilities text*
            Provenance: present bool, about_module bool, builders text*
            Waiver: rule text, approver text, reason text, expires time
            Advisories: present bool
            """;

    private static final String VARIABLES =
            "module Module, findings Finding*, manifest Manifest, provenance Provenance, waivers Waiver*, "
                    + "advisories Advisories";

    private final ImmutableMap<String, CelType> structs;

    PolicyTypes() {
        Map<String, CelType> known = new LinkedHashMap<>();
        STRUCTS.lines().forEach(line -> {
            String name = line.substring(0, line.indexOf(':'));
            ImmutableMap<String, CelType> fields = fields(line.substring(line.indexOf(':') + 1), known);
            known.put(name, StructType.create(name, fields.keySet(), field -> Optional.ofNullable(fields.get(field))));
        });
        structs = ImmutableMap.copyOf(known);
    }

    List<CelVarDecl> variables() {
        return fields(VARIABLES, structs).entrySet().stream()
                .map(variable -> CelVarDecl.newVarDeclaration(variable.getKey(), variable.getValue()))
                .toList();
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(structs.get(name));
    }

    private static ImmutableMap<String, CelType> fields(String list, Map<String, CelType> structs) {
        ImmutableMap.Builder<String, CelType> fields = ImmutableMap.builder();
        for (String field : list.split(",", -1)) {
            String[] parts = field.strip().split(" ", -1);
            boolean many = parts[1].endsWith("*");
            String name = many ? parts[1].substring(0, parts[1].length() - 1) : parts[1];
            CelType type = SIMPLE.containsKey(name) ? SIMPLE.get(name) : structs.get(name);
            if (type == null) {
                throw new AssertionError("no type " + name);
            }
            fields.put(parts[0], many ? ListType.create(type) : type);
        }
        return fields.buildOrThrow();
    }
}
