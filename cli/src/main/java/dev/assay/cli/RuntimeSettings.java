package dev.assay.cli;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.Version;
import dev.assay.registry.Source;
import dev.assay.registry.http.Watcher;
import dev.assay.runtime.AssessmentRuntime;
import dev.assay.runtime.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** What a runtime was enrolled with, kept in its directory so that later commands need only name that. */
record RuntimeSettings(String registry, Path trust, Path host, Duration grace, long cache) {
    private static final String FILE = "settings.json";
    private static final String NOUN = "assay.runtime-settings";
    private static final int FORMAT = 1;

    RuntimeSettings {
        String first = Source.several(registry).getFirst();
        if (!Source.isRemote(first)) {
            registry = Path.of(first).toAbsolutePath() + registry.strip().substring(first.length());
        }
        trust = trust.toAbsolutePath();
        host = host.toAbsolutePath();
    }

    void write(Path data) {
        ObjectNode out = Json.document(NOUN, FORMAT)
                .put("registry", registry)
                .put("trust", trust.toString())
                .put("host", host.toString())
                .put("graceHours", grace.toHours())
                .put("cacheMebibytes", cache >> 20);
        Inputs.write(data.resolve(FILE), Json.pretty(out).getBytes(StandardCharsets.UTF_8));
    }

    static RuntimeSettings read(Path data) {
        if (!Files.isRegularFile(data.resolve(FILE))) {
            throw new CommandException(
                    Inert.quote(data.toString()) + " holds no enrolled runtime. Enrol it: assay runtime enrol --data "
                            + Inert.line(data.toString()));
        }
        Fields fields = Inputs.fields(data.resolve(FILE), "settings of the runtime");
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        return new RuntimeSettings(
                fields.text("registry"),
                Path.of(fields.text("trust")),
                Path.of(fields.text("host")),
                // One that was enrolled before there was a grace has none.
                Duration.ofHours(fields.has("graceHours") ? fields.integer("graceHours", 0, 1000) : 0),
                // Nor a bound of what it keeps.
                fields.has("cacheMebibytes") ? fields.integer("cacheMebibytes", 1, 1 << 30) << 20 : Settings.CACHE);
    }

    /** @param watcher is told how far what is fetched has come */
    AssessmentRuntime open(Path data, Watcher watcher) {
        return AssessmentRuntime.open(
                new Settings(data.toAbsolutePath(), trust, host, registry, grace, cache, Version.parse(Assay.VERSION)),
                watcher,
                Clock.systemUTC());
    }
}
