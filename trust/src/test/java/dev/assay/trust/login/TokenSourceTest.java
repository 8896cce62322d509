package dev.assay.trust.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.model.Json;
import dev.assay.trust.TrustException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens come from a file, a variable or GitHub's service, are read as far as needed, and are never shown. */
class TokenSourceTest {
    private static final String SUBJECT = "https://github.com/acme/x/.github/workflows/a.yml@refs/heads/main";
    private static final String TOKEN = SigstoreInstance.token(Json.object().put("sub", SUBJECT));
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Patience PATIENCE = new Patience(Duration.ofSeconds(10), 2, Duration.ofMillis(1));

    @TempDir
    private Path folder;

    @Test
    void aTokenIsReadAndNotShown() {
        IdentityToken token = IdentityToken.parse(" " + TOKEN + "\n", Instant.now());
        assertThat(token.text()).isEqualTo(TOKEN);
        assertThat(token.subject()).isEqualTo(SUBJECT);
        assertThat(token).hasToString("identity token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'aud':'sigstore','exp':1780272001,'sub':'s'} | s",
                "{'aud':['other','sigstore'],'exp':1780272001,'sub':'s'} | s",
                "{'aud':'sigstore','exp':1780272001.5,'sub':'s'} | s",
                "{'aud':'sigstore','exp':1780272001,'sub':'s','email':'a@b','email_verified':true} | a@b",
                "{'aud':'sigstore','exp':1780272001,'sub':'s','email':'a@b','email_verified':'true'} | a@b",
                "{'aud':'sigstore','exp':1780272001,'sub':'s','email':''} | s",
                "{'aud':'sigstore','exp':1780272001,'sub':'s','email':'a@b'} | token-malformed",
                "{'aud':'sigstore','exp':1780272001,'sub':'s','email':'a@b','email_verified':false} | token-malformed",
                "{'aud':'sigstore','exp':1780272000,'sub':'s'} | token-expired",
                "{'aud':'sigstore','exp':'1780272001','sub':'s'} | token-malformed",
                "{'aud':'sigstore','sub':'s'} | token-malformed",
                "{'aud':'sigstore','exp':1780272001} | token-malformed",
                "{'aud':'sigstore','exp':1780272001,'sub':7} | token-malformed",
                "{'aud':'sigstor','exp':1780272001,'sub':'s'} | token-audience",
                "{'aud':['sigstor'],'exp':1780272001,'sub':'s'} | token-audience",
                "{'aud':{'sigstore':1},'exp':1780272001,'sub':'s'} | token-audience",
                "{'exp':1780272001,'sub':'s'} | token-malformed",
                "[] | token-malformed",
                "{'aud':'sigstore','aud':'sigstore'} | token-malformed",
            })
    void theClaimsThatMatterAreLookedAt(String claims, String subject) {
        String token = encoded("{}") + "." + encoded(claims.replace('\'', '"')) + ".c2ln";
        if (!subject.startsWith("token-")) {
            assertThat(IdentityToken.parse(token, NOW).subject()).isEqualTo(subject);
            return;
        }
        TrustException refused = catchThrowableOfType(TrustException.class, () -> IdentityToken.parse(token, NOW));
        assertThat(Objects.requireNonNull(refused).reason().code()).isEqualTo(subject);
        assertThat(refused).hasMessageNotContaining(encoded(claims.replace('\'', '"')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a.b", "a.b.c.d", "a.!.c", ".b.c", "a..c", "a.b.c d", "a.YQ.c\nx"})
    void whatIsNoTokenIsRefused(String text) {
        assertThatThrownBy(() -> IdentityToken.parse(text, NOW))
                .isInstanceOfSatisfying(
                        TrustException.class, e -> assertThat(e.reason().code()).isEqualTo("token-malformed"));
    }

    @Test
    void aTokenHasABound() {
        String longest = "a." + "b".repeat((64 << 10) - 3) + ".";
        assertThatThrownBy(() -> IdentityToken.parse(longest, NOW)).hasMessageContaining("claims cannot be read");
        assertThatThrownBy(() -> IdentityToken.parse(longest + "c", NOW)).hasMessageContaining("three parts");
    }

    @Test
    void aFileIsReadEachTime() throws IOException {
        Path file = folder.resolve("token");
        TokenSource source = TokenSource.file(file);
        assertThatThrownBy(source::token).hasMessageContaining("cannot be read: NoSuchFileException");
        Files.writeString(file, TOKEN + "\n");
        assertThat(source.token().text()).isEqualTo(TOKEN);
        String other = SigstoreInstance.token(Json.object().put("sub", "other"));
        Files.writeString(file, other);
        assertThat(source.token().text()).isEqualTo(other);
    }

    @Test
    void aVariableGoesBeforeGithubAndWithoutEitherItIsSaidWhatToSet() {
        Map<String, String> both = Map.of(
                "SIGSTORE_ID_TOKEN", TOKEN,
                "ACTIONS_ID_TOKEN_REQUEST_URL", "https://nowhere.example",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "t");
        assertThat(TokenSource.environment(both).token().text()).isEqualTo(TOKEN);
        for (Map<String, String> none : List.of(
                Map.<String, String>of(),
                Map.of("SIGSTORE_ID_TOKEN", " "),
                Map.of("ACTIONS_ID_TOKEN_REQUEST_URL", "https://nowhere.example"),
                Map.of("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "t"))) {
            assertThatThrownBy(() -> TokenSource.environment(none))
                    .hasMessageContaining("no identity token")
                    .hasMessageContaining("SIGSTORE_ID_TOKEN")
                    .hasMessageContaining("id-token: write");
        }
    }

    @Test
    void githubIsAskedForSigstoresAudienceWithItsOwnToken() throws IOException {
        try (Between github = new Between("http://127.0.0.1:1")) {
            AtomicReference<String> bearer = new AtomicReference<>();
            github.trick("/token", (exchange, _) -> {
                bearer.set(exchange.getRequestHeaders().getFirst("Authorization"));
                Between.answer(exchange, 200, utf8("{\"count\":1,\"value\":\"" + TOKEN + "\"}"));
            });
            TokenSource source = TokenSource.environment(actions(github, "?api-version=2.0"), PATIENCE);
            assertThat(source.token().text()).isEqualTo(TOKEN);
            assertThat(bearer).hasValue("Bearer the-request-token");
            assertThat(github.asked()).containsExactly("GET /token?api-version=2.0&audience=sigstore");
            TokenSource.environment(actions(github, ""), PATIENCE).token();
            assertThat(github.asked()).containsExactly("GET /token?audience=sigstore");
        }
    }

    @Test
    void whatGithubSaysInsteadIsNeverShown() throws IOException {
        try (Between github = new Between("http://127.0.0.1:1")) {
            TokenSource source = TokenSource.environment(actions(github, ""), PATIENCE);
            for (String answer : List.of(TOKEN, "{\"value\":7}", "{\"" + TOKEN + "\":", "<html>")) {
                github.trick("/token", (exchange, _) -> Between.answer(exchange, 200, utf8(answer)));
                assertThatThrownBy(source::token)
                        .hasMessageContaining("GitHub's token service")
                        .hasMessageNotContaining(TOKEN.substring(0, 20));
            }
            github.trick(
                    "/token",
                    (exchange, _) -> Between.answer(exchange, 401, utf8("{\"message\":\"not the-request-token\"}")));
            assertThatThrownBy(source::token)
                    .hasMessageContaining("status 401")
                    .hasMessageNotContaining("the-request-token");
            github.trick("/token", (exchange, _) -> {
                exchange.getResponseHeaders().add("Location", github.address() + "/elsewhere");
                Between.answer(exchange, 302, new byte[0]);
            });
            github.asked();
            assertThatThrownBy(source::token).hasMessageContaining("redirect");
            assertThat(github.asked()).containsExactly("GET /token?audience=sigstore");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://tokens.example/x", "file:///etc/passwd", "https://u:p@tokens.example"})
    void githubsServiceIsReachedByHttpsOnly(String url) {
        Map<String, String> environment =
                Map.of("ACTIONS_ID_TOKEN_REQUEST_URL", url, "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "t");
        assertThatThrownBy(() -> TokenSource.environment(environment))
                .hasMessageContaining("ACTIONS_ID_TOKEN_REQUEST_URL");
    }

    private static Map<String, String> actions(Between github, String query) {
        return Map.of(
                "ACTIONS_ID_TOKEN_REQUEST_URL",
                github.address() + "/token" + query,
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                "the-request-token");
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(utf8(text));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
