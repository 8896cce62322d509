package dev.assay.sandbox;

import dev.assay.model.Outcome;
import dev.assay.sandbox.compiled.CompileCache;
import dev.assay.sandbox.compiled.Origin;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which modules run compiled, and their code: as the host file's {@link Engine} wants it, from memory, from the cache, or made now.
 * What cannot be compiled is interpreted. What is kept in memory is bounded. Thread-safe. Closing it leaves no process and no thread.
 */
final class CompiledModules implements AutoCloseable {
    /** For so much fuel the interpreter took from 0.06 s, for SHA-256, to 4 s, for an empty loop. */
    static final long WORTHWHILE = 5_000_000;

    private static final long MOST_BYTES = 64L << 20;
    private static final int MOST_MODULES = 10_000;

    private final Engine engine;
    private final MeteredModules modules;
    private final Workers workers;
    private final Compiling compiling;
    private final Optional<CompileCache> cache;
    private final String made;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final Map<MeteredModules.Key, Known> known =
            new LinkedHashMap<>(16, 0.75f, true); // the one not used for longest first
    private long bytes;
    private @Nullable Thread background;
    private boolean closed;
    private Optional<String> unwritten = Optional.empty();

    /** What is known of a module. */
    private sealed interface Known {
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Compiled(byte[] code, String note) implements Known {}

        record Interpreted(String why) implements Known {}

        /** It could be compiled, and was not yet. */
        record NotYet() implements Known {}

        default int bytes() {
            return this instanceof Compiled compiled ? compiled.code.length : 0;
        }
    }

    /** {@code workers} run compiled code; whoever made them closes them. */
    CompiledModules(
            Engine engine, MeteredModules modules, Workers workers, Compiling compiling, Optional<CompileCache> cache) {
        this.engine = Compiling.isInstalled() ? engine : Engine.INTERPRETER;
        this.modules = modules;
        this.workers = workers;
        this.compiling = compiling;
        this.cache = cache;
        this.made = this.engine == Engine.INTERPRETER ? "" : Compiling.engine();
    }

    /** That run compiled code. */
    Workers workers() {
        return workers;
    }

    /**
     * The code for a run of this module with this fuel; empty if it is to be interpreted. May take as long as compiling does, which is
     * not part of a run's time. Throws {@link WasmException} for what our validator refuses.
     */
    Optional<byte[]> of(MeteredModules.Key key, byte[] module) throws WasmException, InterruptedException {
        if (engine == Engine.INTERPRETER) {
            return Optional.empty();
        }
        Known is = recall(key);
        if (is == null) {
            is = keep(key, find(key, module));
        }
        if (is instanceof Known.NotYet && engine == Engine.COMPILER) {
            is = compile(key, module);
        }
        return is instanceof Known.Compiled it ? Optional.of(it.code) : Optional.empty();
    }

    /** Learns from a run that was interpreted. */
    void ran(MeteredModules.Key key, byte[] module, Attempt.End end) {
        boolean worthwhile = end.fuel() >= WORTHWHILE || end.outcome() == Outcome.DEADLINE;
        if (engine == Engine.AUTO && worthwhile && recall(key) instanceof Known.NotYet) {
            compileInBackground(key, module);
        }
    }

    /** Whether the next run of this module is likely to be compiled, so that no interpreter need read it ahead of time. */
    boolean isLikely(MeteredModules.Key key) {
        return engine == Engine.COMPILER || recall(key) instanceof Known.Compiled;
    }

    /** From now on this module is interpreted: its code was not accepted where it was to run. */
    void give(MeteredModules.Key key, String why) {
        keep(key, new Known.Interpreted(why));
    }

    private Known find(MeteredModules.Key key, byte[] module) throws WasmException {
        if (module.length > Compiling.LONGEST_MODULE) {
            return new Known.Interpreted("it is longer than " + (Compiling.LONGEST_MODULE >> 20) + " MiB");
        }
        if (WasmModule.read(module).features().contains("simd")) {
            return new Known.Interpreted("it has SIMD, which the compiler does not");
        }
        if (cache.isEmpty()) {
            return new Known.NotYet();
        }
        return cache.get()
                .get(origin(key, metered(key, module)))
                .<Known>map(code -> new Known.Compiled(code, ""))
                .orElseGet(Known.NotYet::new);
    }

