package dev.assay.build;

import dev.assay.model.Digest;
import dev.assay.model.Manifest;
import dev.assay.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Builds plugins: every row of the matrix twice, from copies of the source in two different folders, and only equal bytes
 * are a module. The author's build scripts run, so a build sees a clean environment and, where the system allows it,
 * nothing of the machine but the system's programs, its toolchain and its own folders, and no network (see
 * {@link Doctor#isolationMissing}). The plugin's folder is only read. Safe for concurrent use, also by several processes
 * with one cache folder. Every failure is a {@link BuildException}.
 */
public final class Builder {
    private final Host host;
    private final Path cache;
    private final Clock clock;
    private final BuildLimits limits;

    /**
     * @param cache a folder for what is kept from one build to the next: modules under the digest of all that decides
     *     their bytes, compiled standard libraries, fetched packages. It may be deleted whenever no build runs.
     * @param clock gives the times of the provenance
     */
    public Builder(Host host, Path cache, Clock clock, BuildLimits limits) {
        this.host = host;
        this.cache = cache.toAbsolutePath().normalize();
        this.clock = clock;
        this.limits = limits;
    }

    /** What is built of a plugin, without building it: each variant's name with the toolchain that makes it, in order. */
    public static Map<String, Toolchain> rows(Manifest manifest) {
        Map<String, Toolchain> rows = new LinkedHashMap<>();
        Row.of(manifest).forEach(row -> rows.put(row.variant(), row.toolchain()));
        return rows;
    }

    /** Builds what was not yet built from the same source by the same toolchain. */
    public BuildResult build(Path folder, Progress progress) {
        return build(folder, Row::of, progress, true);
    }

    /** Builds one variant alone, so that each can be built on a machine of its own. Only its toolchain has to be here. */
    public BuildResult build(Path folder, String variant, Progress progress) {
        return build(folder, manifest -> List.of(Row.of(manifest, variant)), progress, true);
    }

    /**
     * Builds all of it again, whatever was built before. What was built before from the same source by the same toolchain
     * must have the same bytes.
     */
    public BuildResult rebuild(Path folder, Progress progress) {
        return build(folder, Row::of, progress, false);
    }

    private BuildResult build(
            Path folder, Function<Manifest, List<Row>> selection, Progress progress, boolean mayRemember) {
        byte[] yaml = yaml(folder);
        Manifest manifest = manifest(yaml, folder);
        List<Row> rows = selection.apply(manifest);
        Toolbox toolbox = Toolbox.forRows(rows, host);
        Inputs inputs = Inputs.of(folder);
        BuildCache modules = new BuildCache(cache.resolve("modules"));
        TwinBuild twins = new TwinBuild(
                inputs,
                manifest.build().path(),
                cache.resolve("kept"),
                Isolation.detect(host),
                limits,
                new Provenance(manifest, Digest.of(yaml), inputs),
                clock);
        Progress orderly = orderly(progress);
        List<BuiltVariant> variants = new ArrayList<>();
        for (Row row : rows) {
            Compiler compiler = toolbox.compiler(row.toolchain());
            String title = row.variant() + " with " + compiler.toolchain().id() + " " + compiler.version();
            Digest key = BuildCache.key(inputs, manifest.build().path(), compiler, row);
            Optional<BuiltVariant> before = modules.find(key, row);
            if (mayRemember && before.isPresent()) {
                orderly.say(title + ": built before, nothing changed");
                variants.add(before.get());
                continue;
            }
            BuiltVariant variant = build(title, row, compiler, twins, orderly);
            before.ifPresent(old -> requireSame(title, old, variant));
            modules.keep(key, variant);
            variants.add(variant);
        }
        return new BuildResult(manifest, Digest.of(yaml), inputs.digest(), variants);
    }

    private static BuiltVariant build(String title, Row row, Compiler compiler, TwinBuild twins, Progress progress) {
        try {
            progress.say(title + ": building twice");
            BuiltVariant variant = twins.build(compiler, row, line -> progress.say(row.variant() + ": " + line));
            progress.say(title + ": the same bytes twice, " + variant.size() + " of them, " + variant.digest());
            return variant;
        } catch (BuildException e) {
            throw new BuildException("cannot build " + title + ": " + e.getMessage(), e);
        }
    }

    private static void requireSame(String title, BuiltVariant before, BuiltVariant now) {
        Difference.between(before.bytes(), now.bytes()).ifPresent(difference -> {
            throw new BuildException("cannot build " + title + " again: a build at another time gave another module. "
                    + difference.message(before.bytes(), now.bytes()));
        });
    }

    private static byte[] yaml(Path folder) {
        Path file = folder.resolve(Manifest.FILE);
        if (!Files.isDirectory(folder)) {
            throw new BuildException("cannot build " + folder + ": it is "
                    + (Files.exists(folder) ? "not a folder" : "not there") + "; name the folder of a plugin");
        }
        if (!Files.isRegularFile(file)) {
            throw new BuildException("cannot build " + folder + ": it has no " + Manifest.FILE
                    + "; name the folder of a plugin, or copy one of plugins/ to begin with");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw BuildException.unreadable(file.toString(), e);
        }
    }

    private static Manifest manifest(byte[] yaml, Path folder) {
        try {
            return Manifest.read(yaml, folder.resolve(Manifest.FILE).toString());
        } catch (ModelException e) {
            throw new BuildException("cannot build " + folder + ": its manifest has faults\n" + e.getMessage(), e);
        }
    }

    /** The two builds speak at the same time; who listens hears one line after the other. */
    private static Progress orderly(Progress progress) {
        ReentrantLock turn = new ReentrantLock();
        return line -> {
            turn.lock();
            try {
                progress.say(line);
            } finally {
                turn.unlock();
            }
        };
    }
}
