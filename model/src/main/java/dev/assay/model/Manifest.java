package dev.assay.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * What a plugin says of itself, {@code plugin.yaml}: who it is, how it is built, what it may touch, what it may use.
 *
 * @param source where its reviewed source is
 * @param contract the host contract that it is written to
 * @param config the path of its configuration schema beside the manifest
 * @param requiresRuntime the runtimes it works with; empty is every one
 */
public record Manifest(
        PluginName name,
        Version version,
        String summary,
        String license,
        URI source,
        Contract contract,
        Build build,
        Capabilities capabilities,
        Limits limits,
        Optional<String> config,
        Optional<VersionRange> requiresRuntime) {
    /** The file's name in a plugin's folder. */
    public static final String FILE = "plugin.yaml";

    /** What this program reads; a newer one is refused. */
    static final String API_VERSION = "assay/v1";

    /**
     * How it is built.
     *
     * @param toolchains ids; the first is the primary one, which makes the variant {@code baseline}, the others are
     *     further rows of the matrix, each a variant with the toolchain's name
     * @param path the source beneath the manifest's folder, {@code .} for the folder itself
     * @param variants of the primary toolchain
     */
    public record Build(List<String> toolchains, String path, List<String> variants) {
        public Build {
            toolchains = List.copyOf(toolchains);
            variants = List.copyOf(variants);
        }
    }

    /**
     * Reads a manifest. Throws {@link FaultyDocumentException} with every fault at once, each with line, column and fix;
     * {@code file} names it there.
     */
    public static Manifest read(byte[] yaml, String file) {
        return new ManifestReader(Document.read(yaml, file)).manifest();
    }

    static URI uri(String text) {
        return https("source", text);
    }

    /** An https address with a host and no user. */
    static URI https(String what, String text) {
        try {
            URI uri = new URI(text);
            if ("https".equals(uri.getScheme()) && uri.getHost() != null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new InvalidValueException(what, text, "an https address");
        }
        throw new InvalidValueException(what, text, "an https address");
    }
}
