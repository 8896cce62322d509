package dev.assay.cli.run;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.sandbox.Profile;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.worker.CallTree.Entry;
import dev.assay.wasm.Export;
import dev.assay.wasm.ExternType;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.WasmModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A profile as one HTML file that needs nothing else and may load nothing else. Names of functions are the module's: they are
 * data of the page's own script, which shows them as text.
 */
final class FlameGraph {
    private static final String DATA = "{{data}}";
    private static final String POLICY = "{{policy}}";
    private static final int LONGEST_NAME = 300;

    private FlameGraph() {}

    /** The page for a run of this module. */
    static byte[] html(Loaded loaded, Run run, Profile profile) {
        String page = resource("flame-graph.html");
        String script = resource("flame-graph.js");
        return page.replace("{{style}}", resource("flame-graph.css"))
                .replace("{{script}}", script)
                .replace(POLICY, "sha256-" + sha256(script))
                // Last: what stands in it is looked at no more. No '<' of it ends the script that holds it.
                .replace(DATA, data(loaded, run, profile).toString().replace("<", "\\u003c"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode data(Loaded loaded, Run run, Profile profile) {
        Map<Integer, String> names = new LinkedHashMap<>();
        ArrayNode nodes = Json.array();
        for (Entry entry : profile.entries()) {
            names.computeIfAbsent(entry.function(), _ -> "");
            nodes.add(Json.array()
                    .add(entry.depth())
                    .add(entry.function())
                    .add(entry.calls())
                    .add(entry.fuel()));
        }
        name(loaded.module(), names);
        ObjectNode functions = Json.object();
        names.forEach((function, name) -> functions.put(String.valueOf(function), name));
        ObjectNode data = Json.object()
                .put("title", Inert.line(loaded.describe()))
                .put("outcome", run.outcome().id())
                .put("fuel", run.fuel());
        data.set("functions", functions);
        data.set("nodes", nodes);
        return data;
    }

    /** By the name section, else by an export, else by its index. */
    private static void name(byte[] module, Map<Integer, String> names) {
        Summary summary;
        try {
            summary = WasmModule.read(module);
        } catch (WasmException e) {
            throw new IllegalStateException("a module that ran cannot be read", e);
        }
        names.replaceAll((function, _) ->
                Inert.line(summary.functionName(function).orElseGet(() -> exported(summary, function)), LONGEST_NAME));
    }

    private static String exported(Summary summary, int function) {
        return summary.exports().stream()
                .filter(export -> export.type() instanceof ExternType.Func && export.index() == function)
                .map(Export::name)
                .findFirst()
                .orElse("function " + function);
    }

    private static String sha256(String script) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(FlameGraph.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
