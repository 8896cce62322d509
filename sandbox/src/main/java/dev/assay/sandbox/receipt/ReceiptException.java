package dev.assay.sandbox.receipt;

/** A receipt, or what came with it, is not what it should be; the message says what. */
public final class ReceiptException extends RuntimeException {
    public ReceiptException(String message) {
        super(message);
    }
}
