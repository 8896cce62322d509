package dev.assay.sandbox;

import dev.assay.model.Digest;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import dev.assay.wasm.fuel.Meter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Modules as they go to workers: judged by our validator and metered. The last ones are kept, by the digest of the bytes that came
 * in and the fuel that was written into them, so that a plugin which runs again and again is not metered each time. Bounded by
 * bytes. Thread-safe.
 */
final class MeteredModules {
    /** How deep a guest's calls may nest, as {@link Meter} counts: what the stack of a worker's guest thread holds. */
    static final int CALL_DEPTH = 10_000;

    private static final long MOST_BYTES = 64L << 20;

    private final long mostBytes;
    private final Map<Key, Metered> kept = new LinkedHashMap<>(16, 0.75f, true); // the one not used for longest first
    private long bytes;

    /** By what a metered module is found: the digest of the bytes that came in, the fuel, and how it is kept. */
    record Key(Digest module, long fuel, Meter.Exact exact) {
        /** For the interpreter. */
        static Key of(byte[] module, long fuel) {
            return new Key(Digest.of(module), fuel, Meter.Exact.ALWAYS);
        }

        /** The same module with its fuel as compiled code keeps it. */
        Key compiled() {
            return new Key(module, fuel, Meter.Exact.AT_CALLS);
        }
    }

    /** A metered module. Its bytes are not to be changed. */
    static final class Metered {
        private final byte[] bytes;
        private final Digest digest;
        private final Summary summary;
        private volatile boolean accepted;

        private Metered(byte[] bytes, Summary summary) {
            this.bytes = bytes;
            this.digest = Digest.of(bytes);
            this.summary = summary;
        }

        /** Of its bytes: what tells one meter from another. */
        Digest digest() {
            return digest;
        }

        /** Of the module as it came in. */
        Summary summary() {
            return summary;
        }

        byte[] bytes() {
            return bytes;
        }

        /**
         * Whether an engine said that it accepts these very bytes. It is a worker's word; what hangs on it is whether the engine
         * validates again what our validator has judged.
         */
        boolean isAccepted() {
            return accepted;
        }

        void accept() {
            accepted = true;
        }
    }

    MeteredModules() {
        this(MOST_BYTES);
    }

    MeteredModules(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    synchronized Optional<Metered> known(Key key) {
        return Optional.ofNullable(kept.get(key));
    }

    /** Throws {@link WasmException} for what our validator refuses; that is not kept. */
    Metered of(byte[] module, long fuel) throws WasmException {
        return of(Key.of(module, fuel), module);
    }

    /** The same; {@code key} is that of the module. */
    Metered of(Key key, byte[] module) throws WasmException {
        Optional<Metered> known = known(key);
        if (known.isPresent()) {
            return known.get();
        }
        // Not under the lock: it takes a while, and what another thread does meanwhile comes to the same.
        byte[] bytes = Meter.instrument(module, new Meter.Limits(key.fuel(), CALL_DEPTH), key.exact());
        Metered metered = new Metered(bytes, WasmModule.read(module));
        return keep(key, metered);
    }

    /** One that tells of its calls. It is not kept: who looks at a run does so once. */
    static byte[] profiled(byte[] module, long fuel) throws WasmException {
        return Meter.profiled(module, new Meter.Limits(fuel, CALL_DEPTH));
    }

    /** The one that is kept: of two that were made at the same time, the first. */
    private synchronized Metered keep(Key key, Metered metered) {
        Metered before = kept.putIfAbsent(key, metered);
        if (before != null) {
            return before;
        }
        bytes += metered.bytes.length;
        Iterator<Metered> oldest = kept.values().iterator();
        while (bytes > mostBytes) {
            bytes -= oldest.next().bytes.length;
            oldest.remove();
        }
        return metered;
    }

    synchronized int count() {
        return kept.size();
    }
}
