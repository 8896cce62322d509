package dev.assay.audit.advisory;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What an SBOM lists: a CycloneDX document (ECMA-424), whoever wrote it. Fields that have no say in what a part is are not looked at.
 * Immutable.
 *
 * @param libraries parts with a package URL of a type that advisories know
 * @param toolchains what is said to have made the module
 * @param unreadable how many parts have a package URL that is none
 */
public record BillOfMaterials(List<Component> libraries, List<Component> toolchains, int unreadable) {
    /** Larger documents are not read. */
    public static final int MOST_BYTES = 8 << 20;

    private static final int MOST_COMPONENTS = 20_000;
    private static final int MOST_FORMULAS = 100;
    private static final int MOST_TEXT = 300;
    private static final Pattern VERSIONS = Pattern.compile("1\\.[0-9]{1,2}");

    /** What the builder calls a toolchain, and what that writes into {@code producers}. */
    private static final Map<String, String> COMPILERS = Map.of("rust", "rustc", "go", "Go cmd/compile");

    public BillOfMaterials {
        libraries = List.copyOf(libraries);
        toolchains = List.copyOf(toolchains);
    }

    /**
     * Reads what {@link dev.assay.model.Json} read, which bounds its depth.
     *
     * @throws InvalidValueException that names the field
     */
    public static BillOfMaterials read(JsonNode document) {
        Fields fields = Fields.of(document, "SBOM");
        if (!fields.text("bomFormat").equals("CycloneDX")) {
            throw new InvalidValueException("SBOM.bomFormat", fields.text("bomFormat"), "'CycloneDX'");
        }
        fields.value("specVersion", text -> {
            if (!VERSIONS.matcher(text).matches()) {
                throw new InvalidValueException("version", text, "1.x");
            }
            return text;
        });
        Reading reading = new Reading();
        reading.parts(fields);
        for (Fields formula : fields.objects("formulation", MOST_FORMULAS)) {
            reading.tools(formula);
        }
        return new BillOfMaterials(reading.libraries, reading.toolchains, reading.unreadable);
    }

    /** Counts all that there is, at whatever depth. */
    private static final class Reading {
        private final List<Component> libraries = new ArrayList<>();
        private final List<Component> toolchains = new ArrayList<>();
        private int count;
        private int unreadable;

        void parts(Fields within) {
            for (Fields one : components(within)) {
                String version = Texts.optional(one, "version", MOST_TEXT).orElse("");
                Texts.optional(one, "purl", Integer.MAX_VALUE).ifPresent(purl -> part(purl, version));
                parts(one);
            }
        }

        private void part(String purl, String version) {
            try {
                PackageUrl.read(purl, version).ifPresent(libraries::add);
            } catch (InvalidValueException e) {
                unreadable++;
            }
        }

        /** Of what made the module only the tools themselves have a name that advisories know, not their files. */
        void tools(Fields formula) {
            for (Fields one : components(formula)) {
                String name = Texts.required(one, "name", MOST_TEXT);
                String version = Texts.optional(one, "version", MOST_TEXT).orElse("");
                toolchains.add(new Component(
                        new Coordinates(Coordinates.TOOLCHAIN, COMPILERS.getOrDefault(name, name)), name, version));
            }
        }

        private List<Fields> components(Fields within) {
            List<Fields> all = within.objects("components", MOST_COMPONENTS);
            count += all.size();
            if (count > MOST_COMPONENTS) {
                throw new InvalidValueException("SBOM", "it lists more than " + MOST_COMPONENTS + " components");
            }
            return all;
        }
    }
}
