package dev.assay.build;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import dev.assay.wasm.Producer;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a module is made of and was made with: a CycloneDX 1.6 document (ECMA-424), the predicate of an SBOM statement. It says
 * what the provenance and the module's bytes say and nothing else: what is not known is not listed, and how complete the
 * list is is told as unknown. Same inputs, same bytes: it has no time and no random number. Pure.
 */
public final class Sbom {
    private static final int MOST_DEPENDENCIES = 20_000;
    private static final int MOST_PRODUCERS = 64;
    private static final int MOST_CHARACTERS = 200;

    private static final Pattern PURL =
            Pattern.compile("pkg:(cargo|golang)/([A-Za-z0-9._~!/-]{1,300})@([A-Za-z0-9._~+-]{1,200})");

    private static final String TOOL = "toolchain/";
    private static final String SEVERAL = TOOL + "standard library for ";

    private final ObjectNode document = Json.object()
            .put("bomFormat", "CycloneDX")
            .put("specVersion", "1.6")
            .put("version", 1);
    private final Map<String, ObjectNode> packages = new TreeMap<>();
    private final ArrayNode files = Json.array();
    private final ArrayNode properties = Json.array();

    private Sbom() {}

    /**
     * The predicate about this module.
     *
     * @param provenance the predicate of its provenance, of {@link Builder}
     * @throws BuildException when the provenance names a package that has no package URL, or so many that a statement
     *     cannot hold them
     * @throws dev.assay.model.InvalidValueException when it is not the provenance of a build of ours
     */
    public static ObjectNode of(Manifest manifest, Variant variant, JsonNode provenance, byte[] module) {
        return new Sbom().describe(manifest, variant, provenance, module);
    }

    private ObjectNode describe(Manifest manifest, Variant variant, JsonNode provenance, byte[] module) {
        Fields definition = Fields.of(provenance, "provenance").object("buildDefinition");
        ArrayNode tools = Json.array();
        for (Fields one : definition.objects("resolvedDependencies", MOST_DEPENDENCIES)) {
            dependency(one, tools);
        }
        EmbeddedList.in(summary(module), properties).ifPresent(list -> list.addTo(packages));
        producers(summary(module));
        ObjectNode metadata = document.putObject("metadata");
        metadata.putArray("lifecycles").addObject().put("phase", "build");
        metadata.putObject("tools")
                .putArray("components")
                .addObject()
                .put("type", "application")
                .put("name", "assay");
        metadata.set("component", plugin(manifest, variant));
        ArrayNode components = document.putArray("components");
        components.addAll(files);
        packages.values().forEach(components::add);
        document.putArray("compositions")
                .addObject()
                .put("aggregate", "unknown")
                .putArray("assemblies")
                .add("module");
        document.putArray("formulation").addObject().putArray("components").add(toolchain(definition, tools));
        requireFits(manifest);
        return document;
    }

    private void requireFits(Manifest manifest) {
        // A quarter is room for the statement around it.
        if (Json.canonical(document).length > Statement.MOST_BYTES / 4 * 3) {
            throw new BuildException("the SBOM of " + manifest.name() + " is too large for a statement: it has "
                    + packages.size() + " packages; use fewer");
        }
    }

    private ObjectNode plugin(Manifest manifest, Variant variant) {
        ObjectNode out = Json.object()
                .put("type", "application")
                .put("bom-ref", "module")
                .put("group", manifest.name().owner())
                .put("name", manifest.name().name())
                .put("version", manifest.version().toString())
                .put("description", manifest.summary())
                .put(
                        "purl",
                        "pkg:generic/" + manifest.name() + "@"
                                + manifest.version().toString().replace("+", "%2B") + "?checksum=" + variant.module());
        hash(out, variant.module().hex());
        out.putArray("licenses").addObject().putObject("license").put("name", manifest.license());
        out.putArray("externalReferences")
                .addObject()
                .put("type", "vcs")
                .put("url", manifest.source().toString());
        property(properties, "assay:variant", variant.name());
        out.set("properties", properties);
        return out;
    }

