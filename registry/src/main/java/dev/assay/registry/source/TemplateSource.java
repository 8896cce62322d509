package dev.assay.registry.source;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Version;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.http.Ask;
import dev.assay.registry.http.Hosts;
import dev.assay.registry.http.Redirects;
import dev.assay.registry.http.Sink;
import dev.assay.registry.http.Web;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Content of releases at addresses that are made from a template: {@code {owner}}, {@code {name}}, {@code {version}},
 * {@code {digest}} and {@code {hex}} stand for those of what is asked for, as in
 * {@code https://github.com/acme/registry/releases/download/{owner}/{name}/v{version}/{hex}}. It has no index.
 */
public final class TemplateSource implements Source {
    private static final Set<String> KNOWN = Set.of("owner", "name", "version", "digest", "hex");
    private static final Pattern PART = Pattern.compile("\\{([a-z]*)}");
    private static final Pattern CONTENT = Pattern.compile("plugins/([^/]+)/([^/]+)/blobs/sha256/([0-9a-f]{64})");

    private final String template;
    private final Web web;

    public TemplateSource(String template, Web web) {
        boolean known = PART.matcher(template).results().allMatch(part -> KNOWN.contains(part.group(1)));
        URI example = URI.create(PART.matcher(template).replaceAll("x"));
        if (!known
                || example.getHost() == null
                || example.getRawUserInfo() != null
                || !example.getRawAuthority().equals(authority(template))
                || !(template.contains("{digest}") || template.contains("{hex}"))) {
            throw new RegistryException(
                    Inert.quote(template) + " is not a template of addresses: give https://host/path with"
                            + " {digest} or {hex} and, as they are needed, {owner}, {name} and {version} in the path");
        }
        if (!"https".equals(example.getScheme()) && !Hosts.isLoopback(example.getHost())) {
            throw new RegistryException(Inert.quote(template) + " is not HTTPS. HTTP is used on this machine only");
        }
        this.template = template;
        this.web = web;
    }

    /** What names the server is no part of what is filled in. */
    private static String authority(String template) {
        return template.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
    }

    @Override
    public byte[] read(String path, int most) {
        throw lacks(path);
    }

    private ContentMissingException lacks(String path) {
        return new ContentMissingException(this + " has content of releases only, no " + Inert.quote(path));
    }

    @Override
    public byte[] read(String path, Blob blob) {
        return whole(path, blob, Optional.empty());
    }

    @Override
    public byte[] read(String path, Blob blob, Version version) {
        return whole(path, blob, Optional.of(version));
    }

    private byte[] whole(String path, Blob blob, Optional<Version> version) {
        byte[] whole = new byte[(int) blob.size()];
        fetch(path, blob, version, Sink.memory(whole));
        return whole;
    }

    @Override
    public boolean goesOn() {
        return true;
    }

    @Override
    public void fetch(String path, Blob blob, Optional<Version> version, Sink sink) {
        Matcher content = CONTENT.matcher(path);
        if (!content.matches() || (version.isEmpty() && template.contains("{version}"))) {
            throw lacks(path);
        }
        Digest digest = new Digest(content.group(3));
        String address = PART.matcher(template)
                .replaceAll(part -> Matcher.quoteReplacement(filled(part, content, digest, version)));
        web.download(Ask.get(URI.create(address)).following(Redirects.CONTENT), blob, sink);
    }

    private static String filled(MatchResult part, Matcher content, Digest digest, Optional<Version> version) {
        return switch (part.group(1)) {
            case "owner" -> content.group(1);
            case "name" -> content.group(2);
            case "digest" -> digest.toString();
            case "hex" -> digest.hex();
            default -> version.map(Version::text).orElse("");
        };
    }

    @Override
    public boolean hasIndex() {
        return false;
    }

    @Override
    public String toString() {
        return template;
    }
}
