package dev.assay.audit;

import dev.assay.sandbox.Opinion;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Audits for tests: the default policy, a fixed day, and a second validator that has no objection. */
final class Audits {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final SecondOpinion AGREES = module -> new Opinion.Agrees();

    private Audits() {}

    static Auditor auditor() {
        return new Auditor(Policy.standard(), AGREES, CLOCK);
    }

    static Report module(ModuleBytes module) {
        return module(module.bytes());
    }

    static Report module(byte[] module) {
        return auditor().audit(AuditRequest.ofModule("module.wasm", module));
    }

    /** As a plugin whose manifest declares these capabilities, in YAML's flow style. */
    static Report plugin(ModuleBytes module, String capabilities) {
        return auditor().audit(AuditRequest.ofPlugin("module.wasm", module.bytes(), manifest(capabilities)));
    }

    static ManifestFile manifest(String capabilities) {
        String yaml = """
                apiVersion: assay/v1
                kind: Plugin
                name: acme/probe
                version: 1.0.0
                summary: Looks at something
                license: Apache-2.0
                source: https://example.com/acme/plugins
                contract: assessment/1
                build: {toolchain: clang, path: .}
                capabilities: %s
                limits: {memory: 16MiB}
                """.formatted(capabilities);
        return ManifestFile.read(yaml.getBytes(StandardCharsets.UTF_8), "plugins/probe/plugin.yaml");
    }

    /** The findings of one rule. */
    static List<Finding> of(Report report, String rule) {
        return report.findings().stream()
                .filter(finding -> finding.rule().id().equals(rule))
                .toList();
    }
}
