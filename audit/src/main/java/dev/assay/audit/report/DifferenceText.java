package dev.assay.audit.report;

import dev.assay.audit.comparison.Comparison;
import dev.assay.audit.comparison.Difference;
import dev.assay.audit.comparison.Edits;
import dev.assay.model.Inert;
import java.util.List;

/** What became of a module, for a person at a terminal. Only with colour does it hold escapes, and those are its own alone. */
public final class DifferenceText {
    /** More changed functions are counted, not shown. */
    private static final int MOST_FUNCTIONS = 50;

    private static final int MOST_NAMES = 1_000;
    private static final int LONGEST = 300;
    private static final String RESET = "\u001b[0m";
    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String BOLD = "\u001b[1m";

    private final boolean colour;
    private final StringBuilder out = new StringBuilder();

    private DifferenceText(boolean colour) {
        this.colour = colour;
    }

    public static String render(Difference difference, boolean colour) {
        DifferenceText text = new DifferenceText(colour);
        text.difference(difference);
        return text.out.toString();
    }

    private void difference(Difference difference) {
        Comparison comparison = difference.comparison();
        changes("capabilities", difference.capabilities());
        changes("imports", comparison.imports());
        changes("exports", comparison.exports());
        changes("features", difference.features());
        if (difference.start() != Difference.Start.SAME) {
            line(paint("start function", BOLD));
            boolean added = difference.start() == Difference.Start.ADDED;
            signed(
                    added,
                    added
                            ? "it runs something when it is instantiated"
                            : "it runs nothing any more when it is instantiated");
        }
        line(paint("functions", BOLD));
        line("  " + comparison.unchanged() + " as before, " + difference.changedFunctions() + " changed, "
                + difference.addedFunctions() + " added, "
                + comparison.removed().size() + " removed; "
                + comparison.newShare() + " % of the code is new or changed");
        comparison.removed().stream()
                .limit(MOST_NAMES)
                .forEach(index -> signed(false, Difference.name(difference.older(), index)));
        more(comparison.removed().size() - MOST_NAMES);
        comparison.functions().stream().limit(MOST_FUNCTIONS).forEach(changed -> function(difference, changed));
        more(comparison.functions().size() - MOST_FUNCTIONS);
    }

    private void changes(String title, Comparison.Changes changes) {
        if (changes.added().isEmpty() && changes.removed().isEmpty()) {
            return;
        }
        line(paint(title, BOLD));
        changes.added().stream().limit(MOST_NAMES).forEach(name -> signed(true, name));
        more(changes.added().size() - MOST_NAMES);
        changes.removed().stream().limit(MOST_NAMES).forEach(name -> signed(false, name));
        more(changes.removed().size() - MOST_NAMES);
    }

    private void function(Difference difference, Comparison.Changed changed) {
        boolean added = changed.was() == Comparison.Changed.NONE;
        line("");
        line(paint(
                (added ? "added " : "changed ")
                        + Inert.line(Difference.name(difference.newer(), changed.function()), LONGEST)
                        + " (" + difference.function(changed).operators() + " operators)",
                BOLD));
        List<Edits.Line> edits = difference.edits(changed);
        if (edits.isEmpty()) {
            line("    too long to be shown");
        }
        for (Edits.Line edit : Edits.shown(edits)) {
            String text = Inert.line(edit.text(), LONGEST);
            switch (edit.kind()) {
                case KEPT -> line("      " + text);
                case ADDED -> line(paint("    + " + text, GREEN));
                case REMOVED -> line(paint("    - " + text, RED));
            }
        }
    }

    private void signed(boolean added, String text) {
        line(paint((added ? "  + " : "  - ") + Inert.line(text, LONGEST), added ? GREEN : RED));
    }

    private void more(int count) {
        if (count > 0) {
            line("  and " + count + " more");
        }
    }

    private String paint(String text, String with) {
        return colour ? with + text + RESET : text;
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
