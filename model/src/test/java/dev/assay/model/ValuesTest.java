package dev.assay.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values parse what they should and nothing else. */
class ValuesTest {
    private static final String HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void aDigestIsTheSha256OfTheBytes() {
        Digest digest = Digest.of("abc".getBytes(StandardCharsets.US_ASCII));
        assertThat(digest).hasToString("sha256:" + HEX).isEqualTo(Digest.parse("sha256:" + HEX));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:", "sha1:" + HEX, HEX, "sha256:" + HEX + "0", "SHA256:" + HEX})
    void whatIsNoDigestIsRefused(String text) {
        assertThatThrownBy(() -> Digest.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aDigestInUpperCaseIsRefusedSoThatOneContentHasOneName() {
        assertThatThrownBy(() -> Digest.parse("sha256:" + "A".repeat(64))).isInstanceOf(InvalidValueException.class);
        assertThat(Digest.parse("sha256:" + "a".repeat(64)).hex()).hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme/ssh-hardening", "a/b", "0/9", "a-b/c-d"})
    void aPluginNameIsOwnerAndName(String text) {
        assertThat(PluginName.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "acme",
                "acme/",
                "/ssh",
                "Acme/ssh",
                "acme/ssh/x",
                "acme/-ssh",
                "acme/ssh-",
                "../etc",
                "a/..",
                "a b/c",
                "аcme/ssh"
            })
    void whatIsNoPluginNameIsRefused(String text) {
        assertThatThrownBy(() -> PluginName.parse(text))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("owner/name");
    }

    @Test
    void aPartOfANameHasAtMost63Characters() {
        assertThat(new PluginName("a", "b".repeat(63)).name()).hasSize(63);
        assertThatThrownBy(() -> new PluginName("a", "b".repeat(64))).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @CsvSource({"1.0.0,1.0.1", "1.9.0,1.10.0", "1.0.0-rc.1,1.0.0", "1.0.0-alpha,1.0.0-alpha.1", "1.0.0-2,1.0.0-11"})
    void versionsAreOrderedByPrecedence(String lower, String higher) {
        assertThat(Version.parse(lower)).isLessThan(Version.parse(higher));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.0", "v1.0.0", "1.0.0.0", "01.0.0", "1.0.0-", "1.0.0-01", "1.0.0 ", "latest"})
    void whatIsNoSemanticVersionIsRefused(String text) {
        assertThatThrownBy(() -> Version.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void buildMetadataMakesAnotherVersionWithADefinitePlace() {
        Version one = Version.parse("1.0.0+a");
        Version other = Version.parse("1.0.0+b");
        assertThat(one).isNotEqualTo(other).isLessThan(other);
    }

    @ParameterizedTest
    @CsvSource({
        "^1.4,1.4.0,true",
        "^1.4,1.9.9,true",
        "^1.4,2.0.0,false",
        "^1.4,1.3.9,false",
        "~1.4.2,1.4.9,true",
        "~1.4.2,1.5.0,false",
        ">=1 <2,1.99.0,true",
        ">=1 <2,2.0.0,false",
        "1.4.0,1.4.0,true",
        "1.4.0,1.4.1,false",
        "*,3.2.1,true",
        "^1.4,1.5.0-rc.1,false",
        "1.x || 3.x,3.0.1,true"
    })
    void aRangeAcceptsWhatItSays(String range, String version, boolean accepted) {
        assertThat(VersionRange.parse(range).accepts(Version.parse(version))).isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "latest", "one", "^", "1.2.3; rm", ">=a"})
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> VersionRange.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void wordsAreLowerCaseAndTheMessageListsThem() {
        assertThat(Outcome.parse("deadline")).isEqualTo(Outcome.DEADLINE);
        assertThat(Response.State.NOT_SATISFIED.id()).isEqualTo("not-satisfied");
        assertThatThrownBy(() -> Verdict.parse("APPROVED")).hasMessageContaining("approved, flagged, rejected");
    }

    @Test
    void theStricterVerdictWins() {
        assertThat(Verdict.APPROVED.or(Verdict.FLAGGED)).isEqualTo(Verdict.FLAGGED);
        assertThat(Verdict.REJECTED.or(Verdict.FLAGGED)).isEqualTo(Verdict.REJECTED);
        assertThat(Verdict.APPROVED.or(Verdict.APPROVED)).isEqualTo(Verdict.APPROVED);
    }

    @Test
    void aDerivedIdentifierIsTheOneOfTheStandard() {
        // RFC 9562, appendix A.4
        UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        assertThat(Ids.derived(dns, "www.example.com")).hasToString("2ed6657d-e927-568b-95e1-2665a8aea6a2");
    }

    @Test
    void anIdentifierHasOneForm() {
        assertThat(Ids.parse("2ed6657d-e927-568b-95e1-2665a8aea6a2")).isNotNull();
        assertThatThrownBy(() -> Ids.parse("1-1-1-1-1")).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void whatIsShownIsInert() {
        assertThat(Inert.line("a\u001b[31m\u202eb\nc\u200b")).isEqualTo("a\\u001b[31m\\u202eb\\u000ac\\u200b");
        assertThat(Inert.line("grün ✓ 日本")).isEqualTo("grün ✓ 日本");
        assertThat(Inert.quote("x".repeat(500))).hasSize(123);
    }

    @ParameterizedTest
    @CsvSource({"1B,1", "64KiB,65536", "64MiB,67108864", "2GiB,2147483648"})
    void sizesAreRead(String text, long bytes) {
        assertThat(LimitsReader.size(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"64", "64MB", "0MiB", "-1B", "1.5MiB", "99999999999B"})
    void whatIsNoSizeIsRefused(String text) {
        assertThatThrownBy(() -> LimitsReader.size(text)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void fuelIsRead() {
        assertThat(LimitsReader.fuel("2e9")).isEqualTo(2_000_000_000L);
        assertThat(LimitsReader.fuel("1500")).isEqualTo(1500);
        assertThatThrownBy(() -> LimitsReader.fuel("9e99")).isInstanceOf(InvalidValueException.class);
    }
}
