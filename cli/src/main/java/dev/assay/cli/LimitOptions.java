package dev.assay.cli;

import dev.assay.model.InvalidValueException;
import dev.assay.model.Limits;
import dev.assay.model.LimitsReader;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a run may use at the most, where that is less than the manifest asks. */
public final class LimitOptions {
    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = Size.class,
            description = "Memory, such as 16MiB (default: the manifest's).")
    private @Nullable Long memory;

    @Option(
            names = "--time",
            paramLabel = "TIME",
            converter = Time.class,
            description = "Time of a run, such as 5s (default: the manifest's).")
    private @Nullable Duration time;

    @Option(
            names = "--fuel",
            paramLabel = "N",
            converter = Fuel.class,
            description = "Instructions, such as 2e9 (default: the manifest's).")
    private @Nullable Long fuel;

    @Option(
            names = "--output",
            paramLabel = "SIZE",
            converter = Size.class,
            description = "Output, such as 1MiB (default: the manifest's).")
    private @Nullable Long output;

    /** Empty if none is given. Those that are not given narrow nothing. */
    public Optional<Limits> limits() {
        if (Stream.of(memory, time, fuel, output).allMatch(given -> given == null)) {
            return Optional.empty();
        }
        return Optional.of(new Limits(
                given(memory, Limits.MOST.memoryBytes()),
                given(time, Limits.MOST.time()),
                given(fuel, Limits.MOST.fuel()),
                given(output, Limits.MOST.outputBytes())));
    }

    private static <T> T given(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }

    private static <T> T convert(Function<String, T> reader, String text) {
        try {
            return reader.apply(text);
        } catch (InvalidValueException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return LimitOptions.convert(LimitsReader::size, text);
        }
    }

    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return LimitOptions.convert(LimitsReader::time, text);
        }
    }

    static final class Fuel implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return LimitOptions.convert(LimitsReader::fuel, text);
        }
    }
}
