package dev.assay.audit.report;

import dev.assay.audit.Action;
import dev.assay.audit.AuditedFile;
import dev.assay.audit.Auditor;
import dev.assay.audit.Finding;
import dev.assay.audit.ManifestFile;
import dev.assay.audit.Report;
import dev.assay.audit.Rule;
import dev.assay.audit.RuleCatalogue;
import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * SARIF 2.1.0 for code scanning. A result stands at a line of the plugin's manifest, because a finding on a binary has no
 * line that a reviewer could see; the place in the module is a related location. One run, within GitHub's limits.
 */
public final class ReportSarif {
    /** GitHub refuses a run with more. */
    public static final int MOST_RESULTS = 25_000;

    private static final String SCHEMA =
            "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private static final List<Rule> RULES = RuleCatalogue.all();

    private ReportSarif() {}

    public static String render(List<AuditedFile> files) {
        ObjectNode log = Json.object().put("$schema", SCHEMA).put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool")
                .putObject("driver")
                .put("name", "Assay")
                .put("semanticVersion", Auditor.VERSION)
                .put("organization", "Assay");
        ArrayNode rules = driver.putArray("rules");
        RULES.forEach(rule -> rules.add(rule(rule)));
        run.putObject("automationDetails").put("id", "assay-audit/");
        run.put("columnKind", "utf16CodeUnits");
        ArrayNode results = run.putArray("results");
        int leftOff = 0;
        for (AuditedFile file : files) {
            if (file instanceof AuditedFile.Judged judged) {
                for (Finding finding : judged.report().findings()) {
                    if (results.size() < MOST_RESULTS) {
                        results.add(result(judged.report(), finding));
                    } else {
                        leftOff++;
                    }
                }
            }
        }
        run.putArray("invocations").add(invocation(files, leftOff));
        return InertJson.pretty(log);
    }

    private static ObjectNode rule(Rule rule) {
        ObjectNode out = Json.object().put("id", rule.id()).put("name", name(rule));
        out.putObject("shortDescription").put("text", text(rule.title()));
        out.putObject("fullDescription").put("text", text(rule.why()));
        out.putObject("help").put("text", text(rule.why() + " Fix: " + rule.fix()));
        out.putObject("defaultConfiguration").put("level", level(rule.strictest()));
        ObjectNode properties = out.putObject("properties")
                .put("security-severity", String.valueOf(rule.severity().score()));
        properties.putArray("tags").add("security").add("external/cwe/cwe-" + rule.cwe());
        return out;
    }

    /** SARIF 2.1.0, section 3.49.7: an identifier that a person understands. */
    private static String name(Rule rule) {
        return List.of(rule.title().split("[^A-Za-z0-9]+", -1)).stream()
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }

    private static ObjectNode result(Report report, Finding finding) {
        ObjectNode out = Json.object()
                .put("ruleId", finding.rule().id())
                .put("ruleIndex", RULES.indexOf(finding.rule()))
                .put("level", level(finding.action()));
        out.putObject("message").put("text", text(finding.message()));
        ObjectNode anchor = out.putArray("locations").addObject();
        ObjectNode physical = anchor.putObject("physicalLocation");
        Optional<ManifestFile> manifest = report.manifest();
        physical.putObject("artifactLocation")
                .put("uri", uri(manifest.map(ManifestFile::path).orElse(report.path())));
        physical.putObject("region")
                .put("startLine", manifest.map(file -> line(file, finding)).orElse(1));
        if (!finding.function().isEmpty()) {
            anchor.putArray("logicalLocations")
                    .addObject()
                    .put("name", finding.function())
                    .put("kind", "function");
        }
        if (finding.offset() != Finding.NOWHERE) {
            ObjectNode place = out.putArray("relatedLocations").addObject().put("id", 1);
            ObjectNode module = place.putObject("physicalLocation");
            module.putObject("artifactLocation").put("uri", uri(report.path()));
            module.putObject("region").put("byteOffset", finding.offset());
            place.putObject("message").put("text", "in the module, at byte " + finding.offset());
        }
        out.putObject("partialFingerprints").put("assayFinding/v1", fingerprint(report, finding));
        if (finding.waived()) {
            out.putArray("suppressions").addObject().put("kind", "external").put("status", "accepted");
        }
        return out;
    }

    private static int line(ManifestFile file, Finding finding) {
        return file.line(
                switch (finding.rule().id()) {
                    case "C01", "C02" -> file.lines().containsKey("capabilities") ? "capabilities" : "name";
                    case "R05" -> file.lines().containsKey("limits") ? "limits" : "name";
                    default -> "name";
                });
    }

    /** The same finding in the next version of the module is the same alert: no digest and no offset is in it. */
    private static String fingerprint(Report report, Finding finding) {
        String plugin =
                report.manifest().map(file -> file.manifest().name().toString()).orElse(report.path());
        String parts = String.join("\n", plugin, finding.rule().id(), finding.function(), finding.message());
        return Digest.of(parts.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 32);
    }

    private static ObjectNode invocation(List<AuditedFile> files, int leftOff) {
        ArrayNode notifications = Json.array();
        for (AuditedFile file : files) {
            switch (file) {
                case AuditedFile.Judged judged ->
                    judged.report()
                            .gaps()
                            .forEach(gap -> notify(
                                    notifications,
                                    "the audit of " + Inert.quote(file.path()) + " is incomplete: " + gap));
                case AuditedFile.Unread unread -> notify(notifications, unread.message());
            }
        }
        ObjectNode out = Json.object().put("executionSuccessful", notifications.isEmpty());
        if (leftOff > 0) {
            notify(notifications, leftOff + " results are left off: code scanning takes " + MOST_RESULTS);
        }
        out.set("toolExecutionNotifications", notifications);
        return out;
    }

    private static void notify(ArrayNode notifications, String message) {
        notifications.addObject().put("level", "error").putObject("message").put("text", text(message));
    }

    private static String level(Action action) {
        return switch (action) {
            case REJECT -> "error";
            case REVIEW -> "warning";
            case NOTE -> "note";
        };
    }

    /** SARIF 2.1.0, sections 3.11.5 and 3.11.6: braces are placeholders and brackets are links unless escaped. */
    private static String text(String plain) {
        return plain.replace("\\", "\\\\")
                .replace("[", "\\[")
                .replace("]", "\\]")
                .replace("{", "{{")
                .replace("}", "}}");
    }

    /** A path as a relative reference (RFC 3986, section 4.2): no scheme can be made of it. */
    private static String uri(String path) {
        StringBuilder out = new StringBuilder();
        for (byte b : path.replaceFirst("^/+", "/").getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved((char) b) || b == '/') {
                out.append((char) b);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return out.isEmpty() ? "." : out.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
    }
}
