package dev.assay.registry.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.registry.RegistryException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How people and servers write things down. */
class ReferenceTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @Test
    void aReferenceHasATagOrADigestOrBoth() {
        assertThat(Reference.parse("oci://ghcr.io/acme/x:1.0").name()).isEqualTo("1.0");
        assertThat(Reference.parse("oci://ghcr.io/acme/x").name()).isEqualTo("latest");
        assertThat(Reference.parse("oci://localhost:5000/x").name()).isEqualTo("latest");
        assertThat(Reference.parse("oci://localhost:5000/x@" + DIGEST).name()).isEqualTo(DIGEST);
        assertThat(Reference.parse("oci://[::1]:5000/x:t@" + DIGEST))
                .hasToString("oci://[::1]:5000/x:t@" + DIGEST)
                .extracting(Reference::name)
                .isEqualTo(DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ghcr.io/x",
                "oci://ghcr.io",
                "oci://ghcr.io/",
                "oci://ghcr.io/A",
                "oci://ghcr.io/a//b",
                "oci://user@host/a",
                "oci://host/a/../b",
                "oci://host/a:-b",
                "oci://host/a@sha512:00",
                "oci://host/a@sha256:00",
                "oci://host:x/a",
                "oci://ho st/a",
                "oci://host/a?b",
                "oci://host/a#b",
                "oci:///a",
                "oci+ftp://host/a",
            })
    void whatIsNoReferenceIsRefused(String text) {
        assertThatThrownBy(() -> Reference.parse(text)).isInstanceOf(RegistryException.class);
    }

    @Test
    void tlsIsLeftOutOnThisMachineOrWhereTheUserSaysSo() {
        assertThat(Place.parse("oci://localhost:5000/a").isLocal()).isTrue();
        assertThat(Place.parse("oci://127.0.0.1/a").isLocal()).isTrue();
        assertThat(Place.parse("oci://127.0.0.1.example/a").isLocal()).isFalse();
        assertThat(Place.parse("oci://ghcr.io/a").root(true)).hasToString("https://ghcr.io/v2/");
        assertThat(Place.parse("oci+http://registry.lan/a").plain()).isTrue();
        assertThat(Place.parse("oci+http://registry.lan/a").root(false)).hasToString("http://registry.lan/v2/");
        assertThat(Place.parse("oci://docker.io/acme/a").root(true)).hasToString("https://registry-1.docker.io/v2/");
    }

    @Test
    void aChallengeIsReadAsTheStandardHasIt() {
        assertThat(Challenge.read(
                        List.of("Bearer realm=\"https://a/t\",service=\"s\", scope=\"repository:a:pull,push\"")))
                .containsExactly(new Challenge(
                        "bearer", Map.of("realm", "https://a/t", "service", "s", "scope", "repository:a:pull,push")));
        assertThat(Challenge.read(List.of("Basic realm=\"a \\\"b\\\"\", Bearer realm=x")))
                .containsExactly(
                        new Challenge("basic", Map.of("realm", "a \"b\"")),
                        new Challenge("bearer", Map.of("realm", "x")));
        assertThat(Challenge.read(List.of("=,=", "", "a".repeat(5000)))).isEmpty();
    }
}
