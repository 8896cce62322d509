package dev.assay.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples that Amazon published: its test suite for signature version 4, and its documentation of IAM and S3. */
class AwsSignatureTest {
    @TempDir
    Path folder;

    private SecretFile file(String name, String secret) throws Exception {
        Path path = Files.writeString(folder.resolve(name), secret + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        return new SecretFile(path, false);
    }

    private AwsSignature suite(String service) throws Exception {
        return new AwsSignature(
                Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC),
                service,
                "us-east-1",
                "AKIDEXAMPLE",
                file("key", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                Optional.empty());
    }

    private AwsSignature s3() throws Exception {
        return new AwsSignature(
                Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC),
                "s3",
                "us-east-1",
                "AKIAIOSFODNN7EXAMPLE",
                file("s3-key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                Optional.empty());
    }

    private static String authorization(AwsSignature signature, Outgoing request) throws Exception {
        return String.valueOf(signature
                .sign(request, TimeLeft.of(Duration.ofSeconds(1)))
                .request()
                .headers()
                .get("authorization"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "GET, /?Param2=value2&Param1=value1, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "POST, /, 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
    })
    void theTestSuiteIsSignedAsPublished(String method, String path, String signature) throws Exception {
        Outgoing request =
                new Outgoing(method, Target.parse("https://example.amazonaws.com" + path), Map.of(), Optional.empty());
        assertThat(authorization(suite("service"), request))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders=host;x-amz-date, Signature=" + signature);
    }

    @Test
    void theExampleOfIamIsSignedAsPublished() throws Exception {
        Outgoing request = new Outgoing(
                "GET",
                Target.parse("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"),
                Map.of("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
                Optional.empty());
        assertThat(authorization(suite("iam"), request))
                .endsWith("SignedHeaders=content-type;host;x-amz-date,"
                        + " Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    @ParameterizedTest
    @CsvSource({
        "/?lifecycle, fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        "/?max-keys=2&prefix=J, 34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    })
    void theExamplesOfS3AreSignedAsPublished(String path, String signature) throws Exception {
        Outgoing request = new Outgoing(
                "GET", Target.parse("https://examplebucket.s3.amazonaws.com" + path), Map.of(), Optional.empty());
        assertThat(authorization(s3(), request)).endsWith("Signature=" + signature);
    }

    @Test
    void aRangeIsSigned() throws Exception {
        Outgoing request = new Outgoing(
                "GET",
                Target.parse("https://examplebucket.s3.amazonaws.com/test.txt"),
                Map.of("range", "bytes=0-9"),
                Optional.empty());
        assertThat(authorization(s3(), request))
                .endsWith("Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void aKeyOfLimitedTimeBringsItsToken() throws Exception {
        AwsSignature plain = suite("sts");
        AwsSignature limited = new AwsSignature(
                plain.clock(),
                "sts",
                "us-east-1",
                "ASIAEXAMPLE",
                plain.file(),
                Optional.of(file("session", "session-token-value")));
        Secret.Signed signed = limited.sign(
                new Outgoing(
                        "POST",
                        Target.parse("https://sts.amazonaws.com/"),
                        Map.of(),
                        Optional.of("Action=GetCallerIdentity".getBytes(StandardCharsets.UTF_8))),
                TimeLeft.of(Duration.ofSeconds(1)));
        assertThat(signed.request().headers()).containsEntry("x-amz-security-token", "session-token-value");
        assertThat(signed.request().headers().get("authorization"))
                .contains("SignedHeaders=host;x-amz-date;x-amz-security-token,");
        assertThat(signed.hidden()).contains("session-token-value", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    }
}
