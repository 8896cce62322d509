package dev.assay.wasm;

import dev.assay.wasm.feature.Feature;

/** Reads the limits of memories and tables. WebAssembly 3.0 §5.3.15 and §3.2.2; custom page sizes proposal. */
final class LimitsReader {
    private static final int MAXIMUM = 1;
    private static final int SHARED = 2;
    private static final int WIDE = 4;
    private static final int PAGE_SIZE = 8;

    private static final long MOST_32 = 0xFFFF_FFFFL;

    private final Input in;
    private final Needs needs;

    LimitsReader(Input in, Needs needs) {
        this.in = in;
        this.needs = needs;
    }

    ExternType.Memory memory() throws WasmException {
        int start = in.at;
        int flags = flags(MAXIMUM | SHARED | WIDE | PAGE_SIZE);
        boolean shared = (flags & SHARED) != 0;
        if (shared) {
            needs.need(Feature.THREADS, start, "a shared memory");
            if ((flags & MAXIMUM) == 0) {
                throw new WasmException(start, "shared memory must have maximum");
            }
        }
        ExternType.Bounds bounds = bounds(flags);
        int pageBytes = (flags & PAGE_SIZE) == 0 ? ExternType.Memory.PAGE_BYTES : pageBytes();
        requireSize(bounds, pageBytes, start);
        return new ExternType.Memory(bounds, shared, pageBytes);
    }

    ExternType.Bounds table() throws WasmException {
        int start = in.at;
        ExternType.Bounds bounds = bounds(flags(MAXIMUM | WIDE));
        if (!bounds.wide() && (bounds.minimum() > MOST_32 || bounds.maximum() > MOST_32)) {
            throw new WasmException(start, "table size must be at most " + MOST_32 + " entries");
        }
        return bounds;
    }

    private int flags(int known) throws WasmException {
        int start = in.at;
        int flags = in.u8();
        if ((flags & ~known) != 0) {
            throw new WasmException(start, "malformed limits flags 0x" + Integer.toHexString(flags));
        }
        return flags;
    }

    private ExternType.Bounds bounds(int flags) throws WasmException {
        int start = in.at;
        boolean wide = (flags & WIDE) != 0;
        if (wide) {
            needs.need(Feature.MEMORY64, start, "a 64-bit address");
        }
        long minimum = size(wide);
        long maximum = (flags & MAXIMUM) == 0 ? ExternType.Bounds.UNBOUNDED : size(wide);
        if ((flags & MAXIMUM) != 0 && minimum > maximum) {
            throw new WasmException(
                    start, "size minimum must not be greater than maximum: " + minimum + " > " + maximum);
        }
        return new ExternType.Bounds(minimum, maximum, wide);
    }

    private long size(boolean wide) throws WasmException {
        int start = in.at;
        if (!needs.allows(Feature.MEMORY64)) {
            return Integer.toUnsignedLong(in.u32());
        }
        long size = in.u64();
        if (!wide && in.at - start > 5) {
            needs.need(Feature.MEMORY64, start, "a size of more than 32 bits");
        }
        return size < 0 ? Long.MAX_VALUE : size;
    }

    private int pageBytes() throws WasmException {
        int start = in.at;
        needs.need(Feature.CUSTOM_PAGE_SIZES, start, "a page size");
        int power = in.u32();
        if (power != 0 && power != 16) {
            throw new WasmException(
                    start,
                    "invalid custom page size 2^" + Integer.toUnsignedString(power) + ": 1 or 65536 is expected");
        }
        return 1 << power;
    }

    private static void requireSize(ExternType.Bounds bounds, int pageBytes, int offset) throws WasmException {
        boolean wholePages = pageBytes == ExternType.Memory.PAGE_BYTES;
        long most = bounds.wide() ? (wholePages ? 1L << 48 : Long.MAX_VALUE) : (wholePages ? 65_536 : MOST_32);
        if (bounds.minimum() > most || bounds.maximum() > most) {
            String size = bounds.wide() ? "" : " (4GiB)";
            throw new WasmException(offset, "memory size must be at most " + most + " pages" + size);
        }
    }
}
