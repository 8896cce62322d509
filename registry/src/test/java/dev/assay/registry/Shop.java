package dev.assay.registry;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import dev.assay.trust.Bundle;
import dev.assay.trust.KeyType;
import dev.assay.trust.Role;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes releases to publish: real manifests, modules, keys and signatures. */
public final class Shop {
    public static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    public static final Clock CLOCK = at(NOW);
    public static final Duration WEEK = Duration.ofDays(7);
    public static final PluginName SSH = PluginName.parse("acme/ssh-hardening");
    public static final SigningKey PUBLISHER = SigningKey.create(KeyType.ED25519, new SecureRandom());
    public static final SigningKey AUDITOR = SigningKey.create(KeyType.P_256, new SecureRandom());

    public static final TrustPolicy POLICY = trusting(PUBLISHER);

    private Shop() {}

    public static TrustPolicy trusting(SigningKey publisher) {
        return new TrustPolicy(Map.of(
                Role.PUBLISHER, Rule.anyOf(new Identity("publisher", publisher.verificationKey())),
                Role.AUDITOR, Rule.anyOf(new Identity("auditor", AUDITOR.verificationKey()))));
    }

    public static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    public static Version version(String text) {
        return Version.parse(text);
    }

    public static byte[] yaml(PluginName name, String version) {
        return """
                apiVersion: assay/v1
                kind: Plugin
                name: %s
                version: %s
                summary: Checks the effective sshd configuration against a baseline
                license: Apache-2.0
                source: https://github.com/acme/plugins
                contract: assessment/1
                build: {toolchain: rust, path: .}
                capabilities:
                  exec: [sshd-effective]
                """.formatted(name, version).getBytes(StandardCharsets.UTF_8);
    }

    /** A module of its own for each text: the preamble and a custom section. */
    public static byte[] module(String text) {
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        byte[] module = new byte[8 + 2 + 1 + name.length];
        module[1] = 'a';
        module[2] = 's';
        module[3] = 'm';
        module[4] = 1;
        module[9] = (byte) (1 + name.length);
        module[10] = (byte) name.length;
        System.arraycopy(name, 0, module, 11, name.length);
        return module;
    }

    public static Publication release(String version) {
        return release(SSH, version, Map.of("baseline", module("ssh " + version)));
    }

    public static Publication release(PluginName plugin, String version, Map<String, byte[]> modules) {
        Release release = document(plugin, version, modules);
        List<Bundle> audits = release.variants().stream()
                .map(variant -> audit(release, variant, Verdict.APPROVED, NOW))
                .toList();
        return new Publication(release, yaml(plugin, version), Optional.empty(), modules, audits);
    }

    public static Release document(PluginName plugin, String version, Map<String, byte[]> modules) {
        List<Variant> variants = new ArrayList<>();
        new TreeMap<>(modules)
                .forEach((name, bytes) -> variants.add(
                        new Variant(name, Digest.of(bytes), bytes.length, new TreeSet<>(List.of("sign-extension")))));
        return new Release(
                plugin, Version.parse(version), Digest.of(yaml(plugin, version)), Optional.empty(), variants);
    }

    public static Bundle audit(Release release, Variant variant, Verdict verdict, Instant audited) {
        AuditPredicate predicate = new AuditPredicate(
                verdict,
                true,
                new TreeSet<>(List.of("exec")),
                Contract.ASSESSMENT_1,
                variant.features(),
                Digest.of(new byte[] {1}),
                "assay 0.1.0",
                "1",
                Digest.of(new byte[] {2}),
                audited,
                audited.plus(Duration.ofDays(90)));
        return Signer.sign(Statement.about(release, variant, PredicateType.AUDIT, predicate.toJson()), AUDITOR);
    }
}
