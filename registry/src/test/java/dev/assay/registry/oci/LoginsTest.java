package dev.assay.registry.oci;

import static dev.assay.registry.http.Hostile.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import dev.assay.registry.http.Hostile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where logins and tokens come from, and where they go. */
class LoginsTest {
    private static final byte[] CONTENT = {1, 2, 3};

    @TempDir
    Path folder;

    @Test
    void aLoginIsThatOfTheHost() throws IOException {
        Logins logins = config(
                "{\"auths\": {\"a.example\": {\"auth\": \"a2ltOmFiYw==\"}, \"b.example\": {\"username\": \"kim\", \"password\": \"p\"},"
                        + " \"c.example\": {\"identitytoken\": \"t\"}, \"https://d.example\": {\"auth\": \"a2ltOmFiYw==\"}}}");
        assertThat(logins.of("a.example")).isEqualTo(new Login.Password("kim", "abc"));
        assertThat(logins.of("b.example")).isEqualTo(new Login.Password("kim", "p"));
        assertThat(logins.of("c.example")).isEqualTo(new Login.Identity("t"));
        assertThat(logins.of("d.example")).isEqualTo(new Login.Password("kim", "abc"));
        assertThat(logins.of("e.example")).isEqualTo(new Login.Anonymous());
        assertThat(logins.of("a.example")).asString().doesNotContain("abc");
        assertThat(Logins.of(Map.of("DOCKER_CONFIG", folder.toString())).of("a.example"))
                .isEqualTo(new Login.Password("kim", "abc"));
        assertThat(Logins.of(Map.of("HOME", folder.toString())).of("a.example")).isEqualTo(new Login.Anonymous());
    }

    @Test
    void aDamagedFileIsNamedWithoutItsSecrets() throws IOException {
        Logins logins = config("{\"auths\": {\"a.example\": {\"auth\": \"c2VjcmV0\"}}}");
        refused(() -> logins.of("a.example"), "is not user:password in Base64");
        refused(() -> config("{\"auths\": 5}").of("a.example"), "it must be an object");
    }

    @Test
    void aHelperProgramIsAskedForItsHost() throws IOException {
        assertThat(helped("read host; [ $host = a.example ] && echo '{\"Username\": \"kim\", \"Secret\": \"s\"}'"))
                .isEqualTo(Optional.of(new Login.Password("kim", "s")));
        assertThat(helped("echo '{\"Username\": \"<token>\", \"Secret\": \"s\"}'"))
                .isEqualTo(Optional.of(new Login.Identity("s")));
        assertThat(helped("echo 'credentials not found in native keychain'; exit 1"))
                .isEmpty();
        refused(() -> helped("exit 3"), "failed with status 3");
        refused(() -> helped("echo secret"), "did not answer with a login");
        refused(() -> helped("yes secret"), "failed with status");
        refused(() -> new LoginProgram(folder.resolve("none").toString()).login("a"), "cannot be started");
        refused(() -> LoginProgram.named("../x"), "is not the name of one");
    }

    private Optional<Login> helped(String script) throws IOException {
        Path program = Files.createTempFile(folder, "helper", "");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return new LoginProgram(program.toString()).login("a.example");
    }

    @Test
    void aTokenIsAskedForWhereTheRegistrySaysAndGoesToTheRegistryAlone() throws IOException {
        try (Hostile registry = Hostile.plain();
                Hostile authority = Hostile.plain()) {
            authority.at(
                    "/token",
                    exchange -> answer(exchange, 200, "{\"token\": \"t0ken\"}".getBytes(StandardCharsets.UTF_8)));
            registry.at(
                    "/v2/a/blobs/",
                    exchange -> challenge(exchange, authority.uri("/token").toString()));
            Repository repository =
                    repository(registry, "{\"auths\": {\"" + registry.host() + "\": {\"auth\": \"a2ltOmFiYw==\"}}}");
            assertThat(repository.blob(Blob.of(CONTENT))).isEqualTo(CONTENT);
            assertThat(repository.blob(Blob.of(CONTENT))).isEqualTo(CONTENT);
            assertThat(authority.asked).as("once for both").hasSize(1);
            assertThat(authority.asked.getFirst().authorization()).isEqualTo("Basic a2ltOmFiYw==");
            assertThat(authority.asked.getFirst().query()).isEqualTo("service=reg&scope=repository%3Aa%3Apull");
            assertThat(registry.asked)
                    .extracting(Hostile.Asked::authorization)
                    .containsExactly("null", "Bearer t0ken", "Bearer t0ken");
        }
    }

