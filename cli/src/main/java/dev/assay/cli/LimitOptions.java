package dev.assay.cli;

import dev.assay.model.Limits;
import dev.assay.model.LimitsReader;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run may use at the most, where that is less than the manifest asks. */
public final class LimitOptions {
    @Option(names = "--memory", paramLabel = "SIZE", description = "Memory, such as 16MiB (default: the manifest's).")
    private @Nullable String memory;

    @Option(names = "--time", paramLabel = "TIME", description = "Time of a run, such as 5s (default: the manifest's).")
    private @Nullable String time;

    @Option(names = "--fuel", paramLabel = "N", description = "Instructions, such as 2e9 (default: the manifest's).")
    private @Nullable String fuel;

    @Option(names = "--output", paramLabel = "SIZE", description = "Output, such as 1MiB (default: the manifest's).")
    private @Nullable String output;

    /** Empty if none is given. Those that are not given narrow nothing. */
    public Optional<Limits> limits() {
        if (Stream.of(memory, time, fuel, output).allMatch(given -> given == null)) {
            return Optional.empty();
        }
        return Optional.of(new Limits(
                given(memory, LimitsReader::size, Limits.MOST.memoryBytes()),
                given(time, LimitsReader::time, Limits.MOST.time()),
                given(fuel, LimitsReader::fuel, Limits.MOST.fuel()),
                given(output, LimitsReader::size, Limits.MOST.outputBytes())));
    }

    private static <T> T given(@Nullable String text, Function<String, T> parser, T otherwise) {
        return text == null ? otherwise : parser.apply(text);
    }
}
