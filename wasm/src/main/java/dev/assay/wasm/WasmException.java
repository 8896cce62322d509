package dev.assay.wasm;

/**
 * Why these bytes are not a WebAssembly module that can be read or accepted. The only exception any byte sequence can cause in this room.
 * It carries no stack trace: hostile input must not be able to make refusing expensive.
 */
public final class WasmException extends Exception {
    private final int offset;
    private final String reason;

    /**
     * @param offset bytes from the start of the input
     * @param reason what is wrong, in one line
     */
    public WasmException(int offset, String reason) {
        super(reason + " (at byte 0x" + Integer.toHexString(offset) + ")", null, false, false);
        this.offset = offset;
        this.reason = reason;
    }

    /** Where the fault was found: bytes from the start of the input. */
    public int offset() {
        return offset;
    }

    /** What is wrong, without the offset; begins with the specification's word for it where there is one. */
    public String reason() {
        return reason;
    }
}
