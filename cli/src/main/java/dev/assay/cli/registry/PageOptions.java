package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.model.PluginName;
import dev.assay.registry.search.Page;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which page of plugins to show. */
final class PageOptions {
    /** How many plugins a page has where nobody says. */
    static final int USUAL = 20;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many plugins to show at most; up to " + Page.MOST + ".")
    private @Nullable Integer limit;

    @Option(names = "--page", paramLabel = "TOKEN", description = "Where to go on, as the page before said.")
    private @Nullable String page;

    /** Whether a page was asked for. */
    boolean isGiven() {
        return limit != null || page != null;
    }

    int limit(int otherwise) {
        int number = limit == null ? otherwise : limit;
        if (number < 1 || number > Page.MOST) {
            throw new CommandException("--limit " + number + " is no number of plugins. Give 1 to " + Page.MOST);
        }
        return number;
    }

    Optional<PluginName> after() {
        return Optional.ofNullable(page).map(PluginName::parse);
    }

    static void tellNext(Optional<PluginName> next, Console console) {
        next.ifPresent(name -> console.note("assay: there is more. Go on with: --page " + name));
    }
}
