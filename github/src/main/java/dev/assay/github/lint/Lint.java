package dev.assay.github.lint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Checks the workflows of a repository, and the composite actions beneath {@code .github/actions}, against every {@link
 * Rule}. Reads files only. What a workflow is started by decides what it may do, so an expression that cannot be judged
 * counts as the worse. Files that are no workflow YAML, or use anchors, are a {@link
 * dev.assay.model.FaultyDocumentException}; what cannot be read is an {@link UncheckedIOException}.
 */
public final class Lint {
    private static final int LARGEST = 256 << 10;
    private static final int MOST_FILES = 1000;

    private Lint() {}

    /** Every violation, in the order of file and line; none if all is well. */
    public static List<Violation> check(Path repository) {
        try {
            return new Lint().all(repository);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Violation> all(Path repository) throws IOException {
        Violations violations = new Violations();
        Map<String, LocalAction> actions = new TreeMap<>();
        for (Source source : sources(repository, ".github/actions", 8)) {
            LocalAction action = LocalAction.of(source);
            int end = source.file().lastIndexOf('/');
            actions.put("./" + source.file().substring(0, end), action);
            action.steps().forEach(step -> StepRules.check(step, violations));
            CacheRules.check(action, violations);
        }
        List<Source> sources = sources(repository, ".github/workflows", 1);
        if (sources.isEmpty()) {
            throw new NoSuchFileException(
                    repository.resolve(".github/workflows").toString());
        }
        for (Source source : sources) {
            Workflow workflow = Workflow.of(source);
            WorkflowRules.check(workflow, violations);
            CacheRules.check(workflow, actions, violations);
            for (Job job : workflow.jobs()) {
                JobRules.check(workflow, job, violations);
                job.steps().forEach(step -> StepRules.check(step, violations));
            }
            source.yaml().finish();
        }
        for (LocalAction action : actions.values()) {
            action.yaml().finish();
        }
        return violations.all();
    }

    private static List<Source> sources(Path repository, String folder, int depth) throws IOException {
        Path root = repository.resolve(folder);
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        List<Source> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root, depth)) {
            for (Path file :
                    files.filter(Lint::isYaml).sorted().limit(MOST_FILES).toList()) {
                try (var in = Files.newInputStream(file)) {
                    String name = repository.relativize(file).toString();
                    sources.add(Source.read(name, in.readNBytes(LARGEST + 1)));
                }
            }
        }
        return sources;
    }

    private static boolean isYaml(Path file) {
        return Files.isRegularFile(file) && file.toString().matches(".*\\.ya?ml");
    }
}
