package dev.assay.trust.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.trust.Shell;
import dev.assay.trust.TrustException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenSSL, as another's timestamp authority, reads our request and answers it. */
class TimestampRequestTest {
    private static final byte[] SIGNATURE = "a signature".getBytes(StandardCharsets.UTF_8);
    private static final String CONFIG = """
            [tsa]
            serial = serial
            signer_digest = sha256
            default_policy = 1.2.3.4
            digests = sha256
            accuracy = secs:1
            ordering = yes
            ess_cert_id_alg = sha256
            """;

    @TempDir
    private Path folder;

    @Test
    void opensslReadsTheRequest() throws Exception {
        TimestampRequest request = TimestampRequest.of(SIGNATURE, new SecureRandom());
        Files.write(folder.resolve("query"), request.bytes());
        String text = Shell.run(folder, "openssl", "ts", "-query", "-in", "query", "-text");
        String nonce =
                HexFormat.of().withUpperCase().formatHex(request.bytes()).replaceAll(".*0208(.{16})0101FF", "$1");
        assertThat(text)
                .contains("Version: 1", "Hash Algorithm: sha256", "Certificate required: yes", "Nonce: 0x" + nonce);
        assertThat(text.replaceAll("(?m)^ +[0-9a-f]{4} - ((?:[0-9a-f]{2}[ -]){16}).*$", "$1")
                        .replaceAll("[ \n-]", ""))
                .contains(HexFormat.of().formatHex(Digest.sha256().digest(SIGNATURE)));
    }

    @Test
    void opensslsAnswerIsOfThisRequestAndNoOther() throws Exception {
        authority();
        TimestampRequest request = TimestampRequest.of(SIGNATURE, new SecureRandom());
        byte[] answer = answer(request);
        assertThatCode(() -> request.requireAnswer(answer)).doesNotThrowAnyException();
        assertThatThrownBy(
                        () -> TimestampRequest.of(SIGNATURE, new SecureRandom()).requireAnswer(answer))
                .hasMessageContaining("it answers another request: the nonce differs");
        assertThatThrownBy(() ->
                        TimestampRequest.of(new byte[1], new SecureRandom()).requireAnswer(answer))
                .hasMessageContaining("it is about another signature");
    }

    @Test
    void anAnswerWithoutANonceIsNone() throws Exception {
        authority();
        String digest = HexFormat.of().formatHex(Digest.sha256().digest(SIGNATURE));
        Shell.run(folder, "openssl", "ts", "-query", "-digest", digest, "-sha256", "-no_nonce", "-out", "query");
        byte[] answer = reply();
        TimestampRequest request = TimestampRequest.of(SIGNATURE, new SecureRandom());
        assertThatThrownBy(() -> request.requireAnswer(answer)).hasMessageContaining("the nonce differs");
    }

    @Test
    void anyBytesAreRefusedByAReason() {
        TimestampRequest request = TimestampRequest.of(SIGNATURE, new SecureRandom());
        for (String hex : new String[] {"", "30", "3000", "30053003020102", "30820000", "0400"}) {
            assertThatThrownBy(() -> request.requireAnswer(HexFormat.of().parseHex(hex.toLowerCase(Locale.ROOT))))
                    .as(hex)
                    .isInstanceOf(TrustException.class);
        }
    }

    @Test
    void noTwoRequestsAreTheSame() {
        assertThat(TimestampRequest.of(SIGNATURE, new SecureRandom()).bytes())
                .isNotEqualTo(TimestampRequest.of(SIGNATURE, new SecureRandom()).bytes());
    }

    private void authority() throws Exception {
        Files.writeString(folder.resolve("config"), CONFIG);
        Files.writeString(folder.resolve("serial"), "01\n");
        Shell.run(
                folder,
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                "key",
                "-out",
                "certificate",
                "-subj",
                "/CN=authority",
                "-addext",
                "extendedKeyUsage=critical,timeStamping",
                "-addext",
                "keyUsage=critical,digitalSignature");
    }

    private byte[] answer(TimestampRequest request) throws Exception {
        Files.write(folder.resolve("query"), request.bytes());
        return reply();
    }

    private byte[] reply() throws Exception {
        Shell.run(
                folder,
                "openssl",
                "ts",
                "-reply",
                "-config",
                "config",
                "-section",
                "tsa",
                "-queryfile",
                "query",
                "-signer",
                "certificate",
                "-inkey",
                "key",
                "-out",
                "reply");
        return Files.readAllBytes(folder.resolve("reply"));
    }
}