    @Test
    void anIdentityTokenIsPostedToWhoGivesTokensAndNeverInAnAddress() throws IOException {
        try (Hostile registry = Hostile.plain();
                Hostile authority = Hostile.plain()) {
            authority.at(
                    "/token",
                    exchange ->
                            answer(exchange, 200, "{\"access_token\": \"t0ken\"}".getBytes(StandardCharsets.UTF_8)));
            registry.at(
                    "/v2/a/blobs/",
                    exchange -> challenge(exchange, authority.uri("/token").toString()));
            Repository repository =
                    repository(registry, "{\"auths\": {\"" + registry.host() + "\": {\"identitytoken\": \"i+d&1\"}}}");
            assertThat(repository.blob(Blob.of(CONTENT))).isEqualTo(CONTENT);
            Hostile.Asked asked = authority.asked.getFirst();
            assertThat(asked.method()).isEqualTo("POST");
            assertThat(asked.query()).as("no query").isEqualTo("null");
            assertThat(asked.authorization()).isEqualTo("null");
            assertThat(asked.body())
                    .isEqualTo("grant_type=refresh_token&client_id=assay&service=reg&scope=repository%3Aa%3Apull"
                            + "&refresh_token=i%2Bd%261");
            assertThat(registry.asked).extracting(Hostile.Asked::authorization).containsExactly("null", "Bearer t0ken");
        }
    }

    @Test
    void noCredentialsFollowARedirectToAnotherServer() throws Exception {
        try (Hostile registry = Hostile.plain();
                Hostile storage = Hostile.secure(folder)) {
            storage.at("/stored", exchange -> answer(exchange, 200, CONTENT));
            registry.at("/v2/a/blobs/", exchange -> {
                if (exchange.getRequestHeaders().containsKey("Authorization")) {
                    answer(exchange, 307, "Location", storage.uri("/stored").toString());
                } else {
                    answer(exchange, 401, "WWW-Authenticate", "Basic realm=\"a\"");
                }
            });
            Logins logins = config("{\"auths\": {\"" + registry.host() + "\": {\"auth\": \"a2ltOmFiYw==\"}, \""
                    + storage.host() + "\": {\"auth\": \"a2ltOmFiYw==\"}}}");
            Access access = new Access(logins, Optional.of(folder.resolve("authority.pem")), Hostile.SHORT);
            Repository repository = access.repository(Place.parse("oci+http://" + registry.host() + "/a"));
            assertThat(repository.blob(Blob.of(CONTENT))).isEqualTo(CONTENT);
            assertThat(registry.asked.getLast().authorization()).isEqualTo("Basic a2ltOmFiYw==");
            assertThat(storage.asked).extracting(Hostile.Asked::authorization).containsExactly("null");
        }
    }

    @Test
    void aRegistryIsTrustedByTheAuthorityThatWasNamed() throws Exception {
        try (Hostile registry = Hostile.secure(folder)) {
            registry.at("/v2/a/blobs/", exchange -> answer(exchange, 200, CONTENT));
            Place place = Place.parse("oci://" + registry.host() + "/a");
            Access own = new Access(Logins.none(), Optional.of(folder.resolve("authority.pem")), Hostile.SHORT);
            assertThat(own.repository(place).blob(Blob.of(CONTENT))).isEqualTo(CONTENT);
            Path other = Files.createDirectory(folder.resolve("other"));
            Hostile.secure(other).close();
            Access others = new Access(Logins.none(), Optional.of(other.resolve("authority.pem")), Hostile.SHORT);
            refused(() -> others.repository(place).blob(Blob.of(CONTENT)), "no trusted connection");
            Path text = Files.writeString(folder.resolve("text"), "no certificate");
            refused(() -> new Access(Logins.none(), Optional.of(text), Hostile.SHORT), "Give");
        }
    }

