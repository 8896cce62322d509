package dev.assay.trust.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.model.Json;
import dev.assay.trust.TrustException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A test that stands between the signer and Sigstore's mock of its services. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BetweenServices {
    static final String FULCIO = "/api/v2/signingCert";
    static final String REKOR = "/api/v1/log/entries";
    static final String REKOR_2 = "/api/v2/log/entries";
    static final String TSA = "/api/v1/timestamp";
    static final Patience PATIENCE = new Patience(Duration.ofSeconds(20), 3, Duration.ofMillis(1));
    static final String TOKEN = SigstoreInstance.token(
            Json.object().put("sub", "https://github.com/acme/x/.github/workflows/a.yml@refs/heads/main"));

    private static final byte[] FILE = utf8("a file");

    SigstoreInstance instance;
    Between between;

    @BeforeAll
    void start() throws IOException {
        instance = new SigstoreInstance();
        between = new Between(instance.address());
    }

    @AfterAll
    void stop() throws IOException {
        if (instance != null) {
            between.close();
            instance.close();
        }
    }

    @BeforeEach
    void behave() {
        between.behave();
    }

    final Signed sign(int version, Patience patience) {
        return signer(version, patience).file(FILE);
    }

    private LoginSigner signer(int version, Patience patience) {
        return new LoginSigner(
                instance.services(version, Optional.of(between.address())),
                instance.root(),
                TokenSource.of(TOKEN),
                patience);
    }

    final String refusal(int version, Patience patience) {
        return refusal(signer(version, patience));
    }

    /** Code and message; no part of the token is in them. */
    static String refusal(LoginSigner signer) {
        TrustException refused = catchThrowableOfType(TrustException.class, () -> signer.file(FILE));
        String message = Objects.requireNonNull(refused, "nothing was refused").getMessage();
        assertThat(message).doesNotContain(TOKEN.substring(30, 42));
        return refused.reason().code() + ": " + refused.reason().message();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
