package dev.assay.control;

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
import dev.assay.registry.Publication;
import dev.assay.registry.Publisher;
import dev.assay.registry.Publishing;
import dev.assay.trust.Bundle;
import dev.assay.trust.KeyType;
import dev.assay.trust.Revocation;
import dev.assay.trust.Severity;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A real registry with its publisher and auditor, and the trust policy that names them. */
final class Shelf {
    static final Duration VALIDITY = Duration.ofDays(60);

    private static final String SCHEMA = """
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
             "properties":{"port":{"type":"integer","minimum":1,"maximum":65535},"strict":{"type":"boolean"}},
             "additionalProperties":false}""";

    final Path directory;
    final Path trust;
    private final SigningKey auditor = SigningKey.create(KeyType.P_256, new SecureRandom());
    private final SigningKey stranger = SigningKey.create(KeyType.P_256, new SecureRandom());
    private final Publisher publisher;
    private final Clock clock;

    Shelf(Path root, Clock clock) {
        this.clock = clock;
        this.directory = root.resolve("registry");
        this.trust = root.resolve("trust.yaml");
        SigningKey publishing = SigningKey.create(KeyType.ED25519, new SecureRandom());
        this.publisher = Publisher.create(directory, publishing, VALIDITY, clock);
        try {
            Files.writeString(trust, """
                    format: assay.trust-policy/1
                    roles:
                      auditor: {identities: [{name: auditor, key: "%s"}]}
                      publisher: {identities: [{name: publisher, key: "%s"}]}
                    """.formatted(yaml(auditor), yaml(publishing)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String yaml(SigningKey key) {
        return key.verificationKey().pem().replace("\n", "\\n");
    }

    /** A release that is approved, in one variant for every engine. */
    Release publish(String plugin, String version) {
        return publish(plugin, version, Verdict.APPROVED, Map.of("baseline", List.of()));
    }

    Release publish(String plugin, String version, Verdict verdict) {
        return publish(plugin, version, verdict, Map.of("baseline", List.of()));
    }

    /** @param variants their features, by name */
    Release publish(String plugin, String version, Verdict verdict, Map<String, List<String>> variants) {
        return publish(plugin, version, variants, Optional.of(auditor), verdict);
    }

    Release publishUnaudited(String plugin, String version) {
        return publish(plugin, version, Map.of("baseline", List.of()), Optional.empty(), Verdict.APPROVED);
    }

    Release publishAuditedByAStranger(String plugin, String version) {
        return publish(plugin, version, Map.of("baseline", List.of()), Optional.of(stranger), Verdict.APPROVED);
    }

    private Release publish(
            String plugin,
            String version,
            Map<String, List<String>> variants,
            Optional<SigningKey> signer,
            Verdict verdict) {
        byte[] manifest = manifest(plugin, version);
        byte[] schema = SCHEMA.getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> modules = new TreeMap<>();
        variants.keySet().forEach(name -> modules.put(name, module(plugin + " " + version + " " + name)));
        SortedMap<String, List<String>> sorted = new TreeMap<>(variants);
        List<Variant> listed = new ArrayList<>();
        sorted.forEach((name, features) -> {
            byte[] module = modules.getOrDefault(name, new byte[0]);
            listed.add(new Variant(name, Digest.of(module), module.length, new TreeSet<>(features)));
        });
        Release release = new Release(
                PluginName.parse(plugin),
                Version.parse(version),
                Digest.of(manifest),
                Optional.of(Digest.of(schema)),
                listed);
        List<Bundle> audits = signer.stream()
                .flatMap(key -> listed.stream().map(variant -> audit(release, variant, verdict, key)))
                .toList();
        Publishing done = publisher.publish(new Publication(release, manifest, Optional.of(schema), modules, audits));
        if (done instanceof Publishing.Refused refused) {
            throw new IllegalStateException(refused.toString());
        }
        return release;
    }

    void revoke(Release release) {
        publisher.revoke(new Revocation(
                new Revocation.Target.Content(release.digest()),
                "it was found to be harmful",
                clock.instant(),
                Severity.HIGH,
                Optional.empty()));
    }

    /** A module of its own for each text: the preamble and a custom section. */
    static byte[] module(String text) {
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        byte[] module = new byte[8 + 2 + 1 + name.length];
        byte[] preamble = {0, 'a', 's', 'm', 1, 0, 0, 0, 0, (byte) (1 + name.length), (byte) name.length};
        System.arraycopy(preamble, 0, module, 0, preamble.length);
        System.arraycopy(name, 0, module, preamble.length, name.length);
        return module;
    }

    private static byte[] manifest(String plugin, String version) {
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
                config: config.schema.json
                """.formatted(plugin, version).getBytes(StandardCharsets.UTF_8);
    }

    private Bundle audit(Release release, Variant variant, Verdict verdict, SigningKey signer) {
        Instant now = clock.instant();
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
                now,
                now.plus(Duration.ofDays(90)));
        return Signer.sign(Statement.about(release, variant, PredicateType.AUDIT, predicate.toJson()), signer);
    }
}
