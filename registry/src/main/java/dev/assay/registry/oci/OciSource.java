package dev.assay.registry.oci;

import dev.assay.model.Digest;
import dev.assay.model.Version;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentChangedException;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.http.Sink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A registry in an OCI registry, as {@link Push} puts it there: each plugin in a repository of its own, the files of the index in
 * one artifact. A look for news takes two requests: for the artifact's manifest, and for the timestamp that it names.
 */
public final class OciSource implements Source {
    /** What was listed a moment ago is not asked for again: the files of one look come from one list. */
    private static final long MOMENT = Duration.ofSeconds(1).toNanos();

    private static final String TIMESTAMP = "metadata/timestamp.json";
    private static final Pattern CONTENT = Pattern.compile("plugins/([^/]+/[^/]+)/blobs/sha256/([0-9a-f]{64})");

    private final Place base;
    private final Access access;
    private final Repository index;
    private @Nullable OciIndex listed;
    private long listedAt;

    /** Nothing is asked yet. */
    public OciSource(Place base, Access access) {
        this.base = base;
        this.access = access;
        this.index = access.repository(base.below(OciIndex.REPOSITORY));
    }

    @Override
    public byte[] read(String path, int most) {
        Matcher content = CONTENT.matcher(path);
        if (content.matches()) {
            return content(content.group(1), new Digest(content.group(2)), most);
        }
        Blob blob = file(path);
        if (blob.size() > most) {
            throw new ContentChangedException(
                    this + "/" + path + " is larger than the " + most + " bytes expected of it");
        }
        try {
            return index.blob(blob);
        } catch (ContentMissingException e) {
            // A newer index may have come, and what only the older one named may be gone.
            Blob newer = refreshed(path);
            if (newer.equals(blob) || newer.size() > most) {
                throw e;
            }
            return index.blob(newer);
        }
    }

    @Override
    public byte[] read(String path, Blob blob) {
        Matcher content = CONTENT.matcher(path);
        if (!content.matches()) {
            return index.blob(blob);
        }
        try {
            return plugin(content.group(1)).blob(blob);
        } catch (ContentMissingException e) {
            return blob.require(manifest(content.group(1), blob.digest(), e), this + "/" + path);
        }
    }

    @Override
    public boolean goesOn() {
        return true;
    }

    @Override
    public void fetch(String path, Blob blob, Optional<Version> version, Sink sink) {
        Matcher content = CONTENT.matcher(path);
        try {
            (content.matches() ? plugin(content.group(1)) : index).copy(blob, sink);
        } catch (ContentMissingException _) {
            // A manifest, perhaps, which is kept apart.
            Source.super.fetch(path, blob, version, sink);
        }
    }

    @Override
    public void copy(String path, Blob blob, Path file) {
        Matcher content = CONTENT.matcher(path);
        (content.matches() ? plugin(content.group(1)) : index).copy(blob, file);
    }

    private byte[] content(String plugin, Digest digest, int most) {
        try {
            return plugin(plugin).blob(digest, most);
        } catch (ContentMissingException e) {
            return manifest(plugin, digest, e);
        }
    }

    /** In a layout manifests are content like any other; here they are apart. */
    private byte[] manifest(String plugin, Digest digest, ContentMissingException missing) {
        return plugin(plugin).manifest(digest.toString()).map(Stored::bytes).orElseThrow(() -> missing);
    }

    private Repository plugin(String name) {
        return access.repository(base.below(name));
    }

    /** The timestamp is asked for to learn of news, and so is what is not listed. */
    private Blob file(String path) {
        Optional<OciIndex> known = known(path.equals(TIMESTAMP) ? MOMENT : Long.MAX_VALUE);
        Optional<Blob> blob = known.flatMap(files -> files.file(path));
        return blob.isPresent() ? blob.get() : refreshed(path);
    }

    private Blob refreshed(String path) {
        if (!OciIndex.isOfIndex(path)) {
            throw missing(path);
        }
        Stored stored = index.manifest(OciIndex.TAG)
                .orElseThrow(() -> new RegistryException(base + " is not a registry: there is no " + index.place() + ":"
                        + OciIndex.TAG + ". Push one there with: assay registry push DIRECTORY " + base));
        OciIndex files = OciIndex.read(stored, index.place() + ":" + OciIndex.TAG);
        remember(files);
        return files.file(path).orElseThrow(() -> missing(path));
    }

    private ContentMissingException missing(String path) {
        return new ContentMissingException(
                this + "/" + path + " is not there. Push the registry again, or use another source");
    }

    private synchronized Optional<OciIndex> known(long age) {
        return Optional.ofNullable(listed).filter(_ -> System.nanoTime() - listedAt < age);
    }

    private synchronized void remember(OciIndex files) {
        listed = files;
        listedAt = System.nanoTime();
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
