package dev.assay.audit.comparison;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What was done to some lines of text to make others of them: the fewest lines, where that is found within bounds. */
public final class Edits {
    /** More cells of the table are not filled: then the middle is given as removed and added as a whole. */
    private static final int MOST_CELLS = 1_000_000;

    private static final int AROUND = 3;
    private static final int MOST_SHOWN = 300;

    private Edits() {}

    /** One line, and whether it stayed. */
    public record Line(Kind kind, String text) {}

    /** What became of a line. */
    public enum Kind {
        KEPT,
        REMOVED,
        ADDED
    }

    /** Lines that both begin or end with cost nothing; between them time and memory are their product, within a bound. */
    public static List<Line> of(List<String> before, List<String> after) {
        int start = 0;
        int least = Math.min(before.size(), after.size());
        while (start < least && before.get(start).equals(after.get(start))) {
            start++;
        }
        int end = 0;
        while (end < least - start && before.get(before.size() - 1 - end).equals(after.get(after.size() - 1 - end))) {
            end++;
        }
        List<Line> lines = new ArrayList<>();
        before.subList(0, start).forEach(text -> lines.add(new Line(Kind.KEPT, text)));
        middle(before.subList(start, before.size() - end), after.subList(start, after.size() - end), lines);
        before.subList(before.size() - end, before.size()).forEach(text -> lines.add(new Line(Kind.KEPT, text)));
        return lines;
    }

    /** What differs with three lines around it; a line says how many are left out, where they stayed and where there are too many. */
    public static List<Line> shown(List<Line> lines) {
        BitSet near = new BitSet();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).kind() != Kind.KEPT) {
                near.set(Math.max(0, i - AROUND), i + AROUND + 1);
            }
        }
        List<Line> shown = new ArrayList<>();
        int i = 0;
        while (i < lines.size()) {
            int next = shown.size() < MOST_SHOWN ? near.nextSetBit(i) : -1;
            int end = next < 0 || next > lines.size() ? lines.size() : next;
            if (end > i) {
                String same = near.nextSetBit(i) < 0 || near.nextSetBit(i) >= end ? " lines as before" : " more lines";
                shown.add(new Line(Kind.KEPT, "… " + (end - i) + same));
                i = end;
            } else {
                shown.add(lines.get(i++));
            }
        }
        return shown;
    }

    private static void middle(List<String> before, List<String> after, List<Line> lines) {
        int i = 0;
        int j = 0;
        if ((long) (before.size() + 1) * (after.size() + 1) <= MOST_CELLS) {
            int[][] common = common(before, after);
            while (i < before.size() && j < after.size()) {
                if (before.get(i).equals(after.get(j))) {
                    lines.add(new Line(Kind.KEPT, before.get(i++)));
                    j++;
                } else if (common[i + 1][j] >= common[i][j + 1]) {
                    lines.add(new Line(Kind.REMOVED, before.get(i++)));
                } else {
                    lines.add(new Line(Kind.ADDED, after.get(j++)));
                }
            }
        }
        before.subList(i, before.size()).forEach(text -> lines.add(new Line(Kind.REMOVED, text)));
        after.subList(j, after.size()).forEach(text -> lines.add(new Line(Kind.ADDED, text)));
    }

    /** The length of the longest common subsequence of what is left of each. */
    private static int[][] common(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] = before.get(i).equals(after.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }
}
