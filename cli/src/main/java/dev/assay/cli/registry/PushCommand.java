package dev.assay.cli.registry;

import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.registry.Source;
import dev.assay.registry.oci.Access;
import dev.assay.registry.oci.Place;
import dev.assay.registry.oci.Push;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a registry into an OCI registry. */
@Command(
        name = "push",
        description = {
            "Put a registry into an OCI registry, with the same bytes and digests.",
            "Each plugin goes into a repository of its own, then the index. What is there is not sent again. Readers then take",
            "oci://HOST/NAME for the registry. Logins are those of 'docker login' (DOCKER_CONFIG) and its helper programs.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay registry push registry oci://ghcr.io/acme/plugins --trust trust.yaml",
            "  assay registry list oci://ghcr.io/acme/plugins --trust trust.yaml",
        })
final class PushCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "REGISTRY", description = "A directory, or another address of a registry.")
    private String registry = "";

    @Parameters(index = "1", paramLabel = "PLACE", description = "Where to: oci://HOST/NAME.")
    private String place = "";

    @Parameters(
            index = "2..*",
            paramLabel = "PLUGIN",
            description = "Push the content of these plugins only; the index is whole in any case.")
    private List<String> plugins = new ArrayList<>();

    @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
    private Path trust = Path.of("");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Mixin
    private final AccessOptions options = new AccessOptions();

    PushCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Access access = options.access(console);
        Place base = options.reached(Place.parse(place));
        Set<PluginName> chosen =
                plugins.stream().map(PluginName::parse).collect(Collectors.toCollection(LinkedHashSet::new));
        Push.Pushed pushed = new Push(Source.of(registry, access), base, access)
                .run(TrustPolicy.read(trust), chosen, Clock.systemUTC());
        if (json) {
            console.out()
                    .print(Json.pretty(Json.object()
                            .put("place", base.toString())
                            .put("index", pushed.number())
                            .put("plugins", pushed.plugins())
                            .put("releases", pushed.releases())
                            .put("files", pushed.files())
                            .put("bytes", pushed.bytes())));
        } else {
            console.out()
                    .println("Pushed index " + pushed.number() + " to " + base + ": " + pushed.plugins() + " plugins, "
                            + pushed.releases() + " releases; " + pushed.files() + " files were new, " + pushed.bytes()
                            + " bytes.");
        }
        return ExitStatus.DONE.code();
    }
}
