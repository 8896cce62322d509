package dev.assay.build;

import dev.assay.model.Inert;
import java.util.List;
import java.util.stream.Collectors;

/** What to show of a compiler's output: the first error and what follows it, or the last lines where no line says so. */
final class Excerpt {
    static final int MOST_LINES = 40;
    static final int MOST_COLUMNS = 200;

    private Excerpt() {}

    static String of(String output) {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        int from = Math.max(0, lines.size() - MOST_LINES);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains("error")) {
                from = i;
                break;
            }
        }
        return lines.stream()
                .skip(from)
                .limit(MOST_LINES)
                .map(line -> "  | " + line(line))
                .collect(Collectors.joining("\n"));
    }

    /** One line as it may be shown: no terminal sequence survives. */
    static String line(String line) {
        return Inert.line(line.replace("\t", "    "), MOST_COLUMNS);
    }
}
