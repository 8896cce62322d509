package dev.assay.registry.source;

import dev.assay.model.Version;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentChangedException;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.http.Sink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Several places that serve one registry, none of them trusted. Content is taken from the first that gives exactly what is
 * asked for; one that lacks it, gives something else or does not answer in time is passed over, and told of only if all are. One
 * that was not reached is asked last for a while. Of the index each is asked, by {@link #each}: the newest counts.
 */
public record Sources(List<Source> each) implements Source {
    public static final int MOST = 8;

    public Sources {
        each = each.stream().<Source>map(Watched::of).toList();
    }

    @Override
    public byte[] read(String path, int most) {
        return first(source -> source.read(path, most));
    }

    @Override
    public byte[] read(String path, Blob blob) {
        return first(source -> source.read(path, blob));
    }

    @Override
    public byte[] read(String path, Blob blob, Version version) {
        return first(source -> source.read(path, blob, version));
    }

    @Override
    public void copy(String path, Blob blob, Path file) {
        first(source -> {
            source.copy(path, blob, file);
            return file;
        });
    }

    @Override
    public boolean goesOn() {
        return each.stream().anyMatch(Source::goesOn);
    }

    /** What came from one that then failed is gone on with from the next. */
    @Override
    public void fetch(String path, Blob blob, Optional<Version> version, Sink sink) {
        first(source -> {
            source.fetch(path, blob, version, sink);
            return sink;
        });
    }

    /** Those that are down come last. */
    private List<Source> inOrder() {
        List<Source> last = each.stream().filter(Source::isDown).toList();
        return Stream.concat(each.stream().filter(source -> !last.contains(source)), last.stream())
                .toList();
    }

    private <T> T first(Function<Source, T> reading) {
        List<RegistryException> problems = new ArrayList<>();
        for (Source source : inOrder()) {
            try {
                return reading.apply(source);
            } catch (RegistryException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                problems.add(e);
            }
        }
        throw together(problems);
    }

    /** What all of them lack is missing; what some have, but wrong, is changed; else nobody knows. */
    private static RegistryException together(List<RegistryException> problems) {
        String told = problems.stream()
                .map(problem -> String.valueOf(problem.getMessage()))
                .collect(Collectors.joining("; and "));
        if (problems.stream().allMatch(ContentMissingException.class::isInstance)) {
            return new ContentMissingException(told);
        }
        return problems.stream()
                        .allMatch(p -> p instanceof ContentMissingException || p instanceof ContentChangedException)
                ? new ContentChangedException(told)
                : new RegistryException(told, problems.getLast());
    }

    @Override
    public String toString() {
        return each.stream().map(Source::toString).collect(Collectors.joining(" "));
    }
}
