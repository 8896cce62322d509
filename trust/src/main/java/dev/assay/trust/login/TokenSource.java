package dev.assay.trust.login;

import dev.assay.model.Inert;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Where identity tokens come from. Each signature asks anew: tokens are short-lived. */
public interface TokenSource {
    /** A variable that holds a token, as GitLab's {@code id_tokens} set it. */
    String VARIABLE = "SIGSTORE_ID_TOKEN";

    /**
     * A token that has not expired.
     *
     * @throws dev.assay.trust.TrustException with code {@code token-missing}, one of {@link IdentityToken#parse}, or one of
     *     a service that was asked for it
     */
    IdentityToken token();

    /** This very token. */
    static TokenSource of(String token) {
        return () -> IdentityToken.parse(token, Instant.now());
    }

    /** Of a file, read each time: what keeps it fresh may replace it. */
    static TokenSource file(Path file) {
        return () -> {
            try (InputStream in = Files.newInputStream(file)) {
                return IdentityToken.parse(
                        new String(in.readNBytes(128 << 10), StandardCharsets.US_ASCII), Instant.now());
            } catch (IOException e) {
                throw Failure.of(
                        "token-missing",
                        "the identity token's file " + Inert.quote(file.toString()) + " cannot be read: "
                                + e.getClass().getSimpleName(),
                        "Check path and permissions");
            }
        };
    }

    /**
     * Of the environment: {@value #VARIABLE}, else GitHub Actions' service.
     *
     * @throws dev.assay.trust.TrustException with code {@code token-missing} where there is neither
     */
    static TokenSource environment(Map<String, String> environment) {
        return environment(environment, Patience.STANDARD);
    }

    /** The same with another patience. */
    static TokenSource environment(Map<String, String> environment, Patience patience) {
        Optional<TokenSource> variable = Optional.ofNullable(environment.get(VARIABLE))
                .filter(token -> !token.isBlank())
                .map(TokenSource::of);
        return variable.or(() -> GithubTokens.of(environment, patience))
                .orElseThrow(() -> Failure.of(
                        "token-missing",
                        "there is no identity token to sign by",
                        "Name a file that holds one, set " + VARIABLE + ", or give the job of a GitHub workflow the"
                                + " permission 'id-token: write'"));
    }
}
