package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A release that two logins signed, from the build to its admission, and to its refusal. Every step is a command. */
@Timeout(240)
class LoginReleaseTest {
    private static final String BUILDER = "https://github.com/acme/x/.github/workflows/build.yml@refs/heads/main";
    private static final String AUDITOR = "https://github.com/acme/x/.github/workflows/audit.yml@refs/heads/main";
    private static final String BY_LOGIN = " --keyless --trusted-root root.json --signing-config ";
    private static final String VERIFY = "verify assay-guests/echo --registry registry --trust trust.yaml";

    /** A published release. */
    @TempDir
    private static Path published;

    private static SigstoreInstance instance;

    @TempDir
    private Path folder;

    @BeforeAll
    static void twoLoginsSignAReleaseThatIsPublished() throws IOException {
        instance = new SigstoreInstance();
        LoginReleaseTest made = new LoginReleaseTest();
        made.folder = published;
        instance.into(published);
        Keyring.into(published, "publisher");
        made.policy(AUDITOR, "trusted-root: root.json\n");
        Files.writeString(published.resolve("builder.token"), SigstoreInstance.token(BUILDER, 3600) + "\n");
        made.expect(0, "build " + Assay.HOME.resolve("e2e/guests/echo") + " --out release");
        made.expect(
                0,
                "sign release --as builder --identity-token-file builder.token" + BY_LOGIN + "v1.json",
                "Signed as " + BUILDER + " by " + SigstoreInstance.ISSUER + ", seen at 2");
        made.audit();
        made.expect(0, "registry init registry --key publisher.pem --passphrase-file pass");
        made.expect(0, "registry publish registry release --key publisher.pem --passphrase-file pass", "approved");
    }

    /** In a workflow of GitHub's, which gives tokens for a token; a key that the environment names gives way. */
    private void audit() throws IOException {
        HttpServer github = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String token = SigstoreInstance.token(AUDITOR, 3600);
        github.createContext("/", exchange -> {
            try (exchange) {
                boolean right =
                        "audience=sigstore".equals(exchange.getRequestURI().getQuery())
                                && "Bearer of-the-job"
                                        .equals(exchange.getRequestHeaders().getFirst("Authorization"));
                byte[] body = ("{\"value\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(right ? 200 : 403, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        github.start();
        try {
            Map<String, String> job = new HashMap<>();
            job.put(
                    "ACTIONS_ID_TOKEN_REQUEST_URL",
                    "http://127.0.0.1:" + github.getAddress().getPort());
            job.put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "of-the-job");
            job.put("ASSAY_KEY_FILE", "nowhere.pem");
            String said = expect(
                    job,
                    0,
                    "sign release --as auditor --trust trust.yaml" + BY_LOGIN + "v2.json",
                    "approved",
                    "Signed as " + AUDITOR);
            assertThat(said).doesNotContain(token.substring(4, 40), "of-the-job");
        } finally {
            github.stop(0);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (instance != null) {
            instance.close();
        }
    }

    @BeforeEach
    void aCopyOfIt() throws IOException {
        try (Stream<Path> all = Files.walk(published)) {
            for (Path file : all.filter(file -> !file.equals(published)).toList()) {
                Files.copy(file, folder.resolve(published.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @Test
    void theReleaseIsAdmittedByThePolicyThatNamesTheLoginsAndRefusedByAnother() throws IOException {
        expect(0, VERIFY, "admitted", AUDITOR, BUILDER);
        policy(AUDITOR.replace("audit.yml", "other.yml"), "trusted-root: root.json\n");
        expect(20, VERIFY, "unknown-signer", "signed by '" + AUDITOR + "'");
        // The login's certificate is none of the instance that comes with the program.
        policy(AUDITOR, "");
        expect(20, VERIFY, "timestamp-invalid");
    }

    @Test
    @Tag("nightly") // the room trust says it daily
    void aRevokedLoginVoidsWhatItSigned() {
        expect(
                0,
                "registry revoke registry --login " + AUDITOR + " --issuer " + SigstoreInstance.ISSUER
                        + " --reason stolen --key publisher.pem --passphrase-file pass");
        expect(20, VERIFY, "signer-revoked");
    }

    @Test
    void exactlyOneOfKeyAndLoginSigns() throws IOException {
        String sign = "sign release --as builder";
        expect(2, sign + " --key publisher.pem --passphrase-file pass --keyless", "--key FILE, or --keyless");
        expect(2, sign + " --identity-token-file builder.token", "--keyless");
        expect(1, sign + " --keyless", "no identity token", "SIGSTORE_ID_TOKEN", "id-token: write");
        Files.delete(folder.resolve("release/statements/" + provenance()));
        expect(1, sign + " --identity-token-file root.json" + BY_LOGIN + "v1.json", "three parts");
        assertThat(folder.resolve("release/statements/" + provenance())).doesNotExist();
    }

    private String provenance() throws IOException {
        try (Stream<Path> all = Files.list(published.resolve("release/statements"))) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("provenance"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void policy(String auditor, String root) throws IOException {
        Files.writeString(
                folder.resolve("trust.yaml"),
                "format: assay.trust-policy/1\n" + root + "roles:\n" + role("builder", BUILDER)
                        + role("auditor", auditor)
                        + "  publisher: {identities: [{name: publisher, key-file: publisher.pem.pub}]}\n");
    }

    private static String role(String role, String name) {
        return "  " + role + ": {identities: [{name: " + role + " workflow, san: '" + name + "', issuer: '"
                + SigstoreInstance.ISSUER + "', repository-id: 4711}]}\n";
    }

    private String expect(int status, String line, String... said) {
        return expect(Map.of(), status, line, said);
    }

    private String expect(Map<String, String> environment, int status, String line, String... said) {
        Assay.Ended ended =
                new Assay(folder).run(environment, List.of(line.split(" ", -1)).toArray(String[]::new));
        String all = ended.out() + ended.err();
        assertThat(ended.status()).as(line + "\n" + all).isEqualTo(status);
        for (String part : said) {
            assertThat(all).as(line).contains(part);
        }
        return all;
    }
}
