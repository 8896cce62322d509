package dev.assay.registry.site;

import dev.assay.model.Manifest;
import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.ListedStatement;
import dev.assay.registry.ListedVariant;
import dev.assay.registry.site.Catalogue.Judged;
import dev.assay.registry.site.Catalogue.Plugin;
import dev.assay.registry.site.Catalogue.Published;
import dev.assay.trust.Decision;
import dev.assay.trust.chain.Chain;
import java.util.List;

/** The page of one plugin: what it is, what it may touch, how to have it, and the evidence for each version. */
final class PluginPage {
    private final Catalogue catalogue;
    private final Plugin plugin;
    private final Frame frame;
    private final Html html;

    private PluginPage(Catalogue catalogue, Plugin plugin, Frame frame) {
        this.catalogue = catalogue;
        this.plugin = plugin;
        this.frame = frame;
        this.html = frame.begin(plugin.name().toString(), "");
    }

    static String render(Catalogue catalogue, Plugin plugin, Frame frame) {
        PluginPage page = new PluginPage(catalogue, plugin, frame);
        page.head();
        page.html.open("div", "class", "columns").open("div");
        page.capabilities();
        page.use();
        page.html.close("div");
        page.facts();
        page.html.close("div");
        page.versions();
        return frame.end(page.html);
    }

    private void head() {
        PluginName name = plugin.name();
        html.open("div", "class", "hero plugin");
        html.open("nav", "class", "crumbs", "aria-label", "Breadcrumb").open("ol");
        html.open("li").leaf("a", "Plugins", "href", frame.up() + "index.html").close("li");
        html.open("li")
                .leaf("a", name.owner(), "href", frame.up() + "index.html#" + name.owner())
                .close("li");
        html.open("li", "aria-current", "page").text(name.name()).close("li");
        html.close("ol").close("nav").open("div", "class", "top");
        html.leaf("h1", name.toString());
        html.leaf("span", plugin.current().version(), "class", "version");
        Words.badge(html, plugin.current().state()).close("div");
        html.open("p", "class", "lead")
                .foreign(plugin.manifest().summary().strip())
                .close("p")
                .close("div");
    }

    private void facts() {
        Manifest manifest = plugin.manifest();
        Entry entry = plugin.current().entry();
        html.open("section", "class", "facts", "aria-labelledby", "facts").leaf("h2", "Facts", "id", "facts");
        html.open("dl");
        html.leaf("dt", "Newest version").open("dd").text(plugin.current().version() + ", ");
        Words.day(html, entry.published()).close("dd");
        html.leaf("dt", "Licence").open("dd").foreign(manifest.license()).close("dd");
        html.leaf("dt", "Source").open("dd").open("a", "href", manifest.source().toString(), "rel", "nofollow");
        html.foreign(manifest.source().toString()).close("a").close("dd");
        html.leaf("dt", "Contract").leaf("dd", entry.contract().toString());
        html.leaf("dt", "Toolchain")
                .leaf("dd", String.join(", ", manifest.build().toolchains()));
        html.leaf("dt", "Limits").open("dd");
        html.text((manifest.limits().memoryBytes() >> 20) + " MiB of memory, "
                        + manifest.limits().time().toSeconds() + " s")
                .close("dd");
        html.close("dl").close("section");
    }

    private void capabilities() {
        html.open("section", "aria-labelledby", "capabilities").leaf("h2", "What it may touch", "id", "capabilities");
        var all = plugin.current().entry().capabilities().all();
        if (all.isEmpty()) {
            html.leaf("p", "Nothing of the host. It works from its configuration, the clock and random numbers.");
        } else {
            html.leaf(
                    "p",
                    "It asks for these. A runtime gives them only if an administrator grants them too, and nothing else.");
            html.open("ul", "class", "abilities");
            all.forEach(capability -> {
                html.open("li").leaf("span", capability.kind(), "class", "chip").open("span");
                Words.capability(html, capability).close("span").close("li");
            });
            html.close("ul");
        }
        html.close("section");
    }

    private void use() {
        String version = plugin.current().version();
        String registry = frame.files().contains("://") ? frame.files() : "REGISTRY";
        html.open("section", "aria-labelledby", "use").leaf("h2", "Use it", "id", "use");
        html.leaf("p", "See for yourself why it may run, by your own trust policy:");
        command("assay verify " + plugin.name() + "@" + version + " --registry " + registry + " --trust trust.yaml");
        html.leaf("p", "Then require it of runtimes, with the grants that you decide on:");
        command("assay require " + plugin.name() + " --versions ^" + version
                + " --label env=prod --grants grants.yaml --preview");
        html.close("section");
    }

    private void command(String line) {
        html.open("pre").leaf("code", line).close("pre");
    }

