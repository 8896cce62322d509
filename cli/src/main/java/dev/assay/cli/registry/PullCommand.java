package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.registry.oci.Reference;
import dev.assay.registry.oci.WasmArtifact;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
            "Fetch the one module of an artifact in an OCI registry, to audit it: of the CNCF's layout, as wkg and this program",
            "write it, of Kubewarden, or for Envoy and Istio. Nothing is verified but digests, and nothing of it is run.",
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
        if (Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandException(out + " is there already. Give another name, or delete it");
        }
        Reference named = Reference.parse(reference);
        WasmArtifact artifact =
                WasmArtifact.fetch(named.at(options.reached(named.repository())), options.access(console));
        byte[] module = artifact.module();
        Inputs.write(out, module);
        Digest digest = Digest.of(module);
        if (json) {
            console.out()
                    .print(Json.pretty(Json.object()
                            .put("reference", named.toString())
                            .put("artifact", artifact.manifest().digest().toString())
                            .put("module", digest.toString())
                            .put("size", module.length)));
        } else {
            console.out()
                    .println("Wrote " + out + ": the module " + digest + ", " + module.length
                            + " bytes, of the artifact " + artifact.manifest().digest() + ".");
        }
        return ExitStatus.DONE.code();
    }
}
