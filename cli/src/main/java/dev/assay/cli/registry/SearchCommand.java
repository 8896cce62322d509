package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Registries;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.registry.Index;
import dev.assay.registry.Registry;
import dev.assay.registry.search.Card;
import dev.assay.registry.search.Page;
import dev.assay.registry.search.Search;
import dev.assay.registry.search.Words;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds plugins. */
@Command(
        name = "search",
        description = {
            "Find plugins that have all of these words in name or summary; without any, all plugins.",
            "Whole words count, in upper or lower case. Each plugin is shown by its newest version that is not yanked.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay registry search https://plugins.example.org sshd hardening --trust trust.yaml",
        })
final class SearchCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "REGISTRY", description = "A directory, or an https or oci address.")
    private String registry = "";

    @Parameters(index = "1..*", paramLabel = "WORD", arity = "0..*", description = "What to look for.")
    private List<String> words = List.of();

    @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
    private Path trust = Path.of("");

    @Mixin
    private final PageOptions paging = new PageOptions();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    SearchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        SortedSet<String> asked = asked();
        Registry reader = Registries.open(registry, trust, console);
        Index index = reader.current();
        Page page = reader.search(index, asked, paging.after(), paging.limit(PageOptions.USUAL));
        if (json) {
            console.out().print(Inert.json(Json.pretty(json(index, page))));
        } else {
            page.cards().forEach(card -> console.out().println(line(index, card)));
            if (page.cards().isEmpty() && page.next().isEmpty()) {
                console.note("assay: nothing found");
            }
            PageOptions.tellNext(page.next(), console);
        }
        return ExitStatus.DONE.code();
    }

    private SortedSet<String> asked() {
        SortedSet<String> asked = Words.of(String.join(" ", words));
        if (asked.isEmpty() && !words.isEmpty()) {
            throw new CommandException(Inert.quote(String.join(" ", words))
                    + " has no word that plugins are found by. Give another one, or none for all plugins");
        }
        if (asked.size() > Search.MOST_WORDS) {
            throw new CommandException(asked.size() + " words were given. Give at most " + Search.MOST_WORDS);
        }
        return asked;
    }

    private static String line(Index index, Card card) {
        return card.plugin() + " " + card.version() + "  " + verdict(card) + "  " + Inert.line(card.summary(), 200)
                + index.revocation(card)
                        .map(revocation -> "  REVOKED: " + Inert.line(revocation.reason(), 200))
                        .orElse(card.yanked() ? "  yanked" : "");
    }

    private static String verdict(Card card) {
        return card.verdict().map(verdict -> verdict.id()).orElse("none");
    }

    private static ObjectNode json(Index index, Page page) {
        ObjectNode out = Json.object();
        ArrayNode plugins = out.putArray("plugins");
        for (Card card : page.cards()) {
            ObjectNode each = plugins.addObject()
                    .put("name", card.plugin().toString())
                    .put("version", card.version().toString())
                    .put("summary", card.summary())
                    .put("verdict", verdict(card))
                    .put("published", card.published().toString())
                    .put("release", card.release().toString())
                    .put("releases", card.releases())
                    .put("revoked", index.revocation(card).isPresent())
                    .put("yanked", card.yanked());
            each.set("capabilities", Json.texts(card.capabilities()));
        }
        page.next().ifPresent(next -> out.put("next", next.toString()));
        return out;
    }
}
