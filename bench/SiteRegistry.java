import dev.assay.model.AuditPredicate;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
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
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Makes a registry of many small releases with the real publisher, real keys and real statements: PLUGINS plugins of
 * VERSIONS versions, one in ten of the newest flagged. The modules are empty ones, since no page looks
 * into a module, or have SIZE bytes.
 */
final class SiteRegistry {
    private static final String[] WORDS = {"ssh", "tls", "disk", "users", "kernel", "audit", "cron", "dns", "mail", "sudo"};
    private static final SecureRandom RANDOM = new SecureRandom();

    private static int size;

    public static void main(String... args) throws Exception {
        Path folder = Path.of(args[0]);
        int plugins = Integer.parseInt(args[1]);
        int versions = Integer.parseInt(args[2]);
        size = args.length > 3 ? Integer.parseInt(args[3]) : 0;
        Map<String, SigningKey> keys = new java.util.TreeMap<>();
        StringBuilder trust = new StringBuilder("format: assay.trust-policy/1\nroles:\n");
        for (String role : List.of("builder", "auditor", "reviewer", "publisher")) {
            SigningKey key = SigningKey.create(KeyType.P_256, RANDOM);
            keys.put(role, key);
            trust.append("  " + role + ":\n    identities:\n      - name: " + role + "\n        key: |\n");
            trust.append(key.verificationKey().pem().indent(10));
        }
        Files.writeString(folder.resolve("trust.yaml"), trust);
        Publisher publisher = Publisher.create(
                folder.resolve("registry"), keys.get("publisher"), Duration.ofDays(30), Clock.systemUTC());
        for (int plugin = 0; plugin < plugins; plugin++) {
            for (int version = 1; version <= versions; version++) {
                boolean flagged = version == versions && plugin % 10 == 0;
                String name = "owner-" + plugin / 25 + "/" + WORDS[plugin % WORDS.length] + "-" + plugin;
                publish(publisher, keys, name, "1." + version + ".0", flagged ? Verdict.FLAGGED : Verdict.APPROVED);
            }
        }
    }

    private static void publish(
            Publisher publisher, Map<String, SigningKey> keys, String name, String version, Verdict verdict) {
        byte[] manifest = """
                apiVersion: assay/v1
                kind: Plugin
                name: %s
                version: %s
                summary: Checks one part of the host's configuration against the baseline of its owner
                license: Apache-2.0
                source: https://github.com/acme/plugins
                contract: assessment/1
                build: {toolchain: rust, path: .}
                capabilities:
                  exec: [sshd-effective]
                  file: [{path: /etc/login.defs, access: read}]
                """.formatted(name, version).getBytes(StandardCharsets.UTF_8);
        byte[] module = module(name + version);
        Variant variant = new Variant("baseline", Digest.of(module), module.length, new TreeSet<>(List.of("sign-extension")));
        Manifest read = Manifest.read(manifest, Manifest.FILE);
        Release release = new Release(
                read.name(), Version.parse(version), Digest.of(manifest), Optional.empty(), List.of(variant));
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        AuditPredicate audit = new AuditPredicate(
                verdict, true, new TreeSet<>(List.of("exec", "file")), Contract.ASSESSMENT_1, variant.features(),
                Digest.of(manifest), "assay", "1", Digest.of(module), now, now.plus(Duration.ofDays(90)));
        List<Bundle> statements = new ArrayList<>();
        statements.add(Signer.sign(
                Statement.about(release, variant, PredicateType.PROVENANCE, Json.object().put("made", "for measuring")),
                keys.get("builder")));
        statements.add(Signer.sign(
                Statement.about(release, variant, PredicateType.AUDIT, audit.toJson()), keys.get("auditor")));
        Publishing done = publisher.publish(
                new Publication(release, manifest, Optional.empty(), Map.of("baseline", module), statements));
        if (!(done instanceof Publishing.Published)) {
            throw new IllegalStateException(done.toString());
        }
    }

    /** A module of its own for each text: the preamble and a custom section with that name, and noise up to the size. */
    private static byte[] module(String text) {
        byte[] name = text.getBytes(StandardCharsets.UTF_8);
        byte[] noise = new byte[Math.max(0, size - name.length)];
        RANDOM.nextBytes(noise);
        int length = 1 + name.length + noise.length;
        ByteBuffer module = ByteBuffer.allocate(14 + length);
        module.put(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 0});
        for (int byteOfFive = 0; byteOfFive < 5; byteOfFive++) {
            module.put((byte) (length >>> 7 * byteOfFive & 0x7f | (byteOfFive < 4 ? 0x80 : 0)));
        }
        module.put((byte) name.length).put(name).put(noise);
        return module.array();
    }
}
