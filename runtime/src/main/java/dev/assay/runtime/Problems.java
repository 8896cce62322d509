package dev.assay.runtime;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What went wrong last, by where: each is written by one part of the runtime and read by the status. Thread-safe. */
final class Problems {
    /** With the Configuration Service. */
    volatile Optional<String> control = Optional.empty();

    /** With delivering results. */
    volatile Optional<String> delivery = Optional.empty();

    /** With a run, or with keeping its result. */
    volatile Optional<String> run = Optional.empty();

    /** With keeping what the plugins need. */
    volatile Optional<String> cache = Optional.empty();

    /** With one of the loops. */
    volatile Optional<String> loop = Optional.empty();

    List<String> all() {
        return Stream.of(control, delivery, run, cache, loop)
                .flatMap(Optional::stream)
                .toList();
    }
}
