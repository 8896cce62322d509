package dev.assay.registry;

/** Gives content by its name, checked for digest and size. */
@FunctionalInterface
interface Contents {
    /**
     * The content, whole.
     *
     * @throws RegistryException when it cannot be had, or is other content
     */
    byte[] read(String path, Blob blob);

    /** Straight from a source, which gives no more than the size that is known before. */
    static Contents of(Source source) {
        return (path, blob) -> {
            try {
                return source.read(path, blob);
            } catch (ContentMissingException e) {
                throw MirrorNote.explained(source, path, e);
            }
        };
    }
}
