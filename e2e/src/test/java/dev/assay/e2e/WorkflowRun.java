package dev.assay.e2e;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * What one run of a workflow left.
 *
 * @param record as the runner prints it: the conclusion, each job and each step
 * @param log everything that the steps printed
 */
record WorkflowRun(long id, JsonNode record, String log) {
    String conclusion() {
        return record.path("conclusion").asString();
    }

    /** Each job, rows of a matrix apart, as {@code judge: success}. */
    List<String> jobs() {
        return stream(record.path("jobs"))
                .map(job ->
                        job.path("id").asString() + ": " + job.path("result").asString())
                .toList();
    }

    /** The token's scopes of a job, as {@code contents: read}, without that for metadata, which each has. */
    List<String> permissions(String job) {
        return stream(record.path("jobs"))
                .filter(one -> one.path("id").asString().equals(job))
                .flatMap(one -> one.path("permissions").properties().stream())
                .map(scope -> scope.getKey() + ": " + scope.getValue().asString())
                .filter(scope -> !scope.startsWith("metadata"))
                .distinct()
                .sorted()
                .collect(Collectors.toList());
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode nodes) {
        return StreamSupport.stream(nodes.spliterator(), false);
    }
}
