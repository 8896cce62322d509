package dev.assay.model;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads a manifest from its document, all faults at once. */
final class ManifestReader {
    private static final Set<String> TOOLCHAINS = new TreeSet<>(Set.of("rust", "go", "clang", "emscripten"));
    private static final Pattern VARIANT = Pattern.compile("[a-z][a-z0-9-]{0,30}");

    private final Document document;

    ManifestReader(Document document) {
        this.document = document;
    }

    Manifest manifest() {
        document.required("apiVersion", ManifestReader::apiVersion);
        document.required("kind", ManifestReader::kind);
        Optional<PluginName> name = document.required("name", PluginName::parse);
        Optional<Version> version = document.required("version", Version::parse);
        Optional<String> summary = document.required("summary", text -> bounded("summary", text, 200));
        Optional<String> license = document.required("license", text -> bounded("license", text, 100));
        Optional<URI> source = document.required("source", Manifest::uri);
        Optional<Contract> contract = document.required("contract", Contract::parse);
        Optional<Manifest.Build> build = document.requiredMapping("build").map(ManifestReader::build);
        Capabilities capabilities =
                document.mapping("capabilities").map(CapabilitiesReader::read).orElse(Capabilities.NONE);
        Optional<Limits> limits = document.mapping("limits").map(LimitsReader::read);
        Optional<String> config = document.optional("config", ManifestReader::relativePath);
        Optional<VersionRange> requires = document.mapping("requires").flatMap(ManifestReader::requires);
        document.end();
        document.finish();
        return new Manifest(
                name.orElseThrow(),
                version.orElseThrow(),
                summary.orElseThrow(),
                license.orElseThrow(),
                source.orElseThrow(),
                contract.orElseThrow(),
                build.orElseThrow(),
                capabilities,
                limits.orElse(Limits.DEFAULT),
                config,
                requires);
    }

    private static Manifest.Build build(Document build) {
        List<String> toolchains = new ArrayList<>();
        build.required("toolchain", ManifestReader::toolchain).ifPresent(toolchains::add);
        for (String also : build.list("also", ManifestReader::toolchain)) {
            if (toolchains.contains(also)) {
                build.fault("also", "the toolchain '" + also + "' stands twice", "name each once");
            }
            toolchains.add(also);
        }
        String path = build.optional("path", ManifestReader::relativePath).orElse(".");
        List<String> variants = build.list("variants", ManifestReader::variant);
        build.end();
        return new Manifest.Build(toolchains, path, variants.isEmpty() ? List.of("baseline") : variants);
    }

    private static Optional<VersionRange> requires(Document requires) {
        Optional<VersionRange> runtime = requires.required("runtime", VersionRange::parse);
        requires.end();
        return runtime;
    }

    private static String apiVersion(String text) {
        if (text.equals(Manifest.API_VERSION)) {
            return text;
        }
        if (text.matches("assay/v[1-9][0-9]{0,3}")) {
            throw new InvalidValueException(
                    "apiVersion " + text,
                    "it was written for a newer version of Assay; this one reads " + Manifest.API_VERSION);
        }
        throw new InvalidValueException("apiVersion", text, "'" + Manifest.API_VERSION + "'");
    }

    private static String kind(String text) {
        if (!text.equals("Plugin")) {
            throw new InvalidValueException("kind", text, "'Plugin'");
        }
        return text;
    }

    private static String toolchain(String text) {
        if (!TOOLCHAINS.contains(text)) {
            throw new InvalidValueException("toolchain", text, "one of " + String.join(", ", TOOLCHAINS));
        }
        return text;
    }

    private static String variant(String text) {
        if (!VARIANT.matcher(text).matches()) {
            throw new InvalidValueException("variant", text, "lower-case letters, digits and hyphens");
        }
        return text;
    }

    private static String bounded(String noun, String text, int most) {
        if (text.isBlank() || text.length() > most || !text.equals(Inert.line(text))) {
            throw new InvalidValueException(noun, text, "one line of 1 to " + most + " visible characters");
        }
        return text;
    }

    private static String relativePath(String text) {
        boolean inside = !text.isEmpty()
                && text.length() <= 255
                && !text.startsWith("/")
                && text.matches("[A-Za-z0-9._/-]+")
                && List.of(text.split("/", -1)).stream().noneMatch(part -> part.isEmpty() || part.equals(".."));
        if (!inside) {
            throw new InvalidValueException("path", text, "a relative path beneath the manifest's folder");
        }
        return text;
    }
}
