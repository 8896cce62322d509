package dev.assay.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A manifest is read whole, or every fault is told with its place. */
class ManifestTest {
    private static final String GOOD = """
            apiVersion: assay/v1
            kind: Plugin
            name: acme/ssh-hardening
            version: 1.4.0
            summary: Checks the effective sshd configuration
            license: Apache-2.0
            source: https://github.com/acme/plugins
            contract: assessment/1
            build: {toolchain: rust, path: ., variants: [baseline, simd]}
            capabilities:
              exec: [sshd-effective]
              http: [{hosts: ["api.example.com"], methods: [GET], auth: example-token}]
              tls: [{hosts: ["*"], ports: [443]}]
              file: [{path: /etc/ssh/sshd_config, access: read}, {path: /etc/cron.d/*, access: stat}]
              env: [HOSTNAME]
            limits: {memory: 32MiB, time: 2s, fuel: 2e9, output: 1MiB}
            config: config.schema.json
            requires: {runtime: ">=1 <2"}
            """;

    @Test
    void aGoodManifestIsReadWhole() {
        Manifest manifest = read(GOOD);
        assertThat(manifest.name()).hasToString("acme/ssh-hardening");
        assertThat(manifest.version()).hasToString("1.4.0");
        assertThat(manifest.contract()).isEqualTo(Contract.ASSESSMENT_1);
        assertThat(manifest.build().toolchains()).containsExactly("rust");
        assertThat(manifest.build().variants()).containsExactly("baseline", "simd");
        assertThat(manifest.capabilities().kinds()).containsExactly("env", "exec", "file", "http", "tls");
        assertThat(manifest.limits()).isEqualTo(new Limits(32L << 20, Duration.ofSeconds(2), 2_000_000_000L, 1L << 20));
        assertThat(manifest.config()).contains("config.schema.json");
        assertThat(manifest.requiresRuntime().orElseThrow().accepts(Version.parse("1.2.0")))
                .isTrue();
    }

    @Test
    void whatIsNotSaidIsTheLeast() {
        Manifest manifest = read(GOOD.replaceAll("(?s)capabilities:.*", ""));
        assertThat(manifest.capabilities()).isEqualTo(Capabilities.NONE);
        assertThat(manifest.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(manifest.config()).isEmpty();
    }

    @Test
    void furtherToolchainsAreFurtherRows() {
        Manifest manifest = read(GOOD.replace("toolchain: rust, path: .", "toolchain: emscripten, also: [clang]"));
        assertThat(manifest.build().toolchains()).containsExactly("emscripten", "clang");
    }

    @Test
    void allFaultsAreToldAtOnceEachWithItsPlaceAndTheFix() {
        String bad = GOOD.replace("version: 1.4.0", "version: one")
                .replace("licence", "license")
                .replace("summary:", "sumary:")
                .replace("exec: [sshd-effective]", "exec: ['rm -rf']")
                .replace("memory: 32MiB", "memory: lots");
        FaultyDocumentException e = catchThrowableOfType(FaultyDocumentException.class, () -> read(bad));
        assertThat(e.faults()).extracting(Fault::line).containsExactly(1, 4, 5, 11, 16);
        assertThat(e.getMessage())
                .contains("plugin.yaml:4:10: version 'one' is not valid")
                .contains("unknown key 'sumary'; did you mean 'summary'?")
                .contains("the key 'summary' is missing")
                .contains("exec name 'rm -rf'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "assay/v1|assay/v2|newer version of Assay",
                "kind: Plugin|kind: Pod|'Plugin'",
                "https://github.com/acme/plugins|http://github.com/acme|https address",
                "https://github.com/acme/plugins|https://user:pw@github.com/x|https address",
                "assessment/1|assessment|contract",
                "toolchain: rust|toolchain: cobol|one of clang, emscripten, go, rust",
                "path: .|path: ../other|beneath",
                "path: .|path: /etc|beneath",
                "/etc/ssh/sshd_config|/etc/../root/x|absolute path",
                "/etc/ssh/sshd_config|etc/passwd|absolute path",
                "/etc/cron.d/*|/etc/*/x|absolute path",
                "/etc/cron.d/*|/etc/cron*|absolute path",
                "ports: [443]|ports: [0]|1 to 65535",
                "ports: [443]|ports: [65536]|1 to 65535",
                "methods: [GET]|methods: [BREW]|method",
                "[HOSTNAME]|['A B']|env name",
                "access: stat|access: write|one of stat, read",
                "time: 2s|time: soon|time",
                "'>=1 <2'|latest|",
                "capabilities:|capabilities: &anchor|anchors"
            })
    void eachFaultIsFound(String from, String to, String message) {
        String bad = GOOD.replace(from.equals("'>=1 <2'") ? "\">=1 <2\"" : from, to);
        assertThatThrownBy(() -> read(bad))
                .isInstanceOf(FaultyDocumentException.class)
                .hasMessageContaining(message == null ? "version range" : message);
    }

    @Test
    void whatIsNoDocumentOfOursIsOneFault() {
        assertThatThrownBy(() -> read("a: [")).hasMessageContaining("not valid YAML");
        assertThatThrownBy(() -> read("just text")).hasMessageContaining("must be a mapping");
        assertThatThrownBy(() -> read("a: 1\n---\nb: 2")).hasMessageContaining("second document");
        assertThatThrownBy(() -> read("a: 1\na: 2")).hasMessageContaining("plugin.yaml:2:1: the key 'a' stands twice");
        assertThatThrownBy(() -> read("? [a]\n: b")).hasMessageContaining("single word");
        assertThatThrownBy(() -> Manifest.read(new byte[] {'a', ':', (byte) 0xff}, "x"))
                .hasMessageContaining("UTF-8");
    }

    @Test
    void sizeAndDepthAreBounded() {
        assertThatThrownBy(() -> read("a: " + "[".repeat(40) + "]".repeat(40))).hasMessageContaining("nests deeper");
        assertThatThrownBy(() -> read("a: " + "[".repeat(100_000))).isInstanceOf(FaultyDocumentException.class);
        assertThatThrownBy(() -> read("#" + "x".repeat(256 << 10))).hasMessageContaining("more than");
        assertThatThrownBy(() -> read("")).hasMessageContaining("empty");
    }

    @Test
    void anyBytesGiveAManifestOrItsFaults() {
        Random random = new Random(11);
        byte[] seed = GOOD.getBytes(UTF_8);
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = seed.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                Manifest.read(bytes, "plugin.yaml");
            } catch (FaultyDocumentException e) {
                assertThat(e.faults()).isNotEmpty();
            }
        }
    }

    private static Manifest read(String yaml) {
        return Manifest.read(yaml.getBytes(UTF_8), "plugin.yaml");
    }
}