    private void versions() {
        html.open("section", "aria-labelledby", "versions").leaf("h2", "Versions", "id", "versions");
        for (Published release : plugin.releases()) {
            boolean current = release.equals(plugin.current());
            String[] open = current ? new String[] {"open", ""} : new String[0];
            html.open("article", "class", "release", "id", "v" + release.version())
                    .open("details", open);
            html.open("summary").leaf("h3", release.version());
            Words.badge(html, release.state()).open("span", "class", "quiet");
            Words.day(html, release.entry().published()).close("span").close("summary");
            evidence(release);
            html.close("details").close("article");
        }
        html.close("section");
    }

    private void evidence(Published release) {
        Entry entry = release.entry();
        release.revocation()
                .ifPresent(revocation -> html.open("p", "class", "notice bad")
                        .leaf("strong", "Revoked: ")
                        .foreign(revocation.reason())
                        .close("p"));
        entry.yanked()
                .ifPresent(yank -> html.open("p", "class", "notice")
                        .leaf("strong", "Yanked: ")
                        .foreign(yank.reason())
                        .close("p"));
        html.open("dl", "class", "digests");
        file("Release", entry, entry.release());
        file("Manifest", entry, entry.manifest());
        entry.schema().ifPresent(schema -> file("Configuration schema", entry, schema));
        html.close("dl");
        for (Judged variant : release.variants()) {
            html.leaf("h4", "Module " + variant.listed().name());
            html.open("dl", "class", "digests");
            file(
                    "Bytes, " + Words.bytes(variant.listed().module().size()),
                    entry,
                    variant.listed().module());
            html.leaf("dt", "Features").open("dd");
            Words.chips(html, variant.listed().features(), "none beyond the first WebAssembly")
                    .close("dd");
            html.close("dl");
            decision(variant);
            reAudited(release, variant);
            statements(entry, variant.listed());
        }
    }

    private void file(String label, Entry entry, Blob blob) {
        html.leaf("dt", label).open("dd").open("a", "href", file(entry, blob));
        Words.digest(html, blob.digest()).close("a").close("dd");
    }

    private String file(Entry entry, Blob blob) {
        Index index = catalogue.index();
        return frame.file(index.path(entry, blob));
    }

    private void decision(Judged variant) {
        Decision decision = variant.decision();
        boolean loads = decision instanceof Decision.Admitted;
        html.open("div", "class", "why " + variant.state().tone)
                .leaf("p", loads ? "Why it loads" : "Why it does not load", "class", "label");
        chain(decision.chain().parts());
        html.close("div");
    }

    private void chain(List<Chain> parts) {
        html.open("ul");
        for (Chain part : parts) {
            html.open("li", "class", part.mark().name().toLowerCase(java.util.Locale.ROOT))
                    .leaf("span", mark(part.mark()), "class", "unseen");
            html.foreign(part.text());
            if (!part.parts().isEmpty()) {
                chain(part.parts());
            }
            html.close("li");
        }
        html.close("ul");
    }

    private static String mark(Chain.Mark mark) {
        return switch (mark) {
            case OK -> "Holds: ";
            case FAILED -> "Fails: ";
            case NOTE -> "Note: ";
        };
    }

    private void reAudited(Published release, Judged variant) {
        catalogue
                .reAudit()
                .flatMap(again -> again.of(
                        plugin.name(),
                        release.entry().version(),
                        variant.listed().module().digest()))
                .ifPresent(result -> {
                    html.open("p")
                            .text("Audited again: " + Findings.verdict(result) + ".")
                            .close("p");
                    Findings.list(html, result);
                });
    }

    private void statements(Entry entry, ListedVariant variant) {
        List<ListedStatement> statements = variant.statements();
        if (statements.isEmpty()) {
            html.leaf("p", "Nobody has said anything about this module.");
            return;
        }
        html.open(
                        "div",
                        "class",
                        "scroll",
                        "role",
                        "region",
                        "tabindex",
                        "0",
                        "aria-label",
                        "Statements about " + entry.version() + " " + variant.name())
                .open("table");
        html.leaf("caption", "Signed statements about it").open("thead").open("tr");
        for (String column : List.of("Statement", "Listed since", "Bundle")) {
            html.leaf("th", column, "scope", "col");
        }
        html.close("tr").close("thead").open("tbody");
        for (ListedStatement statement : statements) {
            html.open("tr").open("th", "scope", "row").foreign(Words.statement(statement.predicateType()));
            html.close("th").open("td");
            Words.minute(html, statement.listed()).close("td").open("td");
            html.open("a", "href", file(entry, statement.bundle()));
            html.leaf("code", statement.bundle().digest().brief() + "…").close("a");
            html.close("td").close("tr");
        }
        html.close("tbody").close("table").close("div");
    }
}