    @Test
    void aTokenThatRanOutIsReplaced() throws IOException {
        try (Hostile registry = Hostile.plain()) {
            int[] given = {0};
            registry.at(
                    "/token",
                    exchange -> answer(
                            exchange,
                            200,
                            ("{\"access_token\": \"t" + ++given[0] + "\"}").getBytes(StandardCharsets.UTF_8)));
            registry.at("/v2/a/blobs/", exchange -> {
                if (("Bearer t" + (given[0] == 1 ? 1 : 2))
                                .equals(exchange.getRequestHeaders().getFirst("Authorization"))
                        && (given[0] != 1 || registry.asked.size() < 4)) {
                    answer(exchange, 200, CONTENT);
                } else {
                    answer(exchange, 401, "WWW-Authenticate", "Bearer realm=\"" + registry.uri("/token") + "\"");
                }
            });
            Repository repository = repository(registry, "{}");
            assertThat(repository.blob(Blob.of(CONTENT))).isEqualTo(CONTENT);
            assertThat(repository.blob(Blob.of(CONTENT))).isEqualTo(CONTENT);
            assertThat(given[0]).isEqualTo(2);
        }
    }

    @Test
    void aLoginIsNotSentWhereItWouldBeSeen() throws IOException {
        try (Hostile registry = Hostile.plain()) {
            String[] realm = {"http://elsewhere.example/token"};
            registry.at("/v2/a/blobs/", exchange -> challenge(exchange, realm[0]));
            Repository repository =
                    repository(registry, "{\"auths\": {\"" + registry.host() + "\": {\"auth\": \"a2ltOmFiYw==\"}}}");
            refused(() -> repository.blob(Blob.of(CONTENT)), "which is not an HTTPS address");
            realm[0] = "file:///etc/passwd";
            refused(() -> repository.blob(Blob.of(CONTENT)), "which is not an HTTPS address");
            realm[0] = "https://a:b@" + registry.host() + "/token";
            refused(() -> repository.blob(Blob.of(CONTENT)), "which is not an HTTPS address");
        }
    }

    @Test
    void aWrongLoginIsToldAndNeitherItNorTheAnswerIsShown() throws IOException {
        try (Hostile registry = Hostile.plain()) {
            registry.at("/token", exchange -> answer(exchange, 403, "you sent abc".getBytes(StandardCharsets.UTF_8)));
            registry.at(
                    "/odd",
                    exchange -> answer(exchange, 200, "{\"token\": \"a\\nb\"}".getBytes(StandardCharsets.UTF_8)));
            registry.at(
                    "/v2/a/blobs/",
                    exchange -> challenge(exchange, registry.uri("/token").toString()));
            registry.at(
                    "/v2/b/blobs/",
                    exchange -> challenge(exchange, registry.uri("/odd").toString()));
            Repository repository = repository(registry, "{}");
            assertThatThrownBy(() -> repository.blob(Blob.of(CONTENT)))
                    .hasMessageContaining("status 403")
                    .hasMessageContaining("docker login")
                    .hasMessageNotContaining("abc");
            refused(
                    () -> access("{}")
                            .repository(Place.parse("oci://" + registry.host() + "/b"))
                            .blob(Blob.of(CONTENT)),
                    "gave none");
        }
    }

    private static void challenge(HttpExchange exchange, String realm) throws IOException {
        if ("Bearer t0ken".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 200, CONTENT);
        } else {
            answer(exchange, 401, "WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"reg\"");
        }
    }

    private Repository repository(Hostile registry, String config) throws IOException {
        return access(config).repository(Place.parse("oci://" + registry.host() + "/a"));
    }

    private Access access(String config) throws IOException {
        return new Access(config(config), Optional.empty(), Hostile.SHORT);
    }

    private Logins config(String text) throws IOException {
        return Logins.file(Files.writeString(folder.resolve("config.json"), text));
    }

    private static void refused(ThrowingCallable what, String... says) {
        assertThatThrownBy(what).isInstanceOf(RegistryException.class).hasMessageContainingAll(says);
    }
}
