package dev.assay.registry.source;

import dev.assay.model.Version;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.http.Answer;
import dev.assay.registry.http.Ask;
import dev.assay.registry.http.Hosts;
import dev.assay.registry.http.NewFile;
import dev.assay.registry.http.Redirects;
import dev.assay.registry.http.Sink;
import dev.assay.registry.http.Web;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A registry that a web server or CDN serves as plain files. What has a digest may come from another server by HTTPS; the
 * signed metadata may not: that server was not chosen by the user.
 */
public final class UrlSource implements Source {
    private final URI base;
    private final Web web;

    public UrlSource(URI base, Web web) {
        if (base.getHost() == null || base.getRawQuery() != null || base.getRawUserInfo() != null) {
            throw new RegistryException(
                    "'" + base + "' cannot be a registry: give https://host/path, without user or query");
        }
        if (!"https".equals(base.getScheme())
                && !("http".equals(base.getScheme()) && Hosts.isLoopback(base.getHost()))) {
            throw new RegistryException("'" + base + "' is not HTTPS. HTTP is used on this machine only");
        }
        this.base = base.getRawPath().endsWith("/") ? base : URI.create(base + "/");
        this.web = web;
    }

    @Override
    public byte[] read(String path, int most) {
        Answer answer = web.ask(Ask.get(base.resolve(path)), most);
        return switch (answer.status()) {
            case 200 -> answer.body();
            case 404, 410 ->
                throw new ContentMissingException(answer.where() + " does not exist: status " + answer.status()
                        + ". Check the address of the registry");
            default ->
                throw new RegistryException(answer.where() + " answered with " + answer.told() + ". Try again later");
        };
    }

    @Override
    public byte[] read(String path, Blob blob) {
        byte[] whole = new byte[(int) blob.size()];
        web.download(content(path), blob, Sink.memory(whole));
        return whole;
    }

    @Override
    public boolean goesOn() {
        return true;
    }

    @Override
    public void fetch(String path, Blob blob, Optional<Version> version, Sink sink) {
        web.download(content(path), blob, sink);
    }

    @Override
    public void copy(String path, Blob blob, Path file) {
        NewFile.write(file, channel -> web.download(content(path), blob, Sink.file(channel)));
    }

    private Ask content(String path) {
        return Ask.get(base.resolve(path)).following(Redirects.CONTENT);
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
