package dev.assay.registry;

/**
 * A source gave other content than the signed index names, or more than anyone would have published. Whoever asked must not
 * go on with it.
 */
public final class ContentChangedException extends RegistryException {
    public ContentChangedException(String message) {
        super(message);
    }
}