    /** The compiler, and of its files those that decide the bytes of a module. It made the module; it is not in it. */
    private static ObjectNode toolchain(Fields definition, ArrayNode parts) {
        ObjectNode out = Json.object()
                .put("type", "application")
                .put("bom-ref", "toolchain")
                .put("name", definition.object("externalParameters").text("toolchain"))
                .put("version", definition.object("internalParameters").text("compiler"));
        out.set("components", parts);
        property(
                out.putArray("properties"),
                "assay:target",
                definition.object("internalParameters").text("target"));
        return out;
    }

    private void dependency(Fields one, ArrayNode tools) {
        Fields digest = one.object("digest");
        if (one.has("uri")) {
            locked(one.text("uri"), digest);
            return;
        }
        String name = one.text("name");
        Digest sha256 = digest.value("sha256", Digest::new);
        if (name.equals("source")) {
            // Of the list of all files and their digests: no hash of a file.
            property(properties, "assay:source", sha256.toString());
        } else if (name.startsWith(SEVERAL)) {
            ObjectNode library = tools.addObject().put("type", "library").put("name", name.substring(TOOL.length()));
            property(library.putArray("properties"), "assay:files", sha256.toString());
        } else if (name.startsWith(TOOL)) {
            hash(tools.addObject().put("type", "file").put("name", name.substring(TOOL.length())), sha256.hex());
        } else {
            hash(files.addObject().put("type", "file").put("name", name), sha256.hex());
        }
    }

    /** A package that the lockfile pins. Whether any of it is in the module is not known. */
    private void locked(String uri, Fields digest) {
        ObjectNode component = component(uri);
        ArrayNode told = component.putArray("properties");
        property(told, "assay:origin", "lockfile");
        if (digest.has("sha256")) {
            hash(component, digest.value("sha256", Digest::new).hex());
        } else {
            // go.sum's hash is one over a list of hashes, not that of a file.
            String hex = new Digest(digest.text("dirHash")).hex();
            property(
                    told,
                    "assay:go-sum",
                    "h1:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex)));
        }
        packages.put(uri, component);
    }

    /** Whether it is the URL of a package. */
    static boolean isPackage(String uri) {
        return PURL.matcher(uri).matches();
    }

    /** A package by the URL that the provenance gives it (github.com/package-url/purl-spec). */
    static ObjectNode component(String uri) {
        Matcher parts = PURL.matcher(uri);
        if (!parts.matches()) {
            throw new BuildException("the package " + Inert.quote(uri)
                    + " has no package URL; use a name and a version of letters, digits and . _ ~ + - only");
        }
        boolean go = parts.group(1).equals("golang");
        String path = go ? parts.group(2).toLowerCase(Locale.ROOT) : parts.group(2);
        String purl =
                "pkg:" + parts.group(1) + "/" + path + "@" + parts.group(3).replace("+", "%2B");
        return Json.object()
                .put("type", "library")
                .put("bom-ref", uri)
                .put("name", parts.group(2))
                .put("version", parts.group(3))
                .put("purl", purl);
    }

    private static Summary summary(byte[] module) {
        try {
            return WasmModule.read(module);
        } catch (WasmException e) {
            throw new BuildException("the module cannot be read: " + e.getMessage() + "; build it again", e);
        }
    }

    /** What the module claims of its making, proved by nothing. */
    private void producers(Summary module) {
        List<Producer> all = module.producers();
        all.stream()
                .limit(MOST_PRODUCERS)
                .forEach(one -> property(
                        properties,
                        "assay:producers:" + one.field(),
                        one.version().isEmpty() ? one.name() : one.name() + " " + one.version()));
        if (all.size() > MOST_PRODUCERS) {
            property(properties, "assay:producers", (all.size() - MOST_PRODUCERS) + " more, not listed");
        }
    }

    static void property(ArrayNode list, String name, String value) {
        list.addObject()
                .put("name", Inert.line(name, MOST_CHARACTERS))
                .put("value", Inert.line(value, MOST_CHARACTERS));
    }

    private static void hash(ObjectNode component, String hex) {
        component.putArray("hashes").addObject().put("alg", "SHA-256").put("content", hex);
    }
}
