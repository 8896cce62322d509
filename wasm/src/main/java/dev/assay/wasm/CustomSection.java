package dev.assay.wasm;

/**
 * A section that says something about a module without changing what it does.
 *
 * @param name its name; several sections may have the same
 * @param offset where the section begins, its id byte included
 * @param size bytes of the section, its id byte and length included
 * @param contentOffset where the bytes after the name begin
 * @param contentSize how many there are
 */
public record CustomSection(String name, int offset, int size, int contentOffset, int contentSize) {
    /**
     * Something wrong in a custom section. It never makes a module invalid, and is worth a look.
     *
     * @param offset where, in bytes from the start of the module
     * @param message what
     */
    public record Problem(int offset, String message) {}
}
