package dev.assay.e2e;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import dev.assay.model.VersionRange;
import dev.assay.registry.Index;
import dev.assay.registry.Publication;
import dev.assay.registry.Publisher;
import dev.assay.registry.Registry;
import dev.assay.registry.ReviewQueue;
import dev.assay.registry.Source;
import dev.assay.registry.site.ReAudit;
import dev.assay.registry.site.Site;
import dev.assay.trust.KeyType;
import dev.assay.trust.Reviewer;
import dev.assay.trust.Revocation;
import dev.assay.trust.Role;
import dev.assay.trust.Severity;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A registry in which everything has happened that a site can tell, with real keys, statements and signatures. */
final class Showcase {
    /** What a plugin would say that wants to be more than text. */
    static final String MARKUP = "<script>alert(1)</script>\" onload='x' & <img src=https://tracker.example/x.png>";

    /** What no manifest may say, but a file of findings may: a reversal of direction, a bell, a line feed. */
    static final String INVISIBLE = "name \u202egnp.exe\u0007\n</ul><h1>";

    private static final Instant NOW = Instant.parse("2026-11-20T09:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SigningKey BUILDER = SigningKey.create(KeyType.ED25519, RANDOM);
    private static final SigningKey AUDITOR = SigningKey.create(KeyType.ED25519, RANDOM);
    private static final SigningKey KIM = SigningKey.create(KeyType.ED25519, RANDOM);
    private static final SigningKey NOOR = SigningKey.create(KeyType.ED25519, RANDOM);
    private static final SigningKey PUBLISHER = SigningKey.create(KeyType.ED25519, RANDOM);
    private static final TrustPolicy POLICY = new TrustPolicy(Map.of(
            Role.BUILDER, Rule.anyOf(new Identity("build workflow", BUILDER.verificationKey())),
            Role.AUDITOR, Rule.anyOf(new Identity("audit workflow", AUDITOR.verificationKey())),
            Role.REVIEWER,
                    new Rule(
                            List.of(
                                    new Identity("Kim", KIM.verificationKey()),
                                    new Identity("Noor", NOOR.verificationKey())),
                            2,
                            Optional.empty()),
            Role.PUBLISHER, Rule.anyOf(new Identity("publish workflow", PUBLISHER.verificationKey()))));

    private final Path folder;

    private Showcase(Path folder) {
        this.folder = folder;
    }

    /** Makes the registry and its site in this folder, {@code registry} and {@code site}. */
    static void make(Path folder) {
        Showcase showcase = new Showcase(folder);
        showcase.publish(1, "acme/ssh-hardening", "1.3.0", Verdict.APPROVED, "exec: [sshd-effective]", SSH);
        showcase.publish(12, "acme/ssh-hardening", "1.4.0", Verdict.APPROVED, "exec: [sshd-effective]", SSH);
        showcase.publish(
                30,
                "acme/ssh-hardening",
                "2.0.0",
                Verdict.FLAGGED,
                "exec: [sshd-effective]\n  file: [{path: /etc/ssh/*, access: read}]",
                SSH);
        showcase.answer("acme/ssh-hardening", KIM, true);
        showcase.publish(3, "acme/disk-encryption", "0.9.2", Verdict.APPROVED, DISK_MAY, "Is every disk encrypted?");
        showcase.publish(
                5,
                "acme/tls-endpoint",
                "1.0.1",
                Verdict.APPROVED,
                "tls: [{hosts: ['*.acme.example'], ports: [443, 8443]}]",
                "Protocols, ciphers and certificates of the endpoints that face customers");
        showcase.publish(
                9,
                "acme/kernel-parameters",
                "3.1.0",
                Verdict.FLAGGED,
                "file: [{path: /proc/sys/kernel/*, access: read}]",
                "Compares the kernel's parameters with the hardening guide, and says which were changed since boot");
        showcase.answer("acme/kernel-parameters", KIM, true);
        showcase.answer("acme/kernel-parameters", NOOR, true);
        showcase.publish(
                14,
                "northwind/patch-level",
                "1.0.0",
                Verdict.APPROVED,
                "exec: [package-list]",
                "Packages with known advisories, by their installed version");
        showcase.publish(
                21,
                "northwind/patch-level",
                "1.1.0",
                Verdict.APPROVED,
                "exec: [package-list]\n  env: [HOSTNAME]",
                "Packages with known advisories, by their installed version");
        showcase.publish(16, "northwind/arithmetic", "0.1.0", Verdict.APPROVED, "", "Nothing of the host, only sums");
        showcase.publish(18, "northwind/shadow-reader", "0.2.0", Verdict.FLAGGED, SHADOW_MAY, "Password ages");
        showcase.answer("northwind/shadow-reader", NOOR, false);
        showcase.publish(20, "zz-hostile/name", "1.0.0", Verdict.REJECTED, "env: [PATH]", MARKUP);
        showcase.incidents();
        showcase.site();
    }

    private static final String SSH = "Checks the effective configuration of the SSH server against a baseline";
    private static final String DISK_MAY = "file: [{path: /etc/crypttab, access: read}, {path: /dev/*, access: stat}]";
    private static final String SHADOW_MAY = "file: [{path: /etc/shadow, access: stat}]";

    private static Clock day(int day) {
        return Clock.fixed(NOW.minus(Duration.ofDays(40L - day)), ZoneOffset.UTC);
    }

    private Publisher publisher(Clock clock) {
        Path registry = folder.resolve("registry");
        return registry.resolve("metadata/timestamp.json").toFile().exists()
                ? Publisher.open(registry, PUBLISHER, Duration.ofDays(3650), clock)
                : Publisher.create(registry, PUBLISHER, Duration.ofDays(3650), clock);
    }

    private void publish(int day, String name, String version, Verdict verdict, String capabilities, String summary) {
        ByteText manifest = new ByteText("""
                apiVersion: assay/v1
                kind: Plugin
                name: %s
                version: %s
                summary: %s
                license: Apache-2.0
                source: https://git.example/%s
                contract: assessment/1
                build: {toolchain: rust, path: .}
                """.formatted(name, version, quoted(summary), name)
                + (capabilities.isEmpty() ? "" : "capabilities:\n  " + capabilities + "\n"));
        byte[] module = module(name + version);
        Variant variant = new Variant(
                "baseline", Digest.of(module), module.length, new TreeSet<>(List.of("bulk-memory", "sign-extension")));
        Release release = new Release(
                PluginName.parse(name),
                Version.parse(version),
                Digest.of(manifest.bytes()),
                Optional.empty(),
                List.of(variant));
        Instant now = day(day).instant();
        AuditPredicate audit = new AuditPredicate(
                verdict,
                true,
                Manifest.read(manifest.bytes(), Manifest.FILE).capabilities().kinds(),
                Contract.ASSESSMENT_1,
                variant.features(),
                Digest.of(new byte[] {1}),
                "assay",
                "1",
                Digest.of(new byte[] {2}),
                now,
                now.plus(Duration.ofDays(365)));
        publisher(day(day))
                .publish(new Publication(
                        release,
                        manifest.bytes(),
                        Optional.empty(),
                        new TreeMap<>(Map.of("baseline", module)),
                        List.of(
                                Signer.sign(
                                        Statement.about(
                                                release,
                                                variant,
                                                PredicateType.PROVENANCE,
                                                Json.object().put("made", "here")),
                                        BUILDER),
                                Signer.sign(
                                        Statement.about(release, variant, PredicateType.AUDIT, audit.toJson()),
                                        AUDITOR))));
    }

    /** A reviewer answers what of this plugin waits. */
    private void answer(String plugin, SigningKey reviewer, boolean approved) {
        Instant now = day(33).instant();
        ReviewQueue.of(index(), POLICY, now).stream()
                .filter(flagged -> flagged.entry().plugin().toString().equals(plugin))
                .forEach(flagged -> publisher(day(33))
                        .attach(
                                flagged.entry().plugin(),
                                flagged.entry().version(),
                                List.of(Reviewer.of(POLICY, reviewer)
                                        .sign(
                                                flagged.release(),
                                                flagged.variant(),
                                                flagged.standing(),
                                                new Reviewer.Answer(
                                                        approved,
                                                        "read the source",
                                                        Optional.of("https://git.example/pulls/7"),
                                                        Duration.ofDays(365)),
                                                now))));
    }

    private void incidents() {
        Revocation.Target patch =
                new Revocation.Target.Versions(PluginName.parse("northwind/patch-level"), VersionRange.parse("1.1.0"));
        Revocation.Target disk =
                new Revocation.Target.Versions(PluginName.parse("acme/disk-encryption"), VersionRange.parse("*"));
        Publisher publisher = publisher(day(35));
        publisher.revoke(new Revocation(
                patch,
                "reports packages of another host when HOSTNAME is set by the caller",
                day(35).instant(),
                Severity.HIGH,
                Optional.empty()));
        publisher.revoke(new Revocation(
                disk, "reported as malware by a scanner", day(36).instant(), Severity.CRITICAL, Optional.empty()));
        publisher.unrevoke(
                disk,
                new Revocation.Undo("the scanner was wrong", day(36).instant().plusSeconds(5400)));
        publisher(day(40)).refresh();
    }

    private Index index() {
        return Registry.open(Source.directory(folder.resolve("registry")), POLICY, folder.resolve("memory"), day(40))
                .current();
    }

    /** The pages; again the same bytes. */
    void site() {
        new Site(index(), POLICY, Optional.of(reAudit()), "Acme plugins", "../registry").write(folder.resolve("site"));
    }

    private ReAudit reAudit() {
        return new ReAudit(
                NOW,
                "assay",
                ReviewQueue.of(index(), POLICY, NOW).stream()
                        .map(flagged -> new ReAudit.Result(
                                flagged.entry().plugin(),
                                flagged.entry().version(),
                                flagged.variant().name(),
                                flagged.variant().module(),
                                Verdict.FLAGGED,
                                true,
                                List.of(
                                        new ReAudit.Finding(
                                                "C05", "review", "it asks for a file that the version before did not"),
                                        new ReAudit.Finding("F08", "note", INVISIBLE))))
                        .toList());
    }

    private static String quoted(String text) {
        return Json.pretty(Json.array().add(text)).replaceAll("(?s)^\\[\\s*|\\s*]\\s*$", "");
    }

    /** A module of its own for each text: the preamble and a custom section. */
    private static byte[] module(String text) {
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        byte[] module = new byte[11 + name.length];
        module[1] = 'a';
        module[2] = 's';
        module[3] = 'm';
        module[4] = 1;
        module[9] = (byte) (1 + name.length);
        module[10] = (byte) name.length;
        System.arraycopy(name, 0, module, 11, name.length);
        return module;
    }

    /** Text as the bytes that are digested. */
    private record ByteText(String text) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
