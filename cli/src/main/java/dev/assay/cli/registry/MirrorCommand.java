package dev.assay.cli.registry;

import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Registries;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.registry.Index;
import dev.assay.registry.Publisher;
import dev.assay.registry.Source;
import dev.assay.registry.mirror.Mirror;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Copies a registry. */
@Command(
        name = "mirror",
        description = {
            "Copy a registry, whole or chosen plugins of it, with statements, index and roots.",
            "Into a directory that readers use, or into one archive to carry to where there is no network. Everything is",
            "verified while it is copied. It takes no key. Into a directory again, it copies only what is new; the mirror",
            "never goes backwards and keeps the plugins it holds.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay registry mirror https://plugins.acme.example mirror --trust trust.yaml",
            "  assay registry mirror https://plugins.acme.example acme.tar acme/ssh acme/tls --trust trust.yaml",
            "  assay registry mirror acme.tar mirror --trust trust.yaml",
        })
final class MirrorCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            description = "A directory, an https address, or an archive (FILE.tar) that this command made.")
    private String from = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "A directory, or an archive: FILE.tar.")
    private String to = "";

    @Parameters(
            index = "2..*",
            paramLabel = "PLUGIN",
            description = "Only these, such as acme/ssh (default: all, or those alone that the mirror holds already).")
    private List<String> plugins = List.of();

    @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
    private Path trust = Path.of("");

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    MirrorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Source source = Mirror.isArchive(from) ? Mirror.archive(Path.of(from)) : Source.of(from);
        try (AutoCloseable _ = source instanceof AutoCloseable closeable ? closeable : () -> {}) {
            Mirror.Copied copied = copy(source);
            if (json) {
                console.out().print(Json.pretty(json(copied)));
            } else {
                print(copied);
            }
        }
        return ExitStatus.DONE.code();
    }

    private Mirror.Copied copy(Source source) {
        SortedSet<PluginName> chosen = new TreeSet<>();
        plugins.forEach(name -> chosen.add(PluginName.parse(name)));
        // First as any reader, who remembers what was seen: an older state, or one without a revocation, ends here.
        Index index = Registries.open(source, from, trust, console).current();
        try (ProgressLine line = new ProgressLine(console)) {
            Mirror mirror = new Mirror(
                    source,
                    Publisher.anchor(TrustPolicy.read(trust)),
                    Clock.systemUTC(),
                    files -> line.show(files + " files"));
            return Mirror.isArchive(to)
                    ? mirror.pack(Path.of(to), chosen, index.number())
                    : mirror.into(Path.of(to), chosen, index.number());
        }
    }

    private void print(Mirror.Copied copied) {
        console.out()
                .println("Mirrored index " + copied.number() + " to " + to + ": "
                        + copied.plugins().size()
                        + (copied.isWhole() ? " plugins, all of them; " : " of " + copied.listed() + " plugins; ")
                        + copied.files() + " files copied, " + copied.bytes() + " bytes, "
                        + copied.present() + " were there.");
        if (!copied.isWhole()) {
            copied.plugins().forEach(plugin -> console.out().println("  " + plugin));
        }
        console.out().println("Readers accept it until " + copied.until() + ". Mirror again before that.");
    }

    private static ObjectNode json(Mirror.Copied copied) {
        ObjectNode out = Json.object()
                .put("index", copied.number())
                .put("acceptedUntil", copied.until().toString())
                .put("whole", copied.isWhole())
                .put("listed", copied.listed())
                .put("copiedFiles", copied.files())
                .put("copiedBytes", copied.bytes())
                .put("presentFiles", copied.present());
        out.set(
                "plugins",
                Json.texts(copied.plugins().stream().map(PluginName::toString).toList()));
        return out;
    }
}
