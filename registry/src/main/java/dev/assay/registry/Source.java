package dev.assay.registry;

import dev.assay.model.Inert;
import dev.assay.model.Version;
import dev.assay.registry.http.NewFile;
import dev.assay.registry.http.Sink;
import dev.assay.registry.oci.Access;
import dev.assay.registry.oci.OciSource;
import dev.assay.registry.oci.Place;
import dev.assay.registry.source.Sources;
import dev.assay.registry.source.TemplateSource;
import dev.assay.registry.source.UrlSource;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the files of a registry are read from. Nothing that a source gives is trusted: signatures and digests are
 * checked by who reads. Thread-safe.
 */
public interface Source {
    /**
     * The whole file at this path, which has {@code /} between its parts and is relative to the registry.
     *
     * @param most the most bytes accepted; no more are held
     * @throws RegistryException when it is absent, larger, not a plain file, or cannot be read
     */
    byte[] read(String path, int most);

    /**
     * Content of known digest and size, whole: exactly that.
     *
     * @throws RegistryException when it cannot be had, or is other content
     */
    default byte[] read(String path, Blob blob) {
        return blob.require(read(path, (int) blob.size()), this + "/" + path);
    }

    /** The same of a release of this version, which says where it is in places that are laid out by versions. */
    default byte[] read(String path, Blob blob, Version version) {
        return read(path, blob);
    }

    /** The places that this stands for; each alone may have the newest index. */
    default List<Source> each() {
        return List.of(this);
    }

    /** Whether there can be an index. */
    default boolean hasIndex() {
        return true;
    }

    /**
     * Streams content of known digest and size into a file, which is made and does not appear unless it is exactly that. Memory
     * does not grow with the content, and no more than its size is ever read.
     *
     * @param file not there yet
     * @throws RegistryException when it cannot be had, is other content, or cannot be kept
     */
    default void copy(String path, Blob blob, Path file) {
        NewFile.write(file, channel -> {
            ByteBuffer rest = ByteBuffer.wrap(read(path, blob));
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        });
    }

    /** Whether it was not reached a moment ago: who has others asks those first. */
    default boolean isDown() {
        return false;
    }

    /** Whether {@link #fetch} goes on where an earlier one was cut off. */
    default boolean goesOn() {
        return false;
    }

    /**
     * Content of known digest and size into a sink, which may have the beginning of it from an earlier fetch: exactly that, or an
     * exception.
     *
     * @param version of the release that it is of, if that is known
     */
    default void fetch(String path, Blob blob, Optional<Version> version, Sink sink) {
        byte[] whole = version.isPresent() ? read(path, blob, version.get()) : read(path, blob);
        try {
            sink.restart();
            sink.write(ByteBuffer.wrap(whole));
        } catch (IOException e) {
            throw new RegistryException("cannot keep " + this + "/" + path + ": " + e.getMessage(), e);
        }
    }

    /** A registry in this directory. Links are not followed beneath it. */
    static Source directory(Path directory) {
        return new DirectorySource(directory);
    }

    /** Whether this is an address, and not a path. */
    static boolean isRemote(String location) {
        return Place.is(location) || location.matches("https?:.*");
    }

    /**
     * The places that people write in one line, tried in order: separated by blanks, each after the first an address. The first is
     * what the registry is known by.
     */
    static List<String> several(String locations) {
        return List.of(locations.strip().split("\\s+(?=(?:https?|oci|oci\\+http)://)"));
    }

    /** The same as below, reached as the environment of this process says. */
    static Source of(String locations) {
        return of(locations, Access.of(System.getenv()));
    }

    /**
     * A directory, an {@code http(s)} URL, or a place in an OCI registry, {@code oci://host/name}, as people write it; or several
     * of one registry, as {@link #several} separates them. One with {@code {digest}} in it is a template of addresses of content.
     */
    static Source of(String locations, Access access) {
        List<Source> each =
                several(locations).stream().map(one -> one(one, access)).toList();
        if (each.size() > Sources.MOST) {
            throw new RegistryException(
                    each.size() + " places of one registry were given. Give at most " + Sources.MOST);
        }
        if (!each.getFirst().hasIndex()) {
            throw new RegistryException(
                    each.getFirst() + " has no index. Name a place before it that has the registry's index");
        }
        return each.size() == 1 ? each.getFirst() : new Sources(each);
    }

    private static Source one(String location, Access access) {
        try {
            if (Place.is(location)) {
                return new OciSource(Place.parse(location), access);
            }
            if (!location.matches("https?:.*")) {
                return directory(Path.of(location));
            }
            return location.contains("{")
                    ? new TemplateSource(location, access.web())
                    : new UrlSource(URI.create(location), access.web());
        } catch (IllegalArgumentException e) {
            throw new RegistryException(
                    Inert.quote(location) + " is neither a URL nor a path. Give https://host/path or a directory", e);
        }
    }
}
