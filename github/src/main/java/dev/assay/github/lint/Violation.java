package dev.assay.github.lint;

/**
 * A place where a workflow does not hold to a rule.
 *
 * @param file relative to the repository's root
 * @param line of the file, from 1
 * @param what the job, action or scope that it is about; text of the file, not yet made inert
 */
public record Violation(Rule rule, String file, int line, String what) implements Comparable<Violation> {
    @Override
    public int compareTo(Violation other) {
        int byFile = file.compareTo(other.file);
        int byLine = byFile != 0 ? byFile : Integer.compare(line, other.line);
        return byLine != 0 ? byLine : rule.compareTo(other.rule);
    }
}
