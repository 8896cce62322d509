package dev.assay.control.http;

/**
 * Does what one operation says. What the model refuses ({@link dev.assay.model.ModelException}) may be thrown: it is
 * answered with 422.
 */
@FunctionalInterface
public interface Handler {
    Reply handle(Call call) throws InterruptedException;
}
