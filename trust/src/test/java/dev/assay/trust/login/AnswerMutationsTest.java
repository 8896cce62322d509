package dev.assay.trust.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import dev.assay.trust.Mutations;
import dev.assay.trust.Mutations.Mutant;
import dev.assay.trust.TrustException;
import dev.assay.trust.sigstore.Artifact;
import dev.assay.trust.sigstore.ExpectedSigner;
import dev.assay.trust.sigstore.KeylessVerification.Verified;
import dev.assay.trust.sigstore.KeylessVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is changed in a service's answer: a bundle that verifies, or a refusal with a known code. */
@Tag("nightly") // each change takes a whole signature
class AnswerMutationsTest {
    private static final byte[] FILE = "a file".getBytes(StandardCharsets.UTF_8);
    private static final String NAME = "https://github.com/acme/x/.github/workflows/a.yml@refs/heads/main";
    private static final Set<String> CODES =
            Set.of("service-failed", "service-answer-malformed", "signature-unverified");

    @ParameterizedTest
    @CsvSource({
        "/api/v2/signingCert, 1",
        "/api/v1/timestamp, 1",
        "/api/v1/log/entries, 1",
        "/api/v2/log/entries, 2",
    })
    void aChangedAnswerIsBelievedOnlyAsFarAsItVerifies(String path, int version) throws IOException {
        try (SigstoreInstance instance = new SigstoreInstance();
                Between between = new Between(instance.address())) {
            LoginSigner signer = new LoginSigner(
                    instance.services(version, Optional.of(between.address())),
                    instance.root(),
                    TokenSource.of(SigstoreInstance.token(Json.object().put("sub", NAME))),
                    new Patience(Duration.ofSeconds(20), 1, Duration.ofMillis(1)));
            KeylessVerifier verifier = new KeylessVerifier(instance.root());
            int refused = 0;
            for (int seed = 0; seed < 150; seed++) {
                int number = seed;
                between.trick(
                        path,
                        (exchange, body) -> between.forward(exchange, body, answer -> {
                            boolean fields = number % 2 == 0 && answer[0] == '{';
                            List<Mutant> mutants =
                                    fields ? Mutations.ofFields(answer) : Mutations.atRandom(answer, number, 1);
                            return mutants.get(number * 31 % mutants.size()).bytes();
                        }));
                try {
                    Signed signed = signer.file(FILE);
                    assertThat(verifier.verify(
                                    signed.bytes(),
                                    new ExpectedSigner(NAME, signed.signer().issuer(), Map.of()),
                                    Artifact.of(FILE)))
                            .isInstanceOf(Verified.class);
                } catch (TrustException e) {
                    assertThat(e.reason().code()).isIn(CODES);
                    refused++;
                }
            }
            assertThat(refused).isBetween(50, 150);
        }
    }
}
