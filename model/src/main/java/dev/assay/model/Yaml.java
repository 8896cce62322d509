package dev.assay.model;

import java.util.List;
import java.util.Map;

/** A YAML document as nodes that know where they stand, line and column from 1. */
sealed interface Yaml {
    int line();

    int column();

    /**
     * A single value.
     *
     * @param plain whether it was written without quotes
     */
    record Scalar(String text, boolean plain, int line, int column) implements Yaml {}

    record Sequence(List<Yaml> elements, int line, int column) implements Yaml {}

    /**
     * Keys and their values, in order.
     *
     * @param keys where each key stands
     */
    record Mapping(Map<String, Yaml> entries, Map<String, Scalar> keys, int line, int column) implements Yaml {}
}
