package dev.assay.model;

/**
 * One thing wrong in a document that a person wrote.
 *
 * @param file the document's name
 * @param line from 1
 * @param column from 1
 * @param problem what is wrong
 * @param fix what to do about it
 */
public record Fault(String file, int line, int column, String problem, String fix) {
    @Override
    public String toString() {
        return Inert.line(file) + ":" + line + ":" + column + ": " + problem + (fix.isEmpty() ? "" : "; " + fix);
    }
}
