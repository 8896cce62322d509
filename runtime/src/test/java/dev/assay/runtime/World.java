package dev.assay.runtime;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Reason;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.PluginStatus;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.registry.Publication;
import dev.assay.registry.Publisher;
import dev.assay.trust.Bundle;
import dev.assay.trust.KeyType;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All that is around a runtime, and real: a registry, keys, a trust policy, a host file, a Configuration Service. */
final class World implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final Duration WEEK = Duration.ofDays(7);
    static final Capabilities SSHD = Capabilities.of(new Capability.Exec("sshd-effective"));
    static final String GOOD = """
            {"abi":"1","status":"success",\
            "observations":[{"key":"root-login","title":"PermitRootLogin is no","subjects":["host"]}],\
            "findings":[{"key":"ac-6","title":"Root cannot log in","target":{"type":"objective-id",\
            "target-id":"ac-6.1_obj","status":{"state":"satisfied","reason":"pass"}},\
            "related-observations":["root-login"]}]}""";

    final SigningKey auditor = SigningKey.create(KeyType.ED25519, new SecureRandom());
    final SigningKey publisherKey = SigningKey.create(KeyType.ED25519, new SecureRandom());
    final HandClock clock = new HandClock();
    Duration grace = Duration.ZERO;
    long cache = Settings.CACHE;
    final Path folder;
    final Path root;
    final Path home;
    final Path host;
    final Publisher publisher;
    final Service service;

    /** A clock that is moved by hand. */
    static final class HandClock extends Clock {
        private volatile Instant now = NOW;

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** A release with all that was published of it. */
    record Published(Release release, List<Bundle> audits) {
        Bundle audit() {
            return audits.getFirst();
        }

        Assignment assignment(Capabilities grants) {
            return new Assignment(
                    release.name(),
                    release.version(),
                    release.digest(),
                    release.variants().getFirst().module(),
                    Json.object(),
                    grants,
                    Limits.DEFAULT,
                    Duration.ofHours(1));
        }
    }

    World(Path folder) throws IOException {
        this.folder = folder;
        this.root = folder.resolve("registry");
        this.home = folder.resolve("home");
        this.host = folder.resolve("host.yaml");
        Files.writeString(host, """
                apiVersion: assay/v1
                kind: Host
                confinement: none
                limits: {memory: 64MiB, time: 20s, output: 4MiB}
                exec:
                  sshd-effective: [/bin/echo, permitrootlogin no]
                ceiling:
                  exec: [sshd-effective]
                """);
        trust(auditor);
        this.publisher = Publisher.create(root, publisherKey, WEEK, clock);
        this.service = new Service(clock);
    }

    /** Writes a policy that names this auditor. */
    void trust(SigningKey named) throws IOException {
        Files.writeString(folder.resolve("auditor.pem"), named.verificationKey().pem());
        Files.writeString(
                folder.resolve("publisher.pem"), publisherKey.verificationKey().pem());
        Files.writeString(folder.resolve("trust.yaml"), """
                format: assay.trust-policy/1
                roles:
                  auditor:
                    identities: [{name: auditor, key-file: auditor.pem}]
                  publisher:
                    identities: [{name: publisher, key-file: publisher.pem}]
                """);
    }

    Published publish(String name, String version, byte[] module) {
        return publish(name, version, module, "assessment/1", Optional.of(Verdict.APPROVED));
    }

    Published publish(String name, String version, byte[] module, String contract, Optional<Verdict> verdict) {
        byte[] yaml = manifest(name, version, contract);
        Variant variant = new Variant("baseline", Digest.of(module), module.length, new TreeSet<>());
        Release release = new Release(
                PluginName.parse(name), Version.parse(version), Digest.of(yaml), Optional.empty(), List.of(variant));
        List<Bundle> audits =
                verdict.map(word -> audit(release, word, auditor)).stream().toList();
        publisher.publish(new Publication(release, yaml, Optional.empty(), Map.of("baseline", module), audits));
        return new Published(release, audits);
    }

    Bundle audit(Release release, Verdict verdict, SigningKey signer) {
        AuditPredicate predicate = new AuditPredicate(
                verdict,
                true,
                new TreeSet<>(),
                Contract.ASSESSMENT_1,
                new TreeSet<>(),
                Digest.of(new byte[] {1}),
                "assay 0.1.0",
                "1",
                Digest.of(new byte[] {2}),
                clock.instant(),
                clock.instant().plus(Duration.ofDays(90)));
        return Signer.sign(
                Statement.about(release, release.variants().getFirst(), PredicateType.AUDIT, predicate.toJson()),
                signer);
    }

    private static byte[] manifest(String name, String version, String contract) {
        return """
                apiVersion: assay/v1
                kind: Plugin
                name: %s
                version: %s
                summary: Checks the effective sshd configuration
                license: Apache-2.0
                source: https://github.com/acme/plugins
                contract: %s
                build: {toolchain: rust, path: .}
                capabilities:
                  exec: [sshd-effective]
                limits: {memory: 16MiB, time: 5s, output: 1MiB}
                """.formatted(name, version, contract).getBytes(StandardCharsets.UTF_8);
    }

    String enrol() {
        return AssessmentRuntime.enrol(
                home, service.token(clock.instant().plus(Duration.ofHours(1))), host, Version.parse("0.1.0"), clock);
    }

    AssessmentRuntime open() {
        return AssessmentRuntime.open(
                new Settings(
                        home,
                        folder.resolve("trust.yaml"),
                        host,
                        root.toString(),
                        grace,
                        cache,
                        Version.parse("0.1.0")),
                clock);
    }

    static PluginStatus standing(RuntimeStatus status, String plugin) {
        return status.plugins().stream()
                .filter(one -> one.plugin().toString().equals(plugin))
                .findFirst()
                .orElseThrow();
    }

    static List<String> codes(PluginStatus status) {
        return status.reasons().stream().map(Reason::code).toList();
    }

    @Override
    public void close() {
        service.close();
    }
}
