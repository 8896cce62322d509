package dev.assay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Contract;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import dev.assay.registry.Publication;
import dev.assay.registry.Publisher;
import dev.assay.trust.KeyType;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A registry of one plugin, {@code acme/ssh}, with two releases, and the commands that are run on it. */
final class SampleRegistry {
    static final SigningKey PUBLISHER = SigningKey.create(KeyType.ED25519, new SecureRandom());
    /** The layout of its plugin. */
    static final String LAYOUT = "plugins/acme/ssh/";

    private static final SigningKey AUDITOR = SigningKey.create(KeyType.ED25519, new SecureRandom());
    private static final PluginName PLUGIN = PluginName.parse("acme/ssh");

    private SampleRegistry() {}

    /** What a command left behind. */
    record Ended(int status, String out, String err) {
        JsonNode json() {
            return Json.read(out.getBytes(UTF_8), 1 << 20);
        }
    }

    /** Puts {@code registry} and {@code trust.yaml} into a folder. */
    static void make(Path folder) throws IOException {
        Files.writeString(folder.resolve("trust.yaml"), trust(PUBLISHER));
        Publisher publisher =
                Publisher.create(folder.resolve("registry"), PUBLISHER, Duration.ofDays(7), Clock.systemUTC());
        publisher.publish(release("1.0.0"));
        publisher.publish(release("1.1.0"));
    }

    /** A trust policy with this publisher. */
    static String trust(SigningKey publisher) {
        return """
                format: assay.trust-policy/1
                roles:
                  publisher: {identities: [{name: publisher, key: "%s"}]}
                  auditor: {identities: [{name: auditor, key: "%s"}]}
                """.formatted(pem(publisher), pem(AUDITOR));
    }

    private static String pem(SigningKey key) {
        return key.verificationKey().pem().replace("\n", "\\n");
    }

    /**
     * Runs a command in this process.
     *
     * @param home where it keeps what it remembers
     * @param terminal whether it may draw on its standard error
     */
    static Ended run(Path home, boolean terminal, String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Assay.run(
                new Console(
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        terminal,
                        Map.of(
                                "HOME",
                                home.toString(),
                                "ASSAY_CACHE",
                                home.resolve("cache").toString())),
                command);
        return new Ended(status, out.toString(UTF_8), err.toString(UTF_8));
    }

    /** Where the registry keeps the module of this version. */
    static String blob(String version) {
        return LAYOUT + "blobs/sha256/" + Digest.of(module(version)).hex();
    }

    /** The preamble, and a custom section with the version as its name. */
    static byte[] module(String version) {
        byte[] name = version.getBytes(UTF_8);
        byte[] begin = {0, 'a', 's', 'm', 1, 0, 0, 0, 0, (byte) (1 + name.length), (byte) name.length};
        byte[] module = Arrays.copyOf(begin, begin.length + name.length);
        System.arraycopy(name, 0, module, begin.length, name.length);
        return module;
    }

    static Publication release(String version) {
        return release(version, module(version));
    }

    static Publication release(String version, byte[] module) {
        byte[] manifest = """
                apiVersion: assay/v1
                kind: Plugin
                name: %s
                version: %s
                summary: Checks the effective sshd configuration against a baseline
                license: Apache-2.0
                source: https://git.example/acme/ssh
                contract: assessment/1
                build: {toolchain: rust, path: .}
                """.formatted(PLUGIN, version).getBytes(UTF_8);
        Variant variant = new Variant("baseline", Digest.of(module), module.length, new TreeSet<>());
        Release release =
                new Release(PLUGIN, Version.parse(version), Digest.of(manifest), Optional.empty(), List.of(variant));
        Instant now = Instant.now();
        AuditPredicate audit = new AuditPredicate(
                Verdict.APPROVED,
                true,
                new TreeSet<>(),
                Contract.ASSESSMENT_1,
                variant.features(),
                Digest.of(new byte[] {1}),
                "assay",
                "1",
                Digest.of(new byte[] {2}),
                now,
                now.plus(Duration.ofDays(90)));
        return new Publication(
                release,
                manifest,
                Optional.empty(),
                Map.of("baseline", module),
                List.of(Signer.sign(Statement.about(release, variant, PredicateType.AUDIT, audit.toJson()), AUDITOR)));
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
