package dev.assay.registry.site;

import dev.assay.model.PluginName;

/**
 * What all pages share: head, navigation, footer, and where things are. Nothing is fetched from another origin, and the
 * page itself forbids it.
 *
 * @param title of the registry
 * @param up the way from the page to the site's folder, empty or ended by {@code /}
 * @param files where the registry's files are, seen from the site's folder, or an absolute address; ended by {@code /}
 * @param asOf of which index the pages tell
 */
record Frame(String title, String up, String files, String asOf) {
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

    /** The same for a page elsewhere. */
    Frame from(String way) {
        return new Frame(title, way, files, asOf);
    }

    String plugin(PluginName plugin) {
        return up + "plugins/" + plugin.owner() + "/" + plugin.name() + ".html";
    }

    String plugin(PluginName plugin, String version) {
        return plugin(plugin) + "#v" + version;
    }

    /** A file of the registry. */
    String file(String path) {
        return (files.matches("[a-z]+://.*") ? "" : up) + files + path;
    }

    /** Begins a page, to where its content starts; {@code current} is the entry of the navigation that it is. */
    Html begin(String heading, String current) {
        Html html = new Html().open("html", "lang", "en").open("head").empty("meta", "charset", "utf-8");
        html.empty("meta", "http-equiv", "Content-Security-Policy", "content", POLICY)
                .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .empty("meta", "name", "color-scheme", "content", "light dark")
                .empty("meta", "name", "referrer", "content", "no-referrer")
                .leaf("title", heading.equals(title) ? title : heading + " · " + title)
                .empty("link", "rel", "icon", "type", "image/svg+xml", "href", up + "icon.svg")
                .empty("link", "rel", "stylesheet", "href", up + "site.css")
                .close("head");
        html.open("body").leaf("a", "Skip to content", "class", "skip", "href", "#main");
        html.open("header", "class", "bar").open("div", "class", "wide");
        html.open("a", "class", "brand", "href", up + "index.html")
                .empty("img", "src", up + "icon.svg", "alt", "", "width", "26", "height", "26")
                .leaf("span", title)
                .close("a");
        html.open("nav", "aria-label", "Site");
        entry(html, "Plugins", "index.html", current);
        entry(html, "Status", "status.html", current);
        html.close("nav").close("div").close("header");
        return html.open("main", "id", "main", "class", "wide", "tabindex", "-1");
    }

    String end(Html html) {
        html.close("main").open("footer", "class", "foot").open("div", "class", "wide");
        html.open("p").text(asOf).close("p");
        html.leaf(
                "p",
                "Nothing here is to be believed for being here: assay verify checks every statement against your own "
                        + "trust policy.");
        return html.close("div").close("footer").close("body").close("html").finish();
    }

    private void entry(Html html, String label, String page, String current) {
        if (label.equals(current)) {
            html.leaf("a", label, "href", up + page, "aria-current", "page");
        } else {
            html.leaf("a", label, "href", up + page);
        }
    }
}
