package dev.assay.cli.run;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.Inputs;
import dev.assay.cli.Registries;
import dev.assay.cli.ReleaseFolder;
import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Manifest;
import dev.assay.model.PluginName;
import dev.assay.model.Reason;
import dev.assay.model.Release;
import dev.assay.model.Variant;
import dev.assay.model.VersionRange;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.ListedVariant;
import dev.assay.registry.Resolution;
import dev.assay.trust.Admission;
import dev.assay.trust.Decision;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A module and the manifest it is run by, from wherever a person named it.
 *
 * @param variant its name; empty for a file of its own
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Loaded(byte[] module, Manifest manifest, String variant) {

    /** What it is, for people. */
    String describe() {
        return manifest.name() + " " + manifest.version() + (variant.isEmpty() ? "" : " " + variant);
    }

    /** A module of its own; its manifest lies beside it if none is named. */
    static Loaded ofFile(Path file, Optional<Path> manifest) {
        Path described = manifest.orElse(file.resolveSibling(Manifest.FILE));
        if (!Files.exists(described)) {
            throw new CommandException(Inert.quote(file.toString()) + " has no manifest beside it, and without one it"
                    + " may touch nothing and has no limits. Name one: --manifest plugin.yaml");
        }
        return new Loaded(
                Inputs.read(file, "module", ReleaseFolder.MOST_MODULE_BYTES),
                Manifest.read(
                        Inputs.read(described, "manifest", ReleaseFolder.MOST_MANIFEST_BYTES), described.toString()),
                "");
    }

    /** A built release, or the folder of a plugin that has one. */
    static Loaded ofFolder(Path folder, Optional<String> wanted) {
        ReleaseFolder built = ReleaseFolder.open(
                ReleaseFolder.is(folder) ? folder : folder.resolve("target").resolve("release"));
        Variant variant =
                chosen(built.release().variants(), wanted, built.folder().toString());
        return new Loaded(built.module(variant), built.manifest(), variant.name());
    }

    /** A published release, if this policy admits it. */
    static Loaded ofReference(String reference, String registry, Path trust, Optional<String> wanted, Console console) {
        TrustPolicy policy = TrustPolicy.read(trust);
        Index index = Registries.open(registry, trust, console).current();
        int at = reference.indexOf('@');
        PluginName plugin = PluginName.parse(at < 0 ? reference : reference.substring(0, at));
        VersionRange range = VersionRange.parse(at < 0 ? "*" : reference.substring(at + 1));
        return switch (index.resolve(plugin, range)) {
            case Resolution.Found found -> admitted(policy, index, found.entry(), wanted);
            case Resolution.NotFound none -> throw new CommandException("nothing to run: " + told(none.reasons()));
        };
    }

    private static Loaded admitted(TrustPolicy policy, Index index, Entry entry, Optional<String> wanted) {
        Release release = Release.read(index.fetch(entry, entry.release()));
        Variant variant = chosen(release.variants(), wanted, entry.plugin() + " " + entry.version());
        ListedVariant listed = entry.variantOf(variant.module())
                .orElseThrow(() -> new RefusedException("the index does not list the module of " + variant.name()));
        byte[] module = index.fetch(entry, listed.module());
        Decision decision = new Admission(policy)
                .decide(
                        release,
                        Digest.of(module),
                        index.statements(entry, listed),
                        index.indexed(entry.plugin(), entry.version(), Digest.of(module)),
                        index.revocations(),
                        Instant.now());
        if (decision instanceof Decision.Refused refused) {
            throw new RefusedException(told(refused.reasons()));
        }
        byte[] manifest = index.fetch(entry, entry.manifest());
        if (!Digest.of(manifest).equals(release.manifest())) {
            throw new RefusedException("the index lists another manifest than the release names");
        }
        return new Loaded(module, Manifest.read(manifest, Manifest.FILE), variant.name());
    }

    private static Variant chosen(List<Variant> variants, Optional<String> wanted, String where) {
        return variants.stream()
                .filter(variant -> wanted.isEmpty() || variant.name().equals(wanted.get()))
                .findFirst()
                .orElseThrow(() -> new CommandException("there is no variant " + Inert.quote(wanted.orElse(""))
                        + " in " + Inert.line(where) + ", only "
                        + variants.stream().map(Variant::name).collect(Collectors.joining(", "))));
    }

    private static String told(List<Reason> reasons) {
        return reasons.stream().map(Reason::toString).collect(Collectors.joining("; "));
    }
}
