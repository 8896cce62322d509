package dev.assay.audit;

import dev.assay.audit.rule.SupplyChainRules;
import dev.assay.model.Manifest;
import dev.assay.model.Statement;
import dev.assay.wasm.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of a policy's variables for one audit; {@link PolicyTypes} names them all. */
final class PolicyVariables {
    private PolicyVariables() {}

    /** @param advisories whether there are some that are not out of date */
    static Map<String, Object> of(Specimen specimen, List<Finding> findings, List<Waiver> waivers, boolean advisories) {
        return Map.of(
                "module", module(specimen),
                "findings", findings.stream().map(PolicyVariables::finding).toList(),
                "manifest", manifest(specimen.request().manifest()),
                "provenance", provenance(specimen),
                "waivers", waivers.stream().map(PolicyVariables::waiver).toList(),
                "advisories", Map.of("present", advisories));
    }

    /** Of a module that is not there, for {@link PolicyCases}: what it is supposed to be, and nothing of all else. */
    static Map<String, Object> supposed(PolicyCases.Supposed supposed, Optional<ManifestFile> file) {
        Map<String, Object> module = Map.ofEntries(
                Map.entry("digest", ""),
                Map.entry("size", 0L),
                Map.entry("profile", supposed.profile().id()),
                Map.entry(
                        "contract",
                        file.map(manifest -> manifest.manifest().contract().toString())
                                .orElse("")),
                Map.entry("capabilities", supposed.capabilities()),
                Map.entry("features", supposed.features()),
                Map.entry("functions", 0L),
                Map.entry("memory_bytes", 0L),
                Map.entry("imports", List.of()),
                Map.entry("exports", List.of()));
        boolean built = !supposed.builders().isEmpty();
        return Map.of(
                "module", module,
                "findings",
                        supposed.findings().stream()
                                .map(PolicyVariables::finding)
                                .toList(),
                "manifest", manifest(file),
                "provenance", Map.of("present", built, "about_module", built, "builders", supposed.builders()),
                "waivers", List.of(),
                "advisories", Map.of("present", supposed.advisories()));
    }

    private static Map<String, Object> module(Specimen specimen) {
        Summary summary = specimen.summary();
        List<Map<String, Object>> imports = new ArrayList<>();
        summary.imports()
                .forEach(i -> imports.add(Map.of(
                        "module", i.module(),
                        "name", i.name(),
                        "kind", i.type().kind(),
                        "type", i.type().toString())));
        List<Map<String, Object>> exports = new ArrayList<>();
        summary.exports()
                .forEach(e -> exports.add(Map.of(
                        "name", e.name(),
                        "kind", e.type().kind(),
                        "type", e.type().toString())));
        return Map.of(
                "digest", specimen.digest().toString(),
                "size", (long) specimen.bytes().length,
                "profile", specimen.request().profile().id(),
                "contract", specimen.request().contract().toString(),
                "capabilities", List.copyOf(specimen.capabilities()),
                "features", List.copyOf(summary.features()),
                "functions", (long) summary.functions().size(),
                "memory_bytes", specimen.initialMemoryBytes(),
                "imports", imports,
                "exports", exports);
    }

    private static Map<String, Object> finding(Finding finding) {
        return Map.of(
                "rule", finding.rule().id(),
                "severity", finding.rule().severity().score(),
                "action", finding.action().id(),
                "offset", finding.offset(),
                "function", finding.function(),
                "message", finding.message(),
                "waived", finding.waived());
    }

    /** A manifest that is not there has empty fields, so that conditions need not ask for each. */
    private static Map<String, Object> manifest(Optional<ManifestFile> file) {
        return file.map(ManifestFile::manifest)
                .map(PolicyVariables::manifest)
                .orElse(Map.of(
                        "present", false,
                        "name", "",
                        "version", "",
                        "license", "",
                        "source", "",
                        "contract", "",
                        "toolchains", List.of(),
                        "capabilities", List.of()));
    }

    private static Map<String, Object> manifest(Manifest manifest) {
        return Map.of(
                "present", true,
                "name", manifest.name().toString(),
                "version", manifest.version().toString(),
                "license", manifest.license(),
                "source", manifest.source().toString(),
                "contract", manifest.contract().toString(),
                "toolchains", manifest.build().toolchains(),
                "capabilities", List.copyOf(manifest.capabilities().kinds()));
    }

    private static Map<String, Object> provenance(Specimen specimen) {
        List<Statement> statements = specimen.request().provenance();
        return Map.of(
                "present",
                !statements.isEmpty(),
                "about_module",
                !statements.isEmpty()
                        && statements.stream().allMatch(s -> SupplyChainRules.isAbout(s, specimen.digest())),
                "builders",
                statements.stream()
                        .map(s -> s.predicate()
                                .path("runDetails")
                                .path("builder")
                                .path("id")
                                .asString(""))
                        .toList());
    }

    private static Map<String, Object> waiver(Waiver waiver) {
        return Map.of(
                "rule", waiver.rule(),
                "approver", waiver.approver(),
                "reason", waiver.reason(),
                "expires", waiver.expires());
    }
}
