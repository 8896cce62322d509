package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.model.Fault;
import dev.assay.model.FaultyDocumentException;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustPolicyTest {
    private static final String GOOD = """
            format: assay.trust-policy/1
            roles:
              auditor:
                maximum-age: 30d
                identities:
                  - name: audit-2026
                    key-file: auditor.pub
              reviewer:
                minimum: 2
                maximum-age: 12h
                identities:
                  - {name: alice, key-file: keys/alice.pub}
                  - {name: bob, key-file: keys/bob.pub}
              publisher:
                identities:
                  - name: publish-2026
                    hint: "%s"
                    key: |
            %s""".formatted(
            Scene.PUBLISHER.hint(), Scene.PUBLISHER.verificationKey().pem().indent(10));

    @TempDir
    private Path folder;

    @BeforeEach
    void writeKeys() throws IOException {
        Files.createDirectory(folder.resolve("keys"));
        Files.writeString(
                folder.resolve("auditor.pub"), Scene.AUDITOR.verificationKey().pem());
        Files.writeString(
                folder.resolve("keys/alice.pub"),
                Scene.REVIEWER.verificationKey().pem());
        Files.writeString(
                folder.resolve("keys/bob.pub"),
                Scene.SECOND_REVIEWER.verificationKey().pem());
        Files.writeString(folder.resolve("keys/broken.pub"), "-----BEGIN PUBLIC KEY-----");
    }

    @Test
    void aPolicySaysWhoMaySayWhat() {
        TrustPolicy policy = read(GOOD);
        assertThat(policy.rule(Role.AUDITOR))
                .contains(new Rule(
                        List.of(new Identity("audit-2026", Scene.AUDITOR.verificationKey())),
                        1,
                        Optional.of(Duration.ofDays(30))));
        assertThat(policy.rule(Role.REVIEWER).orElseThrow().minimum()).isEqualTo(2);
        assertThat(policy.rule(Role.REVIEWER).orElseThrow().maximumAge()).contains(Duration.ofHours(12));
        assertThat(policy.keys(Role.PUBLISHER)).containsExactly(Scene.PUBLISHER.verificationKey());
        assertThat(policy.roleOf(Scene.SECOND_REVIEWER.verificationKey())).contains(Role.REVIEWER);
        assertThat(policy.nameOf(Scene.SECOND_REVIEWER.verificationKey())).contains("bob");
        assertThat(policy.keys()).hasSize(4);
    }

    private static final String LOGINS = """
            format: assay.trust-policy/1
            trusted-root: root.json
            roles:
              auditor:
                identities:
                  - name: audit workflow
                    san: https://github.com/acme/r/.github/workflows/audit.yml@refs/heads/main
                    issuer: https://token.actions.githubusercontent.com
                    repository-id: 4711
                    source-ref: refs/heads/main
              reviewer:
                identities:
                  - name: kim
                    san: kim@acme.example
                    issuer: https://accounts.example.com
              publisher:
                identities:
                  - name: publish
                    key-file: auditor.pub
            """;

    @Test
    void anIdentityMayBeALogin() throws IOException {
        writeRoot();
        TrustPolicy policy = read(LOGINS);
        assertThat(policy.identities(Role.AUDITOR))
                .containsExactly(new Identity(
                        "audit workflow",
                        new Credential.Keyless(
                                "https://github.com/acme/r/.github/workflows/audit.yml@refs/heads/main",
                                "https://token.actions.githubusercontent.com",
                                Map.of(
                                        Credential.Pin.REPOSITORY_ID, "4711",
                                        Credential.Pin.SOURCE_REF, "refs/heads/main"))));
        assertThat(policy.keys()).containsExactly(Scene.AUDITOR.verificationKey());
        assertThat(policy.anchor().name()).startsWith("sha256:");
        TrustPolicy shipped = read(LOGINS.replace("trusted-root: root.json\n", ""));
        assertThat(shipped.anchor().name()).isEqualTo("public-good");
        assertThat(shipped.digest()).isNotEqualTo(policy.digest());
        assertThat(read(LOGINS.replace("4711", "4712")).digest()).isNotEqualTo(policy.digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // what is replaced | by what | line | what is told
                "san: https://github.com | san: '*' # | 7 | one '*' may stand in",
                "san: kim@acme.example | san: '*@acme.example' | 14 | one '*' may stand in",
                "san: kim@acme.example | san: '*' | 14 | one '*' may stand in",
                "/acme/r/.github | /*/r/.github | 7 | one '*' may stand in",
                "@refs/heads/main | '@refs/*' | 7 | one '*' may stand in",
                "audit.yml@refs/heads/main | audit.yml@refs/heads/** | 7 | one '*' may stand in",
                "issuer: https://accounts.example.com | issuer: http://accounts.example.com | 15 | https address",
                "issuer: https://accounts.example.com | issuer: https://*.example.com | 15 | https address",
                "        issuer: https://accounts.example.com | | 13 | 'issuer' is missing",
                "repository-id: 4711 | repository-id: acme/r | 9 | the number that the forge gave",
                "repository-id: 4711 | repository-id: 0 | 9 | the number that the forge gave",
                "source-ref: refs/heads/main | source-ref: refs/heads/* | 10 | the text of the certificate",
                "source-ref: refs/heads/main | sourceref: refs/heads/main | 10 | did you mean 'source-ref'",
                "san: kim@acme.example | key-file: auditor.pub | 15 | unknown key 'issuer'",
                "issuer: https://accounts.example.com | key-file: auditor.pub | 14 | either 'key'",
                "key-file: auditor.pub | san: p@acme.example | 19 | signed by a bare key",
                "root.json | absent.json | 2 | there is no such file",
                "root.json | auditor.pub | 2 | no trusted root",
            })
    void aFaultOfALoginIsToldWithItsLine(String from, String to, int line, String problem) throws IOException {
        writeRoot();
        assertThat(LOGINS).contains(from);
        String changed = LOGINS.replace(from, to == null ? "" : to)
                .replace("san: p@", "issuer: https://i.example\n        san: p@");
        List<Fault> faults = faults(changed);
        assertThat(faults).as(faults.toString()).anySatisfy(fault -> {
            assertThat(fault.toString()).contains(problem);
            assertThat(fault.line()).isBetween(line, line + 1);
        });
    }

    @ParameterizedTest
    @CsvSource({
        // the reviewer's name | pins | whether one signer could be both
        "audit.yml@refs/heads/main, '', true",
        "audit.yml@refs/heads/main, repository-id: 4711, true",
        "audit.yml@refs/heads/main, owner-id: 1, true",
        "audit.yml@refs/heads/main, repository-id: 4712, false",
        "audit.yml@refs/heads/*, '', true",
        "audit.yml@refs/heads/m*, source-ref: refs/heads/other, false",
        "audit.yml@refs/heads/x*, '', false",
        "audit.yml@refs/tags/*, '', false",
        "other.yml@refs/heads/main, '', false",
    })
    void noLoginHoldsTwoRoles(String name, String pin, boolean both) throws IOException {
        writeRoot();
        String reviewer = "san: https://github.com/acme/r/.github/workflows/" + name;
        String policy = LOGINS.replace("san: kim@acme.example", reviewer)
                .replace(
                        "issuer: https://accounts.example.com",
                        "issuer: https://token.actions.githubusercontent.com"
                                + (pin.isEmpty() ? "" : "\n        " + pin));
        if (both) {
            assertThat(faults(policy))
                    .extracting(Fault::problem)
                    .containsExactly("one signer could be this and auditor 'audit workflow'");
        } else {
            assertThat(read(policy).identities(Role.REVIEWER)).hasSize(1);
        }
    }

    private void writeRoot() throws IOException {
        try (var in = TrustPolicyTest.class.getResourceAsStream("/sigstore/public-good.json")) {
            Files.write(folder.resolve("root.json"), in.readAllBytes());
        }
    }

    @Test
    void anAbsentRoleIsHeldByNobody() {
        TrustPolicy policy = read(GOOD);
        assertThat(policy.rule(Role.BUILDER)).isEmpty();
        assertThat(policy.keys(Role.BUILDER)).isEmpty();
        assertThat(policy.roleOf(Scene.STRANGER.verificationKey())).isEmpty();
    }

    @Test
    void thePolicyIsReadFromItsFile() throws IOException {
        Files.writeString(folder.resolve("trust.yaml"), GOOD);
        assertThat(TrustPolicy.read(folder.resolve("trust.yaml"))).isEqualTo(read(GOOD));
        assertThatThrownBy(() -> TrustPolicy.read(folder.resolve("absent.yaml")))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("absent.yaml");
        assertThatThrownBy(() -> TrustPolicy.read(folder)).isInstanceOf(TrustException.class);
    }

    @Test
    void theDigestIsOfWhatItSaysNotOfHowItIsWritten() {
        assertThat(read(GOOD + "\n# a comment\n").digest()).isEqualTo(read(GOOD).digest());
        assertThat(read(GOOD.replace("30d", "31d")).digest())
                .isNotEqualTo(read(GOOD).digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // what is replaced | by what | line | what is told
                "assay.trust-policy/1 | assay.trust-policy/2 | 1 | newer version",
                "assay.trust-policy/1 | assay.index/1 | 1 | assay.trust-policy/1",
                "roles: | rules: | 2 | unknown key 'rules'",
                "  auditor: | auditors: | 3 | did you mean 'auditor'",
                "  publisher: | publishers: | 14 | unknown key 'publishers'",
                "maximum-age: 30d | maximum-age: forever | 4 | number with d or h",
                "maximum-age: 30d | maximum-age: 0d | 4 | number with d or h",
                "maximum-age: 30d | maximum: 30d | 4 | unknown key 'maximum'",
                "maximum-age: 30d | minimum: 2 | 4 | 2 of 1 identities can never be",
                "minimum: 2 | minimum: 3 | 9 | 3 of 2 identities can never be",
                "minimum: 2 | minimum: 0 | 9 | number from 1 to 99",
                "minimum: 2 | minimum: all | 9 | number from 1 to 99",
                "name: audit-2026 | nme: audit-2026 | 6 | 'name' is missing",
                "name: audit-2026 | name: bob | 13 | the name of auditor 'bob' already",
                "key-file: auditor.pub | key-file: keys/alice.pub | 12 | the key of auditor 'audit-2026' already",
                "keys/bob.pub | keys/alice.pub | 13 | the key of reviewer 'alice' already",
                "key-file: auditor.pub | key-file: absent.pub | 7 | there is no such file",
                "key-file: auditor.pub | key-file: keys/broken.pub | 7 | not whole PEM",
                "key-file: auditor.pub | key-file: keys | 7 | is not a file",
                "key-file: auditor.pub | key-file: \"a\\0b\" | 7 | no path",
                "key-file: auditor.pub | any: true | 7 | unknown key 'any'",
                "key-file: auditor.pub | key: anyone | 7 | not whole PEM",
                "key-file: auditor.pub | key: '*' | 7 | not whole PEM",
                "-----BEGIN PUBLIC | -----BEGIN RSA PUBLIC | 18 | not whole PEM",
                "hint: \" | hint: \"x | 17 | the key's hint is",
            })
    void aFaultIsToldWithItsLine(String from, String to, int line, String problem) {
        assertThat(GOOD).contains(from);
        List<Fault> faults = faults(GOOD.replace(from, to));
        assertThat(faults).as(faults.toString()).anySatisfy(fault -> {
            assertThat(fault.toString()).contains(problem);
            assertThat(fault.line()).isEqualTo(line);
            assertThat(fault.file()).endsWith("trust.yaml");
        });
    }

    @Test
    void anIdentityNeedsExactlyOneKey() {
        String both = GOOD.replace("    hint: \"", "    key-file: auditor.pub\n        hint: \"");
        assertThat(faults(both)).anySatisfy(f -> assertThat(f.problem()).contains("either 'key'"));
        assertThat(faults(GOOD.replace("        key-file: auditor.pub\n", "")))
                .anySatisfy(f -> assertThat(f.problem()).contains("either 'key'"));
    }

    @Test
    void aRoleWithoutIdentitiesIsAFaultNotAnyone() {
        assertThat(faults("""
                        format: assay.trust-policy/1
                        roles:
                          auditor: {identities: []}
                          publisher: {}
                        """))
                .extracting(Fault::problem)
                .containsExactly("there must be 1 to 64 identities", "there must be 1 to 64 identities");
    }

    @Test
    void auditorAndPublisherMustBeNamed() {
        assertThat(faults("format: assay.trust-policy/1\nroles: {}\n"))
                .extracting(Fault::problem)
                .containsExactly("nobody is auditor", "nobody is publisher");
    }

    @Test
    void oneAuditorSpeaksAtATime() {
        String two = GOOD.replace("    maximum-age: 30d\n", "    minimum: 2\n")
                .replace(
                        "key-file: auditor.pub",
                        "key-file: auditor.pub\n      - {name: second, key-file: keys/third.pub}");
        assertThat(faults(two)).anySatisfy(f -> assertThat(f.problem()).contains("one auditor speaks"));
    }

    @Test
    void severalPublishersMayHaveToVouchForARegistry() throws IOException {
        Files.writeString(
                folder.resolve("second.pub"), Scene.STRANGER.verificationKey().pem());
        String two = GOOD.replace(
                "  publisher:\n    identities:\n",
                "  publisher:\n    minimum: 2\n    identities:\n      - {name: second, key-file: second.pub}\n");
        assertThat(read(two).rule(Role.PUBLISHER).orElseThrow().minimum()).isEqualTo(2);
    }

    @Test
    void theAgeOfAnIndexIsItsOwn() {
        assertThat(faults(GOOD.replace("  publisher:\n", "  publisher:\n    maximum-age: 1d\n")))
                .anySatisfy(f -> assertThat(f.problem()).contains("its own 'expires'"));
    }

    @Test
    void allFaultsAreToldAtOnceInTheOrderOfTheDocument() {
        List<Fault> faults = faults(GOOD.replace("30d", "never")
                .replace("minimum: 2", "minimum: 9")
                .replace("auditor.pub", "absent.pub")
                .replace("name: publish-2026", "nme: publish-2026"));
        assertThat(faults).extracting(Fault::line).isSorted();
        assertThat(faults).hasSizeGreaterThanOrEqualTo(5);
        assertThat(faults).allSatisfy(fault -> assertThat(fault.column()).isPositive());
    }

    @Test
    void whatIsNoDocumentAtAllIsOneFault() {
        for (String text : List.of("", "just words", "- a\n- b\n", "a: [", "a: 1\na: 2\n", "\u0000")) {
            assertThat(faults(text)).as(text).hasSize(1);
        }
        assertThat(faults("x".repeat(TrustPolicy.MOST_BYTES + 1))).hasSize(1);
    }

    @Test
    void aPolicyMadeByAProgramKeepsTheSameRules() {
        Identity auditor = new Identity("a", Scene.AUDITOR.verificationKey());
        assertThatThrownBy(() ->
                        new TrustPolicy(Map.of(Role.AUDITOR, Rule.anyOf(auditor), Role.REVIEWER, Rule.anyOf(auditor))))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("stands twice");
        assertThatThrownBy(() -> Rule.anyOf()).isInstanceOf(TrustException.class);
        assertThatThrownBy(() -> new Rule(List.of(auditor), 2, Optional.empty()))
                .isInstanceOf(TrustException.class);
        assertThatThrownBy(() -> new Rule(List.of(auditor), 0, Optional.empty()))
                .isInstanceOf(TrustException.class);
    }

    private TrustPolicy read(String yaml) {
        return TrustPolicy.read(yaml.getBytes(StandardCharsets.UTF_8), folder.resolve("trust.yaml"));
    }

    private List<Fault> faults(String yaml) {
        FaultyDocumentException refused = catchThrowableOfType(FaultyDocumentException.class, () -> read(yaml));
        assertThat(refused).as("refused").isNotNull();
        return refused.faults();
    }
}
