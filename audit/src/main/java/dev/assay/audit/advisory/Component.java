package dev.assay.audit.advisory;

/**
 * A part that a module is said to be made of, or a tool that made it.
 *
 * @param coordinates by what advisories about it are found
 * @param name as it is written; show it inert
 * @param version as it is written; empty where it is not said
 */
public record Component(Coordinates coordinates, String name, String version) {}
