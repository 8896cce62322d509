package dev.assay.audit.report;

import dev.assay.audit.Finding;
import dev.assay.wasm.CustomSection;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A picture of a module: its sections to scale, how surprising its bytes are along the way, and where the findings are. Drawn from the bytes
 * alone, in time linear in them.
 */
final class Anatomy {
    private static final double WIDTH = 1_000;
    private static final int COLUMNS = 200;
    /** Fewer bytes say little about how surprising they are. */
    private static final int LEAST_WINDOW = 256;

    private static final int MOST_ROWS = 40;
    private static final int MOST_MARKS = 300;
    private static final double ENTROPY_TOP = 92;
    private static final double ENTROPY_HEIGHT = 72;

    private final byte[] module;
    private final List<Piece> pieces = new ArrayList<>();

    private record Piece(String name, String kind, boolean custom, int from, int to) {}

    private Anatomy(byte[] module) {
        this.module = module;
    }

    /** The picture, and the same as a table; findings are linked by their place in the list. */
    static String of(byte[] module, List<Finding> findings, String anchor) {
        Anatomy anatomy = new Anatomy(module);
        try {
            anatomy.cut(WasmModule.read(module));
        } catch (WasmException e) {
            anatomy.pieces.add(new Piece("not readable", "rest", false, 0, module.length));
        }
        return module.length == 0 ? "" : anatomy.picture(findings, anchor) + anatomy.table();
    }

    private void cut(Summary summary) {
        Map<Integer, CustomSection> customs = new HashMap<>();
        summary.customSections().forEach(section -> customs.put(section.offset(), section));
        for (Summary.Part part : summary.sections()) {
            CustomSection custom = customs.get(part.offset());
            String name = custom == null ? name(part.id()) : custom.name();
            String kind = switch (part.id()) {
                case 0 -> "custom";
                case 10 -> "code";
                case 11 -> "data";
                case 2, 7, 8 -> "border";
                default -> "rest";
            };
            pieces.add(new Piece(name, kind, custom != null, part.offset(), part.contentOffset() + part.contentSize()));
        }
    }

    private static String name(int id) {
        return switch (id) {
            case 0 -> "custom";
            case 1 -> "types";
            case 2 -> "imports";
            case 3 -> "functions";
            case 4 -> "tables";
            case 5 -> "memories";
            case 6 -> "globals";
            case 7 -> "exports";
            case 8 -> "start";
            case 9 -> "elements";
            case 10 -> "code";
            case 11 -> "data";
            case 12 -> "data count";
            case 13 -> "tags";
            default -> "section " + id;
        };
    }

