package dev.assay.model;

/** Something read from outside is not a value of the model. The family of this room's exceptions. */
public sealed class ModelException extends RuntimeException permits InvalidValueException, FaultyDocumentException {
    ModelException(String message) {
        super(message);
    }
}
