package dev.assay.wasm.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

/** Says whether a refusal's reason is the one that the suite gives. Immutable, safe for concurrent use. */
public final class ReasonTable {
    /** How a reason of ours stands to one of the suite's. */
    public enum Match {
        /** They say the same. */
        SAME,
        /** Ours is a known one, and another. */
        OTHER,
        /** Ours begins with no wording that the table or the suite knows. */
        UNMAPPED
    }

    private final Properties wordings = new Properties();
    private final List<String> known;

    /** @param reasons every reason that the suite gives anywhere */
    public ReasonTable(Collection<String> reasons) {
        try (InputStream in = Objects.requireNonNull(ReasonTable.class.getResourceAsStream("reasons.properties"))) {
            wordings.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the table of reasons cannot be read", e);
        }
        List<String> all = new ArrayList<>(reasons);
        wordings.stringPropertyNames().forEach(reason -> all.addAll(others(reason)));
        known = List.copyOf(all);
    }

    /** Compares the suite's reason with that of a {@link dev.assay.wasm.WasmException}. */
    public Match match(String suites, String ours) {
        if (ours.startsWith(suites) || others(suites).stream().anyMatch(ours::startsWith)) {
            return Match.SAME;
        }
        return known.stream().anyMatch(ours::startsWith) ? Match.OTHER : Match.UNMAPPED;
    }

    /** Beginnings of our wordings that say the same as a reason of the suite. */
    private List<String> others(String reason) {
        String others = wordings.getProperty(reason);
        return others == null ? List.of() : List.of(others.split(" *\\| *", -1));
    }
}
