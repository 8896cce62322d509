package dev.assay.trust.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.trust.TrustException;
import dev.assay.trust.login.Services.Log;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services are chosen as the signing config's own rules say. */
class ServicesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.signingconfig.v0.2+json";

    @Test
    void thePublicGoodInstanceComesWithTheProgram() {
        assertThat(Services.publicGood(NOW))
                .isEqualTo(new Services(
                        URI.create("https://fulcio.sigstore.dev"),
                        List.of(new Log(URI.create("https://rekor.sigstore.dev"), 1)),
                        List.of(URI.create("https://timestamp.sigstore.dev/api/v1/timestamp"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // version, start, end, operator of each | selector | chosen, by number
                "1 2025 - a, 2 2025 - a | ANY | 1",
                "2 2024 - a, 2 2025 - a, 1 2026 - a | ANY | 1",
                "2 2025 - a, 2 2024 - b | ALL | 0 1",
                "2 2025 - a, 2 2024 - b, 1 2026 - c | ALL | 0 1",
                "2 2024 - a, 2 2025 - a, 2 2023 - b | ALL | 1 2",
                "2 2024 - a, 2 2025 - a, 2 2023 - b | EXACT 2 | 1 2",
                "2 2024 - a, 2 2025 - a, 2 2023 - b | EXACT 3 | no-service",
                "2 2025 - a, 2 2024 - b | EXACT 1 | 0",
                "2 2027 - a, 1 2025 - a | ANY | 1",
                "2 2024 2025 a, 1 2025 - a | ANY | 1",
                "2 2027 - a, 1 2024 2025 b | ANY | no-service",
                "3 2025 - a, 0 2025 - a | ANY | no-service",
                "3 2025 - a, 2 2025 - a | ANY | 1",
                "2 2025 - a | EXACT 0 | signing-config-malformed",
                "2 2025 - a | SOME | signing-config-malformed",
            })
    void ofEachOperatorTheNewestInForceOfTheNewestInterface(String listed, String selector, String chosen) {
        String json = config(services(listed.split(", ", -1)), selector.split(" ", -1));
        if (!chosen.matches("[0-9 ]+")) {
            assertThatThrownBy(() -> services(json))
                    .isInstanceOfSatisfying(
                            TrustException.class,
                            e -> assertThat(e.reason().code()).isEqualTo(chosen));
            return;
        }
        assertThat(services(json).logs())
                .extracting(log -> log.address().getHost())
                .containsExactly(List.of(chosen.split(" ", -1)).stream()
                        .map(number -> "s" + number + ".example")
                        .toArray(String[]::new));
    }

    @Test
    void aWindowHoldsItsEnds() {
        String json = config("[" + service("https://s.example", 2, NOW.toString(), NOW.toString(), "a") + "]", "ANY");
        assertThat(services(json).logs()).hasSize(1);
        assertThatThrownBy(() -> Services.of(utf8(json), NOW.plusMillis(1))).hasMessageContaining("0 are in force");
        assertThatThrownBy(() -> Services.of(utf8(json), NOW.minusMillis(1))).hasMessageContaining("0 are in force");
    }

    @Test
    void anInstanceMayHaveNoLogButSomebodyMustSayWhen() {
        assertThat(services(config("[]", "ANY")).logs()).isEmpty();
        Log second = new Log(URI.create("https://l.example"), 2);
        assertThatThrownBy(() -> new Services(URI.create("https://a.example"), List.of(second), List.of()))
                .hasMessageContaining("none of the services says when");
        Log first = new Log(URI.create("https://l.example"), 1);
        assertThat(new Services(URI.create("https://a.example"), List.of(first), List.of()).timestamps())
                .isEmpty();
    }

    @Test
    void withoutACertificateAuthorityNothingIsSigned() {
        String json = config("[]", "ANY").replace("\"caUrls\"", "\"caURLs\"");
        assertThatThrownBy(() -> services(json)).hasMessageContaining("names no certificate authority");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://rekor.example",
                "ftp://rekor.example",
                "https://user:secret@rekor.example",
                "https://rekor.example/?a=b",
                "https://rekor.example/#a",
                "http://127.0.0.1.example.com",
                "http://localhost.example.com",
                "https:///path",
                "rekor.example",
                "https://a b",
            })
    void onlyHttpsOrThisMachineIsSpokenTo(String address) {
        String json = config("[" + service(address, 2, "2025-01-01T00:00:00Z", "", "a") + "]", "ANY");
        assertThatThrownBy(() -> services(json))
                .isInstanceOfSatisfying(
                        TrustException.class, e -> assertThat(e.reason().code()).isEqualTo("signing-config-malformed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://rekor.example/base/", "http://127.0.0.1:1", "http://localhost:1", "http://[::1]:80/x"})
    void anAddressMayHaveAPathAndBeOfThisMachine(String address) {
        String json = config("[" + service(address, 2, "2025-01-01T00:00:00Z", "", "a") + "]", "ANY");
        assertThat(services(json).logs().getFirst().address()).hasToString(address);
    }

    @Test
    void aPathIsKeptBelowABase() {
        assertThat(Address.below(URI.create("https://a.example/b/"), "c/d")).hasToString("https://a.example/b/c/d");
        assertThat(Address.below(URI.create("https://a.example"), "c/d")).hasToString("https://a.example/c/d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"mediaType\":\"application/vnd.dev.sigstore.signingconfig.v0.1+json\"}",
                "{\"mediaType\":\"" + MEDIA_TYPE + "\",\"caUrls\":{}}",
                "{\"mediaType\":\"" + MEDIA_TYPE + "\",\"caUrls\":[{\"url\":\"https://a.example\"}]}",
            })
    void whatIsNoSigningConfigIsRefused(String json) {
        assertThatThrownBy(() -> services(json))
                .isInstanceOfSatisfying(
                        TrustException.class, e -> assertThat(e.reason().code()).isEqualTo("signing-config-malformed"));
    }

    private static Services services(String json) {
        return Services.of(utf8(json), NOW);
    }

    private static String services(String... listed) {
        StringBuilder all = new StringBuilder("[");
        for (int i = 0; i < listed.length; i++) {
            String[] parts = listed[i].split(" ", -1);
            all.append(i == 0 ? "" : ",")
                    .append(service(
                            "https://s" + i + ".example",
                            Integer.parseInt(parts[0]),
                            parts[1] + "-01-01T00:00:00Z",
                            parts[2].equals("-") ? "" : parts[2] + "-01-01T00:00:00Z",
                            parts[3]));
        }
        return all.append(']').toString();
    }

    private static String service(String url, int version, String start, String end, String operator) {
        return "{\"url\":\"" + url + "\",\"majorApiVersion\":" + version + ",\"operator\":\"" + operator
                + "\",\"validFor\":{\"start\":\"" + start + "\""
                + (end.isEmpty() ? "" : ",\"end\":\"" + end + "\"") + "}}";
    }

    private static String config(String logs, String... selector) {
        String one = "[" + service("https://one.example", 1, "2025-01-01T00:00:00Z", "", "a") + "]";
        String wanted = "{\"selector\":\"" + selector[0] + "\""
                + (selector.length > 1 ? ",\"count\":" + selector[1] : "") + "}";
        return "{\"mediaType\":\"" + MEDIA_TYPE + "\",\"caUrls\":" + one + ",\"tsaUrls\":" + one
                + ",\"tsaConfig\":{\"selector\":\"ANY\"},\"rekorTlogUrls\":" + logs + ",\"rekorTlogConfig\":" + wanted
                + "}";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
