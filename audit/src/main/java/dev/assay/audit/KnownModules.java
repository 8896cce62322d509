package dev.assay.audit;

import dev.assay.audit.code.CodeFacts;
import dev.assay.model.Digest;
import dev.assay.model.Document;
import dev.assay.model.Inert;
import dev.assay.wasm.Function;
import dev.assay.wasm.Summary;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Modules that were found to be malicious, by what their code does: the digest of all their functions, whatever their order and
 * names, and a number for each larger function that survives another optimiser. Immutable, safe for concurrent use.
 */
public final class KnownModules {
    /** No module is known. */
    public static final KnownModules NONE = new KnownModules(Map.of(), Map.of());

    /** Smaller functions are in every module of the same library. */
    private static final int LARGE_FUNCTION = 100;

    /** One function is enough if it is this large. */
    private static final int TELLING_FUNCTION = 500;

    private static final int ENOUGH_FUNCTIONS = 2;
    private static final int MOST = 10_000;
    private static final int MOST_FUNCTIONS = 1_000;

    private final Map<String, String> byCode;
    private final Map<Long, String> byFunction;

    private KnownModules(Map<String, String> byCode, Map<Long, String> byFunction) {
        this.byCode = Map.copyOf(byCode);
        this.byFunction = Map.copyOf(byFunction);
    }

    /**
     * Reads {@code format: assay.known-modules/1} with a list {@code modules} of {@code name}, {@code code} (a digest, as
     * {@link #code} makes it) and {@code functions} (numbers in hexadecimal, as {@link #functions} makes them). Throws with every fault.
     */
    public static KnownModules read(byte[] yaml, String file) {
        Document document = Document.read(yaml, file);
        PolicyFile.requireFormat(document, "assay.known-modules");
        Map<String, String> byCode = new HashMap<>();
        Map<Long, String> byFunction = new HashMap<>();
        List<Document> modules = document.mappings("modules");
        if (modules.size() > MOST) {
            document.fault("modules", "at most " + MOST + " modules are listed", "split the file");
        }
        for (Document module : modules.subList(0, Math.min(modules.size(), MOST))) {
            String name = Inert.line(module.required("name").orElse(""), 120);
            module.required("code", Digest::parse).ifPresent(code -> byCode.put(code.toString(), name));
            List<String> functions = module.texts("functions");
            for (String function : functions.subList(0, Math.min(functions.size(), MOST_FUNCTIONS))) {
                if (function.matches("[0-9a-f]{16}")) {
                    byFunction.put(Long.parseUnsignedLong(function, 16), name);
                } else {
                    module.fault("functions", "a function is sixteen hexadecimal digits", "");
                }
            }
            module.end();
        }
        document.end();
        document.finish();
        return new KnownModules(byCode, byFunction);
    }

    /** The digest of what all functions do, whatever their order: names, sections and addresses of data are not in it. */
    public static Digest code(Summary module, CodeFacts code) {
        long[] shapes = new long[module.functions().size()];
        for (int row = 0; row < shapes.length; row++) {
            shapes[row] = code.shape(row);
        }
        Arrays.sort(shapes);
        ByteBuffer all = ByteBuffer.allocate(8 * shapes.length);
        for (long shape : shapes) {
            all.putLong(shape);
        }
        return Digest.of(all.array());
    }

    /** What the larger functions compute, one number each, in the order of the module. */
    public static List<String> functions(Summary module, CodeFacts code) {
        List<String> all = new ArrayList<>();
        for (int row = 0; row < module.functions().size() && all.size() < MOST_FUNCTIONS; row++) {
            if (module.functions().get(row).operators() >= LARGE_FUNCTION) {
                all.add(String.format("%016x", code.gist(row)));
            }
        }
        return all;
    }

    /** Why this is a known module, if it is: the same code, or functions of one that are half of what this one computes. */
    public Optional<String> match(Summary module, CodeFacts code) {
        if (byCode.isEmpty() && byFunction.isEmpty()) {
            return Optional.empty();
        }
        String whole = byCode.get(code(module, code).toString());
        if (whole != null) {
            return Optional.of("the code is that of " + Inert.quote(whole));
        }
        Map<String, Set<Long>> functions = new HashMap<>();
        Map<String, Long> operators = new HashMap<>();
        long all = 0;
        for (Function function : module.functions()) {
            int row = function.index()
                    - (module.functionCount() - module.functions().size());
            all += code.weight(row);
            String name = function.operators() < LARGE_FUNCTION ? null : byFunction.get(code.gist(row));
            if (name != null) {
                functions.computeIfAbsent(name, _ -> new HashSet<>()).add(code.gist(row));
                operators.merge(name, (long) code.weight(row), Long::sum);
            }
        }
        long half = all / 2;
        return functions.entrySet().stream()
                .filter(entry -> (entry.getValue().size() >= ENOUGH_FUNCTIONS
                                || operators.getOrDefault(entry.getKey(), 0L) >= TELLING_FUNCTION)
                        && operators.getOrDefault(entry.getKey(), 0L) >= half)
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .map(name -> "functions of " + Inert.quote(name) + " are half of the code or more");
    }
}
