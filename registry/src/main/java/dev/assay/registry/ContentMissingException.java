package dev.assay.registry;

/** A source answered that it does not have this content. That it could not be asked is another thing. */
public final class ContentMissingException extends RegistryException {
    public ContentMissingException(String message) {
        super(message);
    }
}
