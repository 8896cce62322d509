package dev.assay.build;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a module was built: the predicate of SLSA provenance v1 (slsa.dev/spec/v1.0/provenance). Only its two times differ
 * from one build of the same inputs to the next; no path of the machine is in it.
 */
final class Provenance {
    /** What the parameters mean: docs/decisions/0009-two-builds-one-module.md. */
    static final String BUILD_TYPE = "https://assay.dev/build/v1";

    private static final String BUILDER = "https://assay.dev/builder/v1";

    private final Manifest manifest;
    private final Digest manifestDigest;
    private final Inputs inputs;

    Provenance(Manifest manifest, Digest manifestDigest, Inputs inputs) {
        this.manifest = manifest;
        this.manifestDigest = manifestDigest;
        this.inputs = inputs;
    }

    /** The predicate about the module that this attempt, and another one like it, made. */
    ObjectNode of(Attempt attempt, Instant started, Instant finished) {
        Row row = attempt.row();
        Compiler compiler = attempt.compiler();
        Workplace workplace = attempt.workplace();
        Recipe recipe = attempt.recipe();
        ObjectNode predicate = Json.object();
        ObjectNode definition = predicate.putObject("buildDefinition").put("buildType", BUILD_TYPE);
        definition
                .putObject("externalParameters")
                .put("name", manifest.name().toString())
                .put("version", manifest.version().toString())
                .put("source", manifest.source().toString())
                .put("path", manifest.build().path())
                .put("variant", row.variant())
                .put("toolchain", row.toolchain().id());
        Paths paths = new Paths(workplace, compiler);
        ObjectNode internal = definition.putObject("internalParameters");
        internal.put("compiler", compiler.version()).put("target", compiler.target());
        ArrayNode command = internal.putArray("command");
        recipe.build().forEach(argument -> command.add(paths.replaced(argument)));
        ObjectNode environment = internal.putObject("environment");
        new TreeMap<>(recipe.environment()).forEach((name, value) -> environment.put(name, paths.replaced(value)));
        internal.put("isolation", attempt.isolation().id())
                .put("network", recipe.fetch().isEmpty() ? "none" : "packages");
        internal.put("builds-compared", 2);
        ArrayNode dependencies = definition.putArray("resolvedDependencies");
        add(dependencies, "name", "source", "sha256", inputs.digest().hex());
        add(dependencies, "name", Manifest.FILE, "sha256", manifestDigest.hex());
        compiler.components()
                .forEach((name, digest) -> add(dependencies, "name", "toolchain/" + name, "sha256", digest.hex()));
        recipe.packages().forEach(one -> add(dependencies, "uri", one.purl(), one.algorithm(), one.digest()));
        ObjectNode details = predicate.putObject("runDetails");
        details.putObject("builder").put("id", BUILDER);
        details.putObject("metadata")
                .put("startedOn", started.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("finishedOn", finished.truncatedTo(ChronoUnit.SECONDS).toString());
        return predicate;
    }

    private static void add(ArrayNode list, String key, String name, String algorithm, String digest) {
        list.addObject().put(key, name).putObject("digest").put(algorithm, digest);
    }

    /** The folders of this build under names that are the same everywhere. */
    private record Paths(Workplace workplace, Compiler compiler) {
        String replaced(String text) {
            return text.replace(workplace.source().toString(), "/source")
                    .replace(workplace.base().toString(), "/build")
                    .replace(workplace.kept().toString(), "/kept")
                    .replace(compiler.program().resolveSibling("") + "/", "");
        }
    }
}
