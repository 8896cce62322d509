package dev.assay.audit.rule;

import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Findings;
import dev.assay.audit.Specimen;
import dev.assay.model.Inert;
import dev.assay.wasm.Import;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Names of imports that are taken for others. */
final class ImportNames {
    private static final int NEAR = 2;
    private static final String UNSTABLE = "wasi_unstable";

    private ImportNames() {}

    static void confusions(Specimen specimen, Findings findings) {
        boolean first = false;
        boolean unstable = false;
        boolean second = false;
        for (Import wanted : specimen.summary().imports()) {
            first |= wanted.module().equals(WasiPreview1.MODULE);
            unstable |= wanted.module().equals(UNSTABLE);
            second |= wanted.module().startsWith("wasi:");
            confusion(wanted)
                    .ifPresent(what -> findings.add(
                            CapabilityRules.C08,
                            REVIEW,
                            wanted.offset(),
                            "import " + Inert.quote(wanted.module()) + " " + Inert.quote(wanted.name()) + ": " + what));
        }
        if ((first ? 1 : 0) + (unstable ? 1 : 0) + (second ? 1 : 0) > 1) {
            findings.add(
                    CapabilityRules.C08,
                    REVIEW,
                    specimen.summary().imports().getFirst().offset(),
                    "the module imports from more than one preview of WASI");
        }
    }

    private static Optional<String> confusion(Import wanted) {
        String module = wanted.module();
        if (module.equals(WasiPreview1.MODULE) || module.equals(UNSTABLE)) {
            return WasiPreview1.names().contains(wanted.name())
                    ? Optional.empty()
                    : WasiPreview1.names().stream()
                            .filter(name -> isNear(name, wanted.name(), 1))
                            .sorted()
                            .findFirst()
                            .map(name -> "the name is nearly '" + name + "'");
        }
        if (WasiPreview1.names().contains(wanted.name()) && !module.equals("wasi")) {
            return Optional.of("a function of WASI under another module");
        }
        return known().stream()
                .filter(name -> !name.equals(module) && isNear(name, module, NEAR))
                .filter(name -> !isVersion(name, module))
                .findFirst()
                .map(name -> "the module's name is nearly '" + name + "'");
    }

    private static List<String> known() {
        List<String> names = new ArrayList<>(List.of(WasiPreview1.MODULE, UNSTABLE, "assay:host@1"));
        HostContract.DECLARED.stream().sorted().forEach(kind -> names.add("assay:" + kind + "@1"));
        HostContract.AMBIENT.stream().sorted().forEach(kind -> names.add("assay:" + kind + "@1"));
        return names;
    }

    /** Another capability, or another version of one, is what it says: C01 decides about that. */
    private static boolean isVersion(String known, String module) {
        return HostContract.capability(module).isPresent()
                || module.equals("assay:host@1")
                || (known.startsWith("assay:") && module.matches(known.substring(0, known.indexOf('@')) + "@[0-9]+"));
    }

    /** Whether two words are so many insertions, removals or changes apart at most; letters of either case are the same. */
    static boolean isNear(String known, String text, int most) {
        if (Math.abs(known.length() - text.length()) > most || text.length() < 6) {
            return false;
        }
        String a = known.toLowerCase(Locale.ROOT);
        String b = text.toLowerCase(Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()] <= most;
    }
}