    private MeteredModules.Metered metered(MeteredModules.Key key, byte[] module) throws WasmException {
        return modules.of(key.compiled(), module);
    }

    private Origin origin(MeteredModules.Key key, MeteredModules.Metered metered) {
        return new Origin(key.module(), metered.digest(), made);
    }

    private Known compile(MeteredModules.Key key, byte[] module) throws WasmException, InterruptedException {
        MeteredModules.Metered metered = metered(key, module);
        oneAtATime.lockInterruptibly();
        try {
            Known meanwhile = recall(key);
            if (meanwhile != null && !(meanwhile instanceof Known.NotYet)) {
                return meanwhile;
            }
            Compiling.Made made = compiling.compile(metered.bytes());
            write(origin(key, metered), made.code());
            return keep(key, new Known.Compiled(made.code(), made.note()));
        } catch (IOException | SandboxException e) {
            return keep(key, new Known.Interpreted(String.valueOf(e.getMessage())));
        } finally {
            oneAtATime.unlock();
        }
    }

    private void write(Origin origin, byte[] code) {
        Optional<String> why = Optional.empty();
        try {
            if (cache.isPresent()) {
                cache.get().put(origin, code);
            }
        } catch (IOException e) {
            why = Optional.of("compiled plugins cannot be kept, so each start compiles them again: " + e);
        }
        synchronized (this) {
            unwritten = why;
        }
    }

    private synchronized void compileInBackground(MeteredModules.Key key, byte[] module) {
        if (closed || (background != null && background.isAlive())) {
            return; // its next run will ask again
        }
        background = Thread.ofPlatform().daemon().name("assay-compile").start(() -> {
            try {
                compile(key, module);
            } catch (WasmException | InterruptedException e) {
                // it stays interpreted
            }
        });
    }

    private synchronized @Nullable Known recall(MeteredModules.Key key) {
        return known.get(key);
    }

    private synchronized Known keep(MeteredModules.Key key, Known is) {
        Known before = known.put(key, is);
        bytes += is.bytes() - (before == null ? 0 : before.bytes());
        Iterator<Known> oldest = known.values().iterator();
        while (known.size() > 1 && (bytes > MOST_BYTES || known.size() > MOST_MODULES)) {
            bytes -= oldest.next().bytes();
            oldest.remove();
        }
        return is;
    }

    /** Which engine plugins run on, for a status. */
    synchronized String status() {
        if (engine == Engine.INTERPRETER) {
            return engine.id();
        }
        List<String> notes = new ArrayList<>();
        int compiled = 0;
        int interpreted = 0;
        for (Known is : known.values()) {
            if (is instanceof Known.Compiled it) {
                compiled++;
                notes.add(it.note);
            } else if (is instanceof Known.Interpreted it) {
                interpreted++;
                notes.add(it.why);
            }
        }
        notes.removeIf(String::isEmpty);
        return engine.id() + ", " + compiled + " compiled, " + interpreted + " not to be compiled"
                + (notes.isEmpty() ? "" : "; of one: " + notes.getLast());
    }

    /** What an operator should see to. */
    synchronized List<String> problems() {
        List<String> problems = new ArrayList<>();
        unwritten.ifPresent(problems::add);
        cache.flatMap(CompileCache::refused).ifPresent(problems::add);
        return problems;
    }

    @Override
    public void close() {
        Thread busy;
        synchronized (this) {
            closed = true;
            busy = background;
        }
        compiling.close();
        if (busy == null) {
            return;
        }
        busy.interrupt();
        boolean interrupted = false;
        while (busy.isAlive()) {
            try {
                busy.join();
            } catch (InterruptedException e) {
                interrupted = true; // its process is killed: this ends soon, and must be seen to
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
