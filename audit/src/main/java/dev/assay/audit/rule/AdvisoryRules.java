package dev.assay.audit.rule;

import static dev.assay.audit.Action.NOTE;
import static dev.assay.audit.Action.REJECT;
import static dev.assay.audit.Action.REVIEW;

import dev.assay.audit.Action;
import dev.assay.audit.Advisories;
import dev.assay.audit.Finding;
import dev.assay.audit.Findings;
import dev.assay.audit.Specimen;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.wasm.Producer;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.claim.DependencyList;
import tools.jackson.databind.JsonNode;

/** The rules that compare what a module says it is made of with what is known of that. */
final class AdvisoryRules {
    private static final String TOOLCHAINS = "toolchain";
    private static final String CRATES = "crates.io";
    private static final double CRITICAL = 9.0;
    private static final double MEDIUM = 4.0;

    private AdvisoryRules() {}

    static void toolchains(Specimen specimen, Findings findings) {
        for (Producer producer : specimen.summary().producers()) {
            if (producer.field().equals("language")) {
                continue;
            }
            specimen.request()
                    .advisories()
                    .ifPresent(all -> all.about(TOOLCHAINS, producer.name(), producer.version())
                            .forEach(advisory -> findings.add(
                                    SupplyChainRules.P02,
                                    REVIEW,
                                    Finding.NOWHERE,
                                    what(advisory, producer.name(), producer.version()))));
        }
    }

    static void libraries(Specimen specimen, Findings findings) {
        for (DependencyList list : DependencyList.of(specimen.summary())) {
            try {
                JsonNode json = Json.read(list.json(), DependencyList.MOST_BYTES);
                for (JsonNode library : json.path("packages")) {
                    library(specimen, library, list.section().offset(), findings);
                }
            } catch (WasmException | InvalidValueException e) {
                findings.add(
                        SupplyChainRules.P03,
                        REVIEW,
                        list.section().offset(),
                        "the list of dependencies cannot be read: " + e.getMessage());
            }
        }
    }

    private static void library(Specimen specimen, JsonNode library, int offset, Findings findings) {
        String name = library.path("name").asString("");
        String version = library.path("version").asString("");
        specimen.request()
                .advisories()
                .ifPresent(all -> all.about(CRATES, name, version)
                        .forEach(advisory -> findings.add(
                                SupplyChainRules.P03,
                                action(advisory.score()),
                                offset,
                                what(advisory, name, version))));
    }

    /** By the score of CVSS; one that has none is for a person. */
    private static Action action(double score) {
        return score >= CRITICAL ? REJECT : score >= MEDIUM || score < 0 ? REVIEW : NOTE;
    }

    private static String what(Advisories.Advisory advisory, String name, String version) {
        return Inert.quote(name + " " + version) + ": " + advisory.id() + " " + advisory.summary()
                + (advisory.score() < 0 ? "" : " (CVSS " + advisory.score() + ")");
    }
}
