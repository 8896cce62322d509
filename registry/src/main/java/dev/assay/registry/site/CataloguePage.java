package dev.assay.registry.site;

import dev.assay.registry.site.Catalogue.Plugin;
import dev.assay.registry.site.Catalogue.Published;
import dev.assay.registry.site.Catalogue.State;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The first page: every plugin, by owner, each with an anchor of its own. */
final class CataloguePage {
    private CataloguePage() {}

    static String render(Catalogue catalogue, Frame frame) {
        Html html = frame.begin(frame.title(), "Plugins");
        html.open("div", "class", "hero").leaf("h1", frame.title());
        html.leaf(
                "p",
                "Assessment plugins that run only if their exact bytes were built from source, audited and approved. "
                        + "What each may touch is written here before it touches anything.",
                "class",
                "lead");
        figures(html, catalogue);
        html.close("div");
        Map<String, List<Plugin>> owners = new TreeMap<>();
        catalogue
                .plugins()
                .forEach(plugin -> owners.computeIfAbsent(plugin.name().owner(), _ -> new java.util.ArrayList<>())
                        .add(plugin));
        if (owners.isEmpty()) {
            html.leaf("p", "Nothing is published yet.", "class", "empty");
        }
        if (owners.size() > 1) {
            html.open("nav", "class", "owners", "aria-label", "Owners");
            owners.forEach((owner, plugins) -> html.open("a", "href", "#" + owner)
                    .text(owner + " ")
                    .leaf("span", String.valueOf(plugins.size()), "class", "count")
                    .close("a"));
            html.close("nav");
        }
        owners.forEach((owner, plugins) -> {
            html.open("section", "aria-labelledby", owner).leaf("h2", owner, "id", owner, "class", "owner");
            html.open("ul", "class", "cards");
            plugins.forEach(plugin -> card(html, plugin, frame));
            html.close("ul").close("section");
        });
        return frame.end(html);
    }

    private static void figures(Html html, Catalogue catalogue) {
        html.open("dl", "class", "figures");
        figure(html, catalogue.plugins().size(), "Plugins");
        figure(html, catalogue.releases().size(), "Releases");
        figure(html, catalogue.waiting().size(), "Waiting for review");
        figure(html, count(catalogue, State.REVOKED), "Revoked");
        html.close("dl");
    }

    private static long count(Catalogue catalogue, State state) {
        return catalogue.releases().stream()
                .filter(release -> release.state() == state)
                .count();
    }

    private static void figure(Html html, long count, String label) {
        html.open("div").leaf("dt", label).leaf("dd", String.valueOf(count)).close("div");
    }

    private static void card(Html html, Plugin plugin, Frame frame) {
        Published current = plugin.current();
        html.open("li", "class", "card", "id", plugin.name().toString());
        html.open("div", "class", "top").open("h3");
        html.leaf("a", plugin.name().name(), "href", frame.plugin(plugin.name()))
                .close("h3");
        html.leaf("span", current.version(), "class", "version").close("div");
        html.open("p", "class", "summary")
                .foreign(plugin.manifest().summary().strip())
                .close("p");
        html.open("p", "class", "chips");
        Words.chips(html, current.entry().capabilities().kinds(), "touches nothing");
        html.close("p").open("p", "class", "state");
        Words.badge(html, current.state());
        html.open("span", "class", "quiet");
        Words.day(html, current.entry().published()).close("span").close("p");
        Published newest = plugin.releases().getFirst();
        if (!newest.equals(current)) {
            html.open("p", "class", "newer").leaf("span", newest.version(), "class", "version");
            Words.badge(html, newest.state()).close("p");
        }
        html.close("li");
    }
}
