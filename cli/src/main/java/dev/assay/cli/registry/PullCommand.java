package dev.assay.cli.registry;

import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Registries;
import dev.assay.model.Json;
import dev.assay.registry.Blob;
import dev.assay.registry.http.Watcher;
import dev.assay.registry.oci.Reference;
import dev.assay.registry.oci.WasmArtifact;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches the module of any WebAssembly artifact. */
@Command(
        name = "pull",
        description = {
            "Fetch the one module of an artifact in an OCI registry, to audit it.",
            "An artifact of the CNCF's layout, as wkg and this program write it, of Kubewarden, or for Envoy and Istio. Nothing is",
            "verified but digests, and nothing of it is run. One that was cut off goes on where it was when it is run again.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay registry pull oci://ghcr.io/kubewarden/tests/pod-privileged:v0.2.5 --out policy.wasm",
            "  assay audit policy.wasm --profile module",
        })
final class PullCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "REFERENCE", description = "oci://HOST/NAME:TAG or …@sha256:…")
    private String reference = "";

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the module goes; a new file.")
    private Path out = Path.of("");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private final AccessOptions options = new AccessOptions();

    PullCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Reference named = Reference.parse(reference);
        WasmArtifact artifact;
        Blob module;
        try (ProgressLine line = new ProgressLine(console)) {
            artifact = WasmArtifact.find(
                    named.at(options.reached(named.repository())),
                    options.access(console, json ? Watcher.NONE : line.fetching()));
            module = artifact.copy(out, Registries.partials(console));
        }
        if (json) {
            console.out()
                    .print(Json.pretty(Json.object()
                            .put("reference", named.toString())
                            .put("artifact", artifact.manifest().digest().toString())
                            .put("module", module.digest().toString())
                            .put("size", module.size())));
        } else {
            console.out()
                    .println("Wrote " + out + ": the module " + module.digest() + ", " + module.size()
                            + " bytes, of the artifact " + artifact.manifest().digest() + ".");
        }
        return ExitStatus.DONE.code();
    }
}
