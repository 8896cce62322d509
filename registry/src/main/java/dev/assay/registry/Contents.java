package dev.assay.registry;

import dev.assay.model.Version;
import dev.assay.registry.http.Sink;
import java.util.Optional;
import java.util.function.Supplier;

/** Gives content by its name, checked for digest and size. */
@FunctionalInterface
interface Contents {
    /**
     * The content, whole.
     *
     * @throws RegistryException when it cannot be had, or is other content
     */
    byte[] read(String path, Blob blob);

    /** The same of a release of this version. */
    default byte[] read(String path, Blob blob, Version version) {
        return read(path, blob);
    }

    /** Straight from a source, which gives no more than the size that is known before. */
    static Contents of(Source source) {
        return new Contents() {
            @Override
            public byte[] read(String path, Blob blob) {
                return explained(source, path, () -> source.read(path, blob));
            }

            @Override
            public byte[] read(String path, Blob blob, Version version) {
                return explained(source, path, () -> source.read(path, blob, version));
            }
        };
    }

    /** Into a sink, which may have the beginning of it. */
    static void fetch(Source source, String path, Blob blob, Optional<Version> version, Sink sink) {
        explained(source, path, () -> {
            source.fetch(path, blob, version, sink);
            return new byte[0];
        });
    }

    /** A mirror that holds other plugins says so itself. */
    private static byte[] explained(Source source, String path, Supplier<byte[]> read) {
        try {
            return read.get();
        } catch (ContentMissingException e) {
            throw MirrorNote.explained(source, path, e);
        }
    }
}
