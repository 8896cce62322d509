package dev.assay.audit.report;

import dev.assay.audit.comparison.Comparison;
import dev.assay.audit.comparison.Difference;
import dev.assay.audit.comparison.Edits;
import dev.assay.wasm.WasmException;
import java.util.List;
import java.util.stream.Stream;

/** What a version changed against the one before, as a part of the page. */
final class DifferenceHtml {
    private static final int MOST_FUNCTIONS = 30;
    private static final int MOST_NAMES = 200;
    private static final int LONGEST_LINE = 160;

    private DifferenceHtml() {}

    static String render(byte[] older, byte[] newer) {
        try {
            return render(Difference.of(older, newer));
        } catch (WasmException e) {
            return "<p>The two versions cannot be compared: one of them cannot be read. " + Html.text(e.reason())
                    + "</p>\n";
        }
    }

    private static String render(Difference difference) {
        StringBuilder out = new StringBuilder();
        Comparison comparison = difference.comparison();
        out.append("<ul class=\"chips\">");
        difference.capabilities().added().forEach(kind -> chip(out, "plus", "+ ", kind, "added"));
        difference.capabilities().removed().forEach(kind -> chip(out, "minus", "− ", kind, "removed"));
        difference.kept().forEach(kind -> chip(out, "", "", kind, "as before"));
        out.append("</ul>\n<p>")
                .append(
                        difference.capabilities().added().isEmpty()
                                ? "It asks for no kind of capability that it did not ask for before. "
                                : "<strong>It asks for more than before.</strong> ")
                .append(
                        switch (difference.start()) {
                            case SAME -> "";
                            case ADDED -> "<strong>It now runs something when it is instantiated.</strong> ";
                            case REMOVED -> "It no longer runs anything when it is instantiated. ";
                        })
                .append(Html.count(comparison.unchanged(), "function"))
                .append(" as before, ")
                .append(Html.number(difference.changedFunctions()))
                .append(" changed, ")
                .append(Html.number(difference.addedFunctions()))
                .append(" new, ")
                .append(Html.number(comparison.removed().size()))
                .append(" removed: ")
                .append(comparison.newShare())
                .append("&nbsp;% of the code is new or changed.</p>\n");
        names(out, "Imports", comparison.imports());
        names(out, "Exports", comparison.exports());
        names(out, "WebAssembly features", difference.features());
        comparison.functions().stream().limit(MOST_FUNCTIONS).forEach(changed -> function(out, difference, changed));
        int more = comparison.functions().size() - MOST_FUNCTIONS;
        if (more > 0) {
            out.append("<p class=\"quiet\">and ")
                    .append(Html.count(more, "more function"))
                    .append(", which <code>assay diff</code> tells</p>\n");
        }
        return out.toString();
    }

    private static void chip(StringBuilder out, String kind, String sign, String text, String says) {
        out.append("<li class=\"chip ")
                .append(kind)
                .append("\">")
                .append(sign)
                .append(Html.text(text))
                .append(" <span class=\"unseen\">")
                .append(says)
                .append("</span></li>");
    }

    private static void names(StringBuilder out, String title, Comparison.Changes changes) {
        if (changes.added().isEmpty() && changes.removed().isEmpty()) {
            return;
        }
        out.append("<h4>")
                .append(title)
                .append("</h4>\n<pre class=\"wat\" tabindex=\"0\" aria-label=\"")
                .append(title)
                .append("\">");
        changes.added().stream().limit(MOST_NAMES).forEach(name -> line(out, "ins", "+ ", name));
        changes.removed().stream().limit(MOST_NAMES).forEach(name -> line(out, "del", "- ", name));
        long more = Stream.of(changes.added(), changes.removed())
                .mapToLong(names -> Math.max(0, names.size() - MOST_NAMES))
                .sum();
        out.append(more == 0 ? "" : "and " + more + " more\n").append("</pre>\n");
    }

    private static void line(StringBuilder out, String tag, String sign, String text) {
        String shown = text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text;
        out.append('<')
                .append(tag)
                .append('>')
                .append(sign)
                .append(Html.text(shown))
                .append("</")
                .append(tag);
        out.append(">\n");
    }

    private static void function(StringBuilder out, Difference difference, Comparison.Changed changed) {
        boolean isNew = changed.was() == Comparison.Changed.NONE;
        String name = difference.newer().functionName(changed.function()).orElse("function " + changed.function());
        List<Edits.Line> edits = difference.edits(changed);
        out.append("<details class=\"change\"><summary><span class=\"chip ")
                .append(isNew ? "plus\">new" : "\">changed")
                .append("</span> ")
                .append(Html.code(name))
                .append(" <span class=\"quiet\">")
                .append(Html.count(difference.function(changed).operators(), "operator"))
                .append("</span></summary>\n");
        if (edits.isEmpty()) {
            out.append("<p class=\"quiet\">It is too long to be shown here.</p>");
        } else {
            out.append("<pre class=\"wat\" tabindex=\"0\" aria-label=\"what changed\">");
            for (Edits.Line line : Edits.shown(edits)) {
                switch (line.kind()) {
                    case ADDED -> line(out, "ins", "+ ", line.text());
                    case REMOVED -> line(out, "del", "- ", line.text());
                    case KEPT -> line(out, "span", "  ", line.text());
                }
            }
            out.append("</pre>");
        }
        out.append("</details>\n");
    }
}
