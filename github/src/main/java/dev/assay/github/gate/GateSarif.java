package dev.assay.github.gate;

import dev.assay.audit.Action;
import dev.assay.audit.Auditor;
import dev.assay.github.RepositoryFile;
import dev.assay.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A judgement's findings as SARIF 2.1.0, each at its plugin's manifest: the module is not a file of the repository. */
final class GateSarif {
    private GateSarif() {}

    static byte[] of(Judgement judgement, RepositoryFile file) {
        ObjectNode sarif =
                Json.object().put("version", "2.1.0").put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        ObjectNode run = sarif.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool")
                .putObject("driver")
                .put("name", "assay")
                .put("version", Auditor.IDENTITY.substring("assay/".length()));
        Set<String> rules = new TreeSet<>();
        ArrayNode results = run.putArray("results");
        for (Judged one : judgement.releases()) {
            for (JudgedFinding finding : one.findings()) {
                rules.add(finding.rule());
                ObjectNode result =
                        results.addObject().put("ruleId", finding.rule()).put("level", level(finding.action()));
                result.putObject("message").put("text", finding.variant() + ": " + finding.message());
                result.putArray("locations")
                        .addObject()
                        .putObject("physicalLocation")
                        .putObject("artifactLocation")
                        .put("uri", file.plugins() + "/" + one.key() + "/plugin.yaml");
                result.putObject("partialFingerprints")
                        .put(
                                "assay/v1",
                                one.key() + "/" + finding.variant() + "/" + finding.rule() + "/" + finding.offset());
            }
        }
        ArrayNode list = driver.putArray("rules");
        rules.forEach(rule -> list.addObject().put("id", rule));
        return sarif.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String level(Action action) {
        return switch (action) {
            case REJECT -> "error";
            case REVIEW -> "warning";
            case NOTE -> "note";
        };
    }
}
