package dev.assay.audit.report;

import dev.assay.audit.Finding;
import dev.assay.wasm.Function;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import dev.assay.wasm.text.Disassembly;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The code around findings, within a budget for the whole module. Data is never shown: a secret may be in it. Not for concurrent use. */
final class Excerpts {
    private static final int LINES_BEFORE = 5;
    private static final int LINES_AFTER = 5;
    private static final int MOST_EXCERPTS = 60;
    private static final int LONGEST_LINE = 160;

    /** Operators that are written to show a few of them. */
    private long budget = 1_000_000;

    private int left = MOST_EXCERPTS;
    private final Optional<Summary> module;

    Excerpts(byte[] bytes) {
        Optional<Summary> read = Optional.empty();
        try {
            read = Optional.of(WasmModule.read(bytes));
        } catch (WasmException e) {
            // What cannot be read has no code to show; the findings say why.
        }
        module = read;
    }

    /** The lines around the place of a finding, the one that it is about marked; empty where it is not about code. */
    String of(Finding finding) {
        Optional<Function> function = module.flatMap(summary -> at(summary, finding.offset()));
        if (function.isEmpty() || left == 0 || function.get().operators() > budget) {
            return "";
        }
        left--;
        budget -= function.get().operators();
        Deque<Disassembly.Line> before = new ArrayDeque<>();
        List<Disassembly.Line> after = new ArrayList<>();
        Disassembly.function(module.get(), function.get(), line -> {
            if (line.offset() <= finding.offset()) {
                before.add(line);
                if (before.size() > LINES_BEFORE + 1) {
                    before.remove();
                }
            } else if (after.size() < LINES_AFTER) {
                after.add(line);
            }
        });
        StringBuilder out = new StringBuilder("<pre class=\"wat\" tabindex=\"0\" aria-label=\"disassembly\">");
        int shown = 0;
        for (Disassembly.Line line : before) {
            shown++;
            out.append(shown == before.size() ? "<mark>" + text(line) + "</mark>\n" : text(line) + "\n");
        }
        after.forEach(line -> out.append(text(line)).append('\n'));
        return out.append("</pre>\n").toString();
    }

    private static String text(Disassembly.Line line) {
        String text = line.toString();
        return Html.text(text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text);
    }

    private static Optional<Function> at(Summary summary, long offset) {
        List<Function> functions = summary.functions();
        int low = 0;
        int high = functions.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Function function = functions.get(middle);
            if (offset < function.offset()) {
                high = middle - 1;
            } else if (offset >= function.offset() + (long) function.size()) {
                low = middle + 1;
            } else {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }
}
