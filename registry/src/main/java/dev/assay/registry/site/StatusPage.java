package dev.assay.registry.site;

import dev.assay.model.Reason;
import dev.assay.registry.ReviewQueue;
import dev.assay.registry.site.Catalogue.Judged;
import dev.assay.registry.site.Catalogue.Plugin;
import dev.assay.registry.site.Catalogue.Published;
import dev.assay.registry.site.Catalogue.State;
import dev.assay.trust.Decision;
import dev.assay.trust.Revocation;
import dev.assay.trust.Role;
import dev.assay.trust.Standing;
import java.util.Comparator;
import java.util.List;

/** How the registry is: what waits, what was revoked and why, what does not load, how fresh the index is. */
final class StatusPage {
    private final Catalogue catalogue;
    private final Frame frame;
    private final Html html;

    private StatusPage(Catalogue catalogue, Frame frame) {
        this.catalogue = catalogue;
        this.frame = frame;
        this.html = frame.begin("Status", "Status");
    }

    static String render(Catalogue catalogue, Frame frame) {
        StatusPage page = new StatusPage(catalogue, frame);
        page.html.open("div", "class", "hero").leaf("h1", "Status");
        page.index();
        page.html.close("div");
        page.waiting();
        page.incidents();
        page.refused();
        page.reAudit();
        return frame.end(page.html);
    }

    private void index() {
        html.open("dl", "class", "figures").open("div").leaf("dt", "Index");
        html.leaf("dd", String.valueOf(catalogue.index().number())).close("div");
        html.open("div").leaf("dt", "Signed").open("dd");
        Words.minute(html, catalogue.index().issued()).close("dd").close("div");
        html.open("div").leaf("dt", "Expires").open("dd");
        Words.minute(html, catalogue.index().expires()).close("dd").close("div");
        html.open("div").leaf("dt", "Review quorum").leaf("dd", quorum()).close("div");
        html.close("dl");
    }

    private String quorum() {
        return catalogue
                .policy()
                .rule(Role.REVIEWER)
                .map(rule -> rule.minimum() + " of " + rule.identities().size())
                .orElse("no reviewers");
    }

    private void waiting() {
        List<ReviewQueue.Case> waiting = catalogue.waiting();
        section("waiting", "Waiting for review", waiting.size());
        if (waiting.isEmpty()) {
            html.leaf("p", "Nothing waits: every flagged release has its answer.", "class", "empty");
        } else {
            table("What waits for review", "Release", "Waiting", "Reviews", "Capabilities", "Findings");
            waiting.forEach(this::waiting);
            html.close("tbody").close("table").close("div");
        }
        html.close("section");
    }

    private void waiting(ReviewQueue.Case waits) {
        Standing.Flagged standing = waits.standing();
        html.open("tr").open("th", "scope", "row");
        release(waits.entry().plugin(), waits.entry().version().toString());
        html.leaf("span", waits.variant().name(), "class", "quiet").close("th");
        html.open("td").text(Words.lasting(waits.since(), catalogue.now()) + ", since ");
        Words.day(html, waits.since()).close("td");
        html.open("td").text(standing.approving().size() + " of " + standing.needed());
        standing.approving().forEach(name -> html.text(", ").foreign(name));
        html.close("td").open("td");
        Words.chips(html, standing.audit().capabilities(), "none").close("td").open("td");
        catalogue
                .reAudit()
                .flatMap(again -> again.of(
                        waits.entry().plugin(),
                        waits.entry().version(),
                        waits.variant().module()))
                .ifPresentOrElse(
                        result -> Findings.list(html, result),
                        () -> html.text("see ").leaf("code", "assay review list"));
        html.close("td").close("tr");
    }

    private void incidents() {
        List<Revocation> all = catalogue.index().revocations().all().stream()
                .sorted(Comparator.comparing(Revocation::time).reversed())
                .toList();
        section("incidents", "Incidents", all.size());
        html.leaf("p", "Everything that was ever revoked. Nothing leaves this list, also when it is taken back.");
        if (all.isEmpty()) {
            html.leaf("p", "Nothing was ever revoked.", "class", "empty");
        }
        html.open("ol", "class", "incidents");
        all.forEach(this::incident);
        html.close("ol").close("section");
    }

