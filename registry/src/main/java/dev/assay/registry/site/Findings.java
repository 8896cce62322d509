package dev.assay.registry.site;

import dev.assay.registry.site.ReAudit.Result;

/** How the findings of a re-audit are shown. */
final class Findings {
    private static final int SHOWN = 5;

    private Findings() {}

    static String verdict(Result result) {
        return (result.complete() ? result.verdict().id() : "incomplete") + ", "
                + Words.many(result.findings().size(), "finding");
    }

    static void list(Html html, Result result) {
        if (result.findings().isEmpty()) {
            return;
        }
        html.open("ul", "class", "findings");
        result.findings().stream()
                .limit(SHOWN)
                .forEach(finding -> html.open("li")
                        .leaf("span", finding.rule() + " " + finding.action(), "class", "chip")
                        .foreign(finding.message())
                        .close("li"));
        if (result.findings().size() > SHOWN) {
            html.leaf("li", "and " + (result.findings().size() - SHOWN) + " more");
        }
        html.close("ul");
    }
}
