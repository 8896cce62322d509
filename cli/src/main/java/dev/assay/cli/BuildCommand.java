package dev.assay.cli;

import dev.assay.build.BuildLimits;
import dev.assay.build.BuildResult;
import dev.assay.build.Builder;
import dev.assay.build.Doctor;
import dev.assay.build.Finding;
import dev.assay.build.Host;
import dev.assay.build.Progress;
import dev.assay.model.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds a plugin into a release. */
@Command(
        name = "build",
        description = "Build a plugin: every row of its matrix twice from different folders, compared byte by byte.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay build plugins/ssh-hardening --out ssh-hardening.release",
            "  assay build plugins/ssh-hardening --variant baseline --out ssh-hardening-baseline",
            "  assay build --doctor",
        })
final class BuildCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The plugin's folder (default: this one).")
    private Path folder = Path.of(".");

    @Option(names = "--out", paramLabel = "DIR", description = "Where the release goes (default: DIR/target/release).")
    private @Nullable Path out;

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "Build one row of the matrix alone, into the row's folder that --out names. "
                    + "'assay github assemble' makes a release of all rows.")
    private @Nullable String variant;

    @Option(names = "--rebuild", description = "Build again what was built before, and compare.")
    private boolean rebuild;

    @Option(names = "--doctor", description = "Say which toolchains are here and what the others lack. Builds nothing.")
    private boolean doctor;

    @Option(names = "--json", description = "Print what was built as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    BuildCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return doctor ? examine() : build();
    }

    private Integer build() {
        Builder builder = new Builder(
                Host.current(),
                Places.cache(console.environment()).resolve("build"),
                Clock.systemUTC(),
                BuildLimits.DEFAULT);
        Progress progress = console::note;
        if (variant != null) {
            return buildRow(builder, variant, progress);
        }
        BuildResult built = rebuild ? builder.rebuild(folder, progress) : builder.build(folder, progress);
        Path target = out == null ? folder.resolve("target").resolve("release") : out;
        ReleaseFolder release = ReleaseFolder.write(folder, built, target);
        if (json) {
            console.out().print(Json.pretty(json(release, built)));
        } else {
            console.out()
                    .println("Built " + built.manifest().name() + " "
                            + built.manifest().version() + ", release "
                            + release.release().digest() + ", into " + target + ":");
            built.variants()
                    .forEach(v -> console.out()
                            .println("  " + v.name() + "  " + v.toolchain().id() + "  " + v.size() + " bytes  "
                                    + v.digest()));
        }
        return ExitStatus.DONE.code();
    }

    private Integer buildRow(Builder builder, String name, Progress progress) {
        if (out == null || rebuild || json) {
            throw new ParameterException(
                    spec.commandLine(), "--variant needs --out, and goes with neither --rebuild nor --json");
        }
        BuildResult built = builder.build(folder, name, progress);
        RowFolder row = RowFolder.write(folder, built, out);
        console.out()
                .println("Built " + row.variant().name() + " of " + row.plugin() + " " + row.version() + ", "
                        + row.variant().module() + ", into " + out + ".");
        return ExitStatus.DONE.code();
    }

    private static ObjectNode json(ReleaseFolder release, BuildResult built) {
        ObjectNode out = Json.object()
                .put("name", built.manifest().name().toString())
                .put("version", built.manifest().version().toString())
                .put("release", release.release().digest().toString())
                .put("folder", release.folder().toString());
        ArrayNode variants = out.putArray("variants");
        built.variants()
                .forEach(v -> variants.addObject()
                        .put("name", v.name())
                        .put("toolchain", v.toolchain().id())
                        .put("module", v.digest().toString())
                        .put("size", v.size())
                        .put("built-before", v.remembered()));
        return out;
    }

    private Integer examine() {
        Doctor examiner = new Doctor(Host.current());
        ExitStatus status = ExitStatus.DONE;
        for (Finding finding : examiner.examine()) {
            switch (finding) {
                case Finding.Present present ->
                    console.out()
                            .println("✓ " + present.compiler().toolchain().id() + " "
                                    + present.compiler().version());
                case Finding.Missing missing -> {
                    console.out().println("✗ " + missing.message());
                    status = ExitStatus.FAILED;
                }
            }
        }
        Optional<String> isolation = examiner.isolationMissing();
        console.out().println(isolation.map(problem -> "✗ " + problem).orElse("✓ builds are isolated"));
        return (isolation.isPresent() ? status.worse(ExitStatus.FAILED) : status).code();
    }
}
