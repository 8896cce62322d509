package dev.assay.sandbox;

import dev.assay.model.Digest;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.fuel.Meter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

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

    private record Key(Digest module, long fuel) {}

    /** A metered module. Its bytes are not to be changed. */
    static final class Metered {
        private final byte[] bytes;
        private final Digest digest;
        private volatile boolean accepted;

        private Metered(byte[] bytes) {
            this.bytes = bytes;
            this.digest = Digest.of(bytes);
        }

        /** Of its bytes: what tells one meter from another. */
        Digest digest() {
            return digest;
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

    /** Throws {@link WasmException} for what our validator refuses; that is not kept. */
    Metered of(byte[] module, long fuel) throws WasmException {
        Key key = new Key(Digest.of(module), fuel);
        synchronized (this) {
            Metered known = kept.get(key);
            if (known != null) {
                return known;
            }
        }
        // Not under the lock: it takes a while, and what another thread does meanwhile comes to the same.
        Metered metered = new Metered(Meter.instrument(module, new Meter.Limits(fuel, CALL_DEPTH)));
        keep(key, metered);
        return metered;
    }

    /** One that tells of its calls. It is not kept: who looks at a run does so once. */
    static byte[] profiled(byte[] module, long fuel) throws WasmException {
        return Meter.profiled(module, new Meter.Limits(fuel, CALL_DEPTH));
    }

    private synchronized void keep(Key key, Metered metered) {
        if (kept.putIfAbsent(key, metered) != null) {
            return;
        }
        bytes += metered.bytes.length;
        Iterator<Metered> oldest = kept.values().iterator();
        while (bytes > mostBytes) {
            bytes -= oldest.next().bytes.length;
            oldest.remove();
        }
    }

    synchronized int count() {
        return kept.size();
    }
}
