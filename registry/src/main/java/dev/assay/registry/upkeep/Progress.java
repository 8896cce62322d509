package dev.assay.registry.upkeep;

/** Is told how far a long work has come. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (_, _, _) -> {};

    /**
     * Tells it.
     *
     * @param plugins how many are done, of all
     * @param files how many were looked at
     */
    void at(int plugins, int all, long files);
}