    private void incident(Revocation revocation) {
        boolean active = revocation.isActive(catalogue.now());
        html.open("li").open("p", "class", "top");
        html.open("span", "class", "badge " + (active ? "bad" : "plain"))
                .text(active ? "Revoked" : "Taken back")
                .close("span");
        html.open("span");
        Words.target(html, revocation.target()).close("span");
        html.leaf("span", revocation.severity().id(), "class", "chip");
        html.open("span", "class", "quiet");
        Words.minute(html, revocation.time()).close("span").close("p");
        html.open("p").foreign(revocation.reason()).close("p");
        revocation.undone().ifPresent(undo -> {
            html.open("p", "class", "quiet").text("Taken back ");
            Words.minute(html, undo.time()).text(": ").foreign(undo.reason()).close("p");
        });
        html.close("li");
    }

    private void refused() {
        List<Published> refused = catalogue.releases().stream()
                .filter(release -> release.state() == State.REFUSED || release.state() == State.REJECTED)
                .toList();
        section("refused", "Published, but does not load", refused.size());
        if (refused.isEmpty()) {
            html.leaf("p", "Nothing: what is published loads, waits for review, or is revoked.", "class", "empty");
        } else {
            table("What does not load", "Release", "State", "Why");
            refused.forEach(release -> {
                html.open("tr").open("th", "scope", "row");
                release(release.entry().plugin(), release.version());
                html.close("th").open("td");
                Words.badge(html, release.state()).close("td").open("td").open("ul");
                release.variants().stream()
                        .map(Judged::decision)
                        .filter(Decision.Refused.class::isInstance)
                        .flatMap(decision -> ((Decision.Refused) decision).reasons().stream())
                        .map(Reason::message)
                        .distinct()
                        .forEach(why -> html.open("li").foreign(why).close("li"));
                html.close("ul").close("td").close("tr");
            });
            html.close("tbody").close("table").close("div");
        }
        html.close("section");
    }

    private void reAudit() {
        List<ReAudit.Result> failing = catalogue.reAudit().stream()
                .flatMap(again -> again.results().stream())
                .filter(result -> !result.passes())
                .toList();
        section("re-audit", "Last re-audit", failing.size());
        if (catalogue.reAudit().isEmpty()) {
            html.leaf("p", "These pages were made without the results of a re-audit.", "class", "empty");
        } else {
            ReAudit again = catalogue.reAudit().get();
            html.open("p").text(Words.many(again.results().size(), "module") + " audited again ");
            Words.minute(html, again.made()).text(" by ").foreign(again.auditor());
            html.text("; " + (failing.isEmpty() ? "all pass." : failing.size() + " would not be approved today."))
                    .close("p");
        }
        if (!failing.isEmpty()) {
            table("What would not be approved today", "Release", "Verdict", "Findings");
            failing.forEach(result -> {
                html.open("tr").open("th", "scope", "row");
                release(result.plugin(), result.version().toString());
                html.leaf("span", result.variant(), "class", "quiet").close("th");
                html.leaf("td", Findings.verdict(result)).open("td");
                Findings.list(html, result);
                html.close("td").close("tr");
            });
            html.close("tbody").close("table").close("div");
        }
        html.close("section");
    }

    private void section(String id, String title, int count) {
        html.open("section", "aria-labelledby", id).open("h2", "id", id).text(title + " ");
        html.leaf("span", String.valueOf(count), "class", "count").close("h2");
    }

    private void table(String caption, String... columns) {
        html.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", caption)
                .open("table")
                .leaf("caption", caption, "class", "unseen")
                .open("thead")
                .open("tr");
        for (String column : columns) {
            html.leaf("th", column, "scope", "col");
        }
        html.close("tr").close("thead").open("tbody");
    }

    /** A link where there is such a page: what was audited again may have been another registry's. */
    private void release(dev.assay.model.PluginName plugin, String version) {
        boolean known = catalogue.plugins().stream()
                .filter(other -> other.name().equals(plugin))
                .map(Plugin::releases)
                .flatMap(List::stream)
                .anyMatch(release -> release.version().equals(version));
        if (known) {
            html.leaf("a", plugin + " " + version, "href", frame.plugin(plugin, version));
        } else {
            html.text(plugin + " " + version);
        }
        html.text(" ");
    }
}
