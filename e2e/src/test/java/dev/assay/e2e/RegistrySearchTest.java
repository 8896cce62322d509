package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Release;
import dev.assay.model.Variant;
import dev.assay.model.Version;
import dev.assay.registry.Publication;
import dev.assay.registry.Publisher;
import dev.assay.trust.KeyType;
import dev.assay.trust.Revocation;
import dev.assay.trust.Severity;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code assay registry search} and pages of {@code list} print, and what they refuse. */
@Tag("nightly") // many commands, each a process
class RegistrySearchTest {
    private static final SigningKey KEY = SigningKey.create(KeyType.ED25519, new SecureRandom());

    @TempDir
    private Path folder;

    @Test
    void pluginsAreFoundPageByPageAndShownInert() throws IOException {
        StringBuilder trust = new StringBuilder("format: assay.trust-policy/1\nroles:\n");
        for (String role : List.of("publisher", "auditor")) {
            trust.append("  " + role + ":\n    identities:\n      - name: " + role + "\n        key: |\n");
            SigningKey key = role.equals("publisher") ? KEY : SigningKey.create(KeyType.ED25519, new SecureRandom());
            trust.append(key.verificationKey().pem().indent(10));
        }
        Files.writeString(folder.resolve("trust.yaml"), trust);
        Publisher publisher = Publisher.create(folder.resolve("registry"), KEY, Duration.ofDays(1), Clock.systemUTC());
        publisher.publish(release("acme/ssh", "1.0.0", "Checks sshd"));
        publisher.publish(release("acme/ssh", "1.1.0", "Checks sshd größe"));
        publisher.publish(release("acme/tls", "2.0.0", "Checks certificates"));
        publisher.publish(release("zebra/keys", "0.1.0", "Reads keys of sshd"));
        publisher.revoke(new Revocation(
                new Revocation.Target.Versions(PluginName.parse("zebra/keys"), dev.assay.model.VersionRange.parse("*")),
                "leaks <them>",
                Instant.now(),
                Severity.HIGH,
                Optional.empty()));

        assertThat(done("registry search registry sshd").out()).isEqualTo("""
                        acme/ssh 1.1.0  none  Checks sshd größe
                        zebra/keys 0.1.0  none  Reads keys of sshd  REVOKED: leaks <them>
                        """);
        Assay.Ended first = done("registry search registry --limit 2");
        assertThat(first.out().lines()).hasSize(2);
        assertThat(first.err()).contains("--page acme/tls");
        Assay.Ended second = done("registry search registry --limit 2 --page acme/tls");
        assertThat(second.out()).startsWith("zebra/keys").hasLineCount(1);
        assertThat(second.err()).doesNotContain("--page");

        String json = done("registry search registry checks --limit 1 --json").out();
        assertThat(json).doesNotContain("größe");
        JsonNode page = Json.read(json.getBytes(StandardCharsets.UTF_8), 1 << 20);
        assertThat(page.path("plugins").size()).isEqualTo(1);
        assertThat(page.path("plugins").path(0).path("version").asString()).isEqualTo("1.1.0");
        assertThat(page.path("plugins").path(0).path("releases").asInt()).isEqualTo(2);
        assertThat(page.path("next").asString()).isEqualTo("acme/ssh");

        assertThat(done("registry list registry --limit 1").out())
                .contains("acme/ssh 1.1.0")
                .contains("acme/ssh 1.0.0")
                .hasLineCount(2);
        JsonNode list = Json.read(
                done("registry list registry --page acme/tls --json").out().getBytes(StandardCharsets.UTF_8), 1 << 20);
        assertThat(list.path("releases").size()).isEqualTo(1);
        assertThat(list.path("releases").path(0).path("revoked").asBoolean()).isTrue();
        assertThat(list.has("next")).isFalse();

        assertThat(done("registry search registry certificate").err()).contains("nothing found");
        for (Map.Entry<String, String> wrong : Map.of(
                        "the of", "has no word that plugins are found by",
                        "a1 a2 a3 a4 a5 a6 a7 a8 a9", "Give at most 8",
                        "sshd --limit 0", "--limit 0 is no number of plugins",
                        "sshd --limit 1001", "Give 1 to 1000",
                        "sshd --page nonsense", "plugin name")
                .entrySet()) {
            Assay.Ended refused = run("registry search registry " + wrong.getKey());
            assertThat(refused.status()).as(wrong.getKey()).isNotZero();
            assertThat(refused.err()).contains(wrong.getValue());
        }
        // What is changed is refused, and not shown.
        try (var parts = Files.list(folder.resolve("registry/targets/index/_"))) {
            for (Path part : parts.toList()) {
                Files.writeString(part, Files.readString(part).replace("certificates", "Certificates"));
            }
        }
        assertThat(run("registry search registry certificates").err()).contains("it was changed");
        assertThat(run("registry verify registry").err()).contains("it was changed");
    }

    private static Publication release(String plugin, String version, String summary) {
        byte[] yaml = """
                apiVersion: assay/v1
                kind: Plugin
                name: %s
                version: %s
                summary: "%s"
                license: Apache-2.0
                source: https://github.com/acme/plugins
                contract: assessment/1
                build: {toolchain: rust, path: .}
                """.formatted(plugin, version, summary).getBytes(StandardCharsets.UTF_8);
        byte[] module = (plugin + version).getBytes(StandardCharsets.UTF_8);
        Release release = new Release(
                PluginName.parse(plugin),
                Version.parse(version),
                Digest.of(yaml),
                Optional.empty(),
                List.of(new Variant("baseline", Digest.of(module), module.length, new TreeSet<>())));
        return new Publication(release, yaml, Optional.empty(), Map.of("baseline", module), List.of());
    }

    private Assay.Ended done(String command) {
        Assay.Ended ended = run(command);
        assertThat(ended.status()).as(ended.err()).isZero();
        return ended;
    }

    private Assay.Ended run(String command) {
        return new Assay(folder)
                .run(
                        Map.of("XDG_DATA_HOME", folder.resolve("data").toString()),
                        (command + " --trust trust.yaml").split(" ", -1));
    }
}
