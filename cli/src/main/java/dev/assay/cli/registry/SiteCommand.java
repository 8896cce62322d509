package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.cli.Registries;
import dev.assay.model.Inert;
import dev.assay.model.ModelException;
import dev.assay.registry.site.ReAudit;
import dev.assay.registry.site.Site;
import dev.assay.trust.TrustPolicy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the static catalogue. */
@Command(
        name = "site",
        description = {
            "Write a static catalogue and status page of a registry, for any web server.",
            "Every release is judged by the trust policy, as a runtime would. The same index gives the same bytes.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay registry site registry --trust trust.yaml --out registry/site",
        })
final class SiteCommand implements Callable<Integer> {
    private static final int MOST_TITLE = 80;

    private final Console console;

    @Parameters(index = "0", paramLabel = "REGISTRY", description = "A directory, or an https or oci address.")
    private String registry = "";

    @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
    private Path trust = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Where the site goes; an earlier site there is replaced.")
    private Path out = Path.of("");

    @Option(
            names = "--status",
            paramLabel = "FILE",
            description = "Results of the last re-audit, of format assay.re-audit/1, to show on the status page.")
    private @Nullable Path status;

    @Option(names = "--title", paramLabel = "TEXT", description = "What the registry is called.")
    private String title = "Plugin registry";

    @Option(
            names = "--files",
            paramLabel = "URL",
            description = "Where the registry is served, for links to its files (default: REGISTRY, seen from DIR).")
    private @Nullable String files;

    SiteCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (title.isBlank() || title.length() > MOST_TITLE) {
            throw new CommandException("--title is empty or too long. Give 1 to " + MOST_TITLE + " characters");
        }
        TrustPolicy policy = TrustPolicy.read(trust);
        Optional<ReAudit> reAudit = Optional.ofNullable(status).map(SiteCommand::reAudit);
        Site site = new Site(Registries.open(registry, trust, console).current(), policy, reAudit, title, files());
        site.write(out);
        console.out().println("Wrote the site to " + out + ", plugins: " + site.plugins() + ".");
        return ExitStatus.DONE.code();
    }

    private static ReAudit reAudit(Path file) {
        try {
            return ReAudit.read(Inputs.read(file, "re-audit", ReAudit.MOST_BYTES));
        } catch (ModelException e) {
            throw new CommandException("re-audit " + Inert.quote(file.toString()) + ": " + e.getMessage(), e);
        }
    }

    private String files() {
        String address = files == null ? registry : files;
        if (address.matches("https?://.*")) {
            return address;
        }
        if (files != null) {
            throw new CommandException("--files " + Inert.quote(files) + " is no address. Give https://host/path");
        }
        Path way = out.toAbsolutePath()
                .normalize()
                .relativize(Path.of(registry).toAbsolutePath().normalize());
        try {
            return new URI(null, null, "./" + way, null).getRawPath();
        } catch (URISyntaxException e) {
            throw new CommandException("the way from --out to the registry is no address. Give --files URL", e);
        }
    }
}
