package dev.assay.github.lint;

import dev.assay.model.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** A file of workflow YAML: as a document, and as lines, because a comment says which version a commit is. */
record Source(String file, Document yaml, List<String> lines) {
    static Source read(String file, byte[] bytes) {
        return new Source(
                file,
                Document.read(bytes, file),
                new String(bytes, StandardCharsets.UTF_8).lines().toList());
    }

    /** The line with this number, from 1. */
    String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }

    List<Step> steps(Document holder) {
        return holder.mappings("steps").stream()
                .map(step -> new Step(this, step))
                .toList();
    }

    /** Every key and value of a mapping, as JSON. */
    static String text(Document yaml) {
        return yaml.keys().stream()
                .map(key -> key + ": " + yaml.json(key).map(Object::toString).orElse(""))
                .collect(Collectors.joining("\n"));
    }
}
