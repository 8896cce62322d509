package dev.assay.registry.upkeep;

import dev.assay.model.Json;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a {@link Check} found.
 *
 * @param index empty when there is none that can be believed
 * @param files how many that the index reaches were read, with their bytes
 * @param leftovers how many files the index reaches no more, with their bytes: earlier states, and what was cut off
 * @param problems at most 1,000 of them, mended ones too
 * @param all how many there were
 * @param left how many of them there still are
 */
public record Report(Optional<State> index, Sum files, Sum leftovers, List<Problem> problems, long all, long left) {
    /**
     * The index that was found.
     *
     * @param listed how many plugins it lists
     * @param plugins how many of them are here: all, unless this is a mirror of some
     * @param expired whether readers refuse it for its age; what it says is whole all the same
     */
    public record State(
            long number, Instant issued, Instant expires, boolean expired, int listed, int plugins, int releases) {}

    /** So many files of so many bytes together. */
    public record Sum(long files, long bytes) {
        static final Sum NONE = new Sum(0, 0);

        Sum and(long size) {
            return new Sum(files + 1, bytes + size);
        }

        ObjectNode toJson() {
            return Json.object().put("files", files).put("bytes", bytes);
        }
    }

    /** Told with what was mended by a look before it, after which somebody published. */
    Report after(Report before) {
        List<Problem> both = Stream.concat(before.problems().stream().filter(Problem::mended), problems.stream())
                .sorted(Comparator.comparing(Problem::kind).thenComparing(Problem::path))
                .limit(Findings.MOST_TOLD)
                .toList();
        return new Report(index, files, leftovers, both, all + before.all() - before.left(), left);
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.object().put("valid", left == 0);
        index.ifPresent(state -> out.putObject("index")
                .put("number", state.number())
                .put("issued", state.issued().toString())
                .put("expires", state.expires().toString())
                .put("expired", state.expired())
                .put("listed", state.listed())
                .put("plugins", state.plugins())
                .put("releases", state.releases()));
        out.set("files", files.toJson());
        out.set("leftovers", leftovers.toJson());
        ArrayNode list = out.put("problemCount", all).put("problemsLeft", left).putArray("problems");
        problems.forEach(problem -> list.add(problem.toJson()));
        return out;
    }
}