    private String picture(List<Finding> findings, String anchor) {
        StringBuilder svg = new StringBuilder();
        svg.append("<figure class=\"anatomy\"><svg viewBox=\"0 0 1000 186\" role=\"img\" aria-label=\"")
                .append(Html.count(pieces.size(), "section"))
                .append(" to scale, with the entropy of the bytes below; the table that follows says the same\">\n");
        for (Piece piece : pieces) {
            double from = x(piece.from());
            double width = Math.max(0.8, x(piece.to()) - from);
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"s-%s\" x=\"%.1f\" y=\"26\" width=\"%.1f\" height=\"44\"><title>%s, %s</title></rect>\n",
                    piece.kind(),
                    from,
                    Math.max(0.6, width - 0.8),
                    Html.text(piece.name()),
                    Html.count(piece.to() - piece.from(), "byte")));
            // The module's own names stand in the table, where they have room.
            if (!piece.custom() && width > 70) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<text class=\"s-label\" x=\"%.1f\" y=\"53\">%s</text>\n",
                        from + width / 2,
                        Html.text(piece.name())));
            }
        }
        entropy(svg);
        marks(svg, findings, anchor);
        svg.append("</svg>\n<figcaption><span class=\"key s-code\">code</span> <span class=\"key s-data\">data</span> ")
                .append("<span class=\"key s-border\">imports, exports, start</span> ")
                .append("<span class=\"key s-custom\">custom</span> <span class=\"key s-rest\">other</span>")
                .append(
                        " <span class=\"quiet\">▼ findings. Below: bits of entropy a byte; compressed or encrypted bytes")
                .append(" come close to 8.</span></figcaption></figure>\n");
        return svg.toString();
    }

    private double x(long offset) {
        return WIDTH * offset / module.length;
    }

    private void entropy(StringBuilder svg) {
        StringBuilder line = new StringBuilder();
        int columns = Math.min(COLUMNS, Math.max(1, module.length / 16));
        for (int i = 0; i < columns; i++) {
            long from = (long) module.length * i / columns;
            long to = (long) module.length * (i + 1) / columns;
            long middle = (from + to) / 2;
            long half = Math.max(LEAST_WINDOW, to - from) / 2;
            double bits = entropy((int) Math.max(0, middle - half), (int) Math.min(module.length, middle + half));
            double y = ENTROPY_TOP + ENTROPY_HEIGHT * (1 - bits / 8);
            line.append(String.format(Locale.ROOT, " L%.1f %.1f", x(middle), y));
        }
        String bottom = String.format(Locale.ROOT, "%.1f", ENTROPY_TOP + ENTROPY_HEIGHT);
        String points = line.substring(2);
        String first = points.substring(points.indexOf(' ') + 1).split(" ", 2)[0];
        String last = points.substring(points.lastIndexOf(' ') + 1);
        for (int bits = 0; bits <= 8; bits += 4) {
            double y = ENTROPY_TOP + ENTROPY_HEIGHT * (1 - bits / 8.0);
            svg.append(String.format(
                    Locale.ROOT,
                    "<path class=\"grid\" d=\"M0 %.1f H1000\"/><text x=\"2\" y=\"%.1f\">%d</text>\n",
                    y,
                    y - 3,
                    bits));
        }
        String curve = first + " L" + points + " L1000 " + last;
        svg.append("<path class=\"entropy\" d=\"M0 ")
                .append(bottom)
                .append(" L0 ")
                .append(curve);
        svg.append(" L1000 ").append(bottom).append(" Z\"/>\n");
        svg.append("<path class=\"entropy-line\" d=\"M0 ").append(curve).append("\"/>\n");
        svg.append("<text x=\"2\" y=\"182\">byte 0</text><text class=\"end\" x=\"998\" y=\"182\">")
                .append(Html.number(module.length))
                .append("</text>\n");
    }

    private void marks(StringBuilder svg, List<Finding> findings, String anchor) {
        // the mildest first, so that the worst lie on top
        for (int i = Math.min(findings.size(), MOST_MARKS) - 1; i >= 0; i--) {
            Finding finding = findings.get(i);
            if (finding.offset() >= 0 && finding.offset() <= module.length) {
                double x = Math.clamp(x(finding.offset()), 6, WIDTH - 6);
                svg.append(String.format(
                        Locale.ROOT,
                        "<a href=\"#%s%d\" tabindex=\"-1\"><path class=\"m-%s\" d=\"M%.1f 22 l-6 -13 h12 Z\">"
                                + "<title>%s at byte %d</title></path></a>\n",
                        anchor,
                        i + 1,
                        finding.action().id(),
                        x,
                        finding.rule().id(),
                        finding.offset()));
            }
        }
    }

    private String table() {
        StringBuilder out = new StringBuilder();
        out.append("<details><summary>")
                .append(Html.count(pieces.size(), "section"))
                .append("</summary><div class=\"scroll\"><table><thead><tr><th scope=\"col\">section</th>")
                .append("<th scope=\"col\" class=\"n\">at byte</th><th scope=\"col\" class=\"n\">bytes</th>")
                .append(
                        "<th scope=\"col\" class=\"n\">share</th><th scope=\"col\" class=\"n\">entropy</th></tr></thead><tbody>\n");
        for (Piece piece : pieces.subList(0, Math.min(MOST_ROWS, pieces.size()))) {
            int size = piece.to() - piece.from();
            out.append("<tr><td><span class=\"key s-")
                    .append(piece.kind())
                    .append("\"></span>")
                    .append(piece.custom() ? "custom " + Html.code(piece.name()) : Html.text(piece.name()))
                    .append(String.format(
                            Locale.ROOT,
                            "</td><td class=\"n\">%,d</td><td class=\"n\">%,d</td><td class=\"n\">%.1f %%</td><td class=\"n\">%.2f</td></tr>\n",
                            piece.from(),
                            size,
                            100.0 * size / module.length,
                            entropy(piece.from(), piece.to())));
        }
        out.append("</tbody></table></div>");
        if (pieces.size() > MOST_ROWS) {
            out.append("<p class=\"quiet\">and ")
                    .append(pieces.size() - MOST_ROWS)
                    .append(" more</p>");
        }
        return out.append("</details>\n").toString();
    }

    private double entropy(int from, int to) {
        int[] counts = new int[256];
        for (int i = from; i < to; i++) {
            counts[module[i] & 0xFF]++;
        }
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / (to - from);
                bits -= share * Math.log(share) / Math.log(2);
            }
        }
        return Math.max(0, bits);
    }
}
