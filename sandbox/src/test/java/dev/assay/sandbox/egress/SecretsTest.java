package dev.assay.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Document;
import dev.assay.model.Effective;
import dev.assay.model.InvalidValueException;
import dev.assay.model.PluginName;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A secret goes to the places that the host's file binds it to, for the plugins that it binds it to, and nowhere else. */
@Timeout(30)
class SecretsTest {
    private static final PluginName PLUGIN = PluginName.parse("acme/looks");
    private static final String TOKEN = "tok-3f9a7c51d2";
    private static final String BINDING = "  example:\n    plugins: [acme/looks]\n    hosts: [api.test]\n";

    @TempDir
    static Path folder;

    private static Origin.Keys keys;
    private static Origin server;
    private static volatile Origin.Handler handler = Origin.says(Origin.ok("hello"));

    @BeforeAll
    static void serve() throws Exception {
        keys = Origin.Keys.make(folder);
        server = Origin.secure(keys, (request, client) -> handler.answer(request, client));
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.forget();
    }

    private static Path kept(String name, String content, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    private static Network network() {
        return new Network(
                List.of(new Network.Opening(List.of("*.test"), List.of(Addresses.Block.parse("127.0.0.1")))),
                List.of("api.test"),
                List.of(new Network.Authority(List.of("*.test"), keys.certificate())),
                host -> new InetAddress[] {InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1})});
    }

    private static Secrets read(String yaml) {
        Document document = Document.read(("secrets:\n" + yaml).getBytes(StandardCharsets.UTF_8), "host.yaml");
        Secrets secrets = document.mapping("secrets")
                .map(new SecretsReader(network(), Clock.systemUTC())::read)
                .orElseThrow();
        document.end();
        document.finish();
        return secrets;
    }

    private static Secrets bearer() throws IOException {
        return read(BINDING + "    bearer: {file: " + kept("token", TOKEN + "\n", "rw-r-----") + "}\n");
    }

    private static Capability.Http http(String auth, String... hosts) {
        return new Capability.Http(
                List.of(hosts),
                Set.of("GET", "POST"),
                List.of(server.port()),
                Optional.of(auth).filter(a -> !a.isEmpty()));
    }

    private static Caller caller(Capability... allowed) {
        return Caller.of(PLUGIN, Effective.of(Capabilities.of(allowed)));
    }

    private static String url(String host) {
        return "https://" + host + ":" + server.port() + "/";
    }

    private static Egress.Asked get(String url, Map<String, String> headers) {
        return new Egress.Asked("GET", Target.parse(url), headers, Optional.empty(), true);
    }

    private static Egress.Got ask(Secrets secrets, Caller caller, String host) throws Exception {
        return new Egress(network(), secrets).ask(get(url(host), Map.of()), caller);
    }

    private static String sent(int request) {
        return server.seen().get(request).head();
    }

    @Test
    void aBearerTokenIsSentWhereItIsBound() throws Exception {
        handler = Origin.says(Origin.ok("hello"));
        ask(bearer(), caller(http("example", "api.test")), "api.test");
        assertThat(sent(0)).contains("\r\nauthorization: Bearer " + TOKEN + "\r\n");
    }

    @Test
    void anotherPluginOrAnotherHostGetsNothing() throws Exception {
        Caller other = Caller.of(
                PluginName.parse("evil/looks"),
                Effective.of(Capabilities.of(http("example", "api.test", "other.test"))));
        assertThatThrownBy(() -> ask(bearer(), other, "api.test"))
                .hasMessageContaining("no secret example for evil/looks at api.test");
        Caller elsewhere = caller(http("example", "api.test", "other.test"));
        assertThatThrownBy(() -> ask(bearer(), elsewhere, "other.test"))
                .hasMessageContaining("no secret example for acme/looks at other.test");
        assertThatThrownBy(() -> ask(bearer(), caller(http("no-such", "api.test")), "api.test"))
                .hasMessageContaining("no secret no-such");
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void withoutALayersWordNothingIsSent() throws Exception {
        handler = Origin.says(Origin.ok("hello"));
        Caller ungranted = Caller.of(
                PLUGIN,
                Effective.of(Capabilities.of(http("example", "api.test")), Capabilities.of(http("", "api.test"))));
        ask(bearer(), ungranted, "api.test");
        assertThat(sent(0)).doesNotContain("authorization");
    }

    @Test
    void twoSecretsForOnePlaceAreNone() throws Exception {
        assertThatThrownBy(() ->
                        ask(bearer(), caller(http("example", "api.test"), http("second", "api.test")), "api.test"))
                .hasMessageContaining("more than one secret");
    }

    @Test
    void aRedirectBindsTheSecretAnew() throws Exception {
        handler = (request, client) -> Origin.write(
                client,
                request.head().contains("Host: api.test")
                        ? Origin.redirect(307, url("other.test"))
                        : Origin.ok("there"));
        ask(bearer(), caller(http("example", "api.test"), http("", "other.test")), "api.test");
        assertThat(sent(0)).contains(TOKEN);
        assertThat(sent(1)).contains("Host: other.test").doesNotContain(TOKEN, "authorization");
        // where the secret would go along by the layers' word, but is not bound, nothing is asked at all
        server.forget();
        assertThatThrownBy(() -> ask(bearer(), caller(http("example", "api.test", "other.test")), "api.test"))
                .hasMessageContaining("no secret example for acme/looks at other.test");
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void aRedirectBackBringsItBack() throws Exception {
        AtomicInteger count = new AtomicInteger();
        handler = (request, client) -> Origin.write(
                client,
                switch (count.incrementAndGet()) {
                    case 1 -> Origin.redirect(302, url("other.test"));
                    case 2 -> Origin.redirect(302, url("api.test"));
                    default -> Origin.ok("back");
                });
        ask(bearer(), caller(http("example", "api.test"), http("", "other.test")), "api.test");
        assertThat(sent(1)).doesNotContain(TOKEN);
        assertThat(sent(2)).contains("Bearer " + TOKEN);
    }

    @Test
    void aRedirectThatRepeatsTheSecretIsNotFollowed() throws Exception {
        handler = Origin.says(Origin.redirect(302, url("other.test") + "?t=" + TOKEN));
        assertThatThrownBy(() -> ask(bearer(), caller(http("example", "api.test"), http("", "other.test")), "api.test"))
                .hasMessageContaining("repeats a secret")
                .hasMessageNotContaining(TOKEN);
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void aServerThatRepeatsTheSecretTellsNobody() throws Exception {
        handler = Origin.says(Origin.response(
                "200 OK", "X-Seen: Bearer " + TOKEN + "\r\nX-" + TOKEN + ": a\r\n", TOKEN + " and " + TOKEN + TOKEN));
        Egress.Got got = ask(bearer(), caller(http("example", "api.test")), "api.test");
        String stars = "*".repeat(TOKEN.length());
        assertThat(got.reply().headers().get("x-seen")).containsExactly("Bearer " + stars);
        assertThat(got.reply().headers().keySet()).noneMatch(name -> name.contains(TOKEN));
        assertThat(new String(got.reply().body(), StandardCharsets.US_ASCII))
                .isEqualTo(stars + " and " + stars + stars);
    }

    @Test
    void noSecretIsSentWithoutTls() throws Exception {
        Egress egress = new Egress(network(), bearer());
        assertThatThrownBy(() -> egress.ask(
                        get("http://api.test:" + server.port() + "/", Map.of()), caller(http("example", "api.test"))))
                .hasMessageContaining("no secret is sent without TLS");
    }

    @Test
    void aGuestDoesNotSetWhatTheSecretSets() throws Exception {
        Egress egress = new Egress(network(), bearer());
        assertThatThrownBy(() -> egress.ask(
                        get(url("api.test"), Map.of("authorization", "Bearer mine")),
                        caller(http("example", "api.test"))))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("this host sets it");
    }

    @Test
    void basicIsUserAndPassword() throws Exception {
        handler = Origin.says(Origin.ok("cmVhZGVyOnMzY3JldC1wYXNz and s3cret-pass"));
        Secrets basic = read(
                BINDING + "    basic: {user: reader, file: " + kept("password", "s3cret-pass", "rw-------") + "}\n");
        Egress.Got got = ask(basic, caller(http("example", "api.test")), "api.test");
        assertThat(sent(0)).contains("\r\nauthorization: Basic cmVhZGVyOnMzY3JldC1wYXNz\r\n");
        assertThat(new String(got.reply().body(), StandardCharsets.US_ASCII))
                .isEqualTo("*".repeat(24) + " and " + "*".repeat(11));
    }

    private static Secrets clientCredentials() throws IOException {
        return read(BINDING + "    oauth2:\n      token-url: " + url("token.test") + "token\n      client: \"a:b\"\n"
                + "      scope: read all\n      file: " + kept("client", "cl1ent-secret", "rw-------") + "\n");
    }

    private static Origin.Handler authorizationServer(String answer) {
        AtomicInteger issued = new AtomicInteger();
        return (request, client) -> Origin.write(
                client,
                request.head().contains("Host: token.test")
                        ? Origin.ok(answer.replace("N", "" + issued.incrementAndGet()))
                        : request.head().contains("token-number-1")
                                        && issued.get() == 1
                                        && request.line().contains("/expired")
                                ? Origin.response("401 No", "", "")
                                : Origin.ok("hello"));
    }

    @Test
    void aTokenOfClientCredentialsIsFetchedOnceAndKept() throws Exception {
        handler = authorizationServer(
                "{\"access_token\":\"token-number-N\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
        Secrets secrets = clientCredentials();
        Caller caller = caller(http("example", "api.test")); // the token endpoint is the host's to ask, not the guest's
        ask(secrets, caller, "api.test");
        ask(secrets, caller, "api.test");
        assertThat(server.seen())
                .extracting(Origin.Seen::line)
                .containsExactly("POST /token HTTP/1.1", "GET / HTTP/1.1", "GET / HTTP/1.1");
        assertThat(sent(0)).contains("authorization: Basic " + Secret.Basic.base64("a%3Ab:cl1ent-secret"));
        assertThat(server.seen().getFirst().body()).isEqualTo("grant_type=client_credentials&scope=read+all");
        assertThat(sent(2)).contains("authorization: Bearer token-number-1\r\n");
    }

    @Test
    void aTokenThatExpiresOrIsRejectedIsFetchedAnew() throws Exception {
        handler = authorizationServer(
                "{\"access_token\":\"token-number-N\",\"token_type\":\"bearer\",\"expires_in\":20}");
        Secrets secrets = clientCredentials();
        ask(secrets, caller(http("example", "api.test")), "api.test");
        ask(secrets, caller(http("example", "api.test")), "api.test");
        assertThat(sent(3)).contains("token-number-2"); // twenty seconds are less than the margin

        server.forget();
        handler = authorizationServer(
                "{\"access_token\":\"token-number-N\",\"token_type\":\"Bearer\",\"expires_in\":3600}");
        Secrets kept = clientCredentials();
        Egress egress = new Egress(network(), kept);
        Egress.Got rejected =
                egress.ask(get(url("api.test") + "expired", Map.of()), caller(http("example", "api.test")));
        assertThat(rejected.reply().status()).isEqualTo(401);
        egress.ask(get(url("api.test"), Map.of()), caller(http("example", "api.test")));
        assertThat(sent(3)).contains("token-number-2");
    }

    @Test
    void anAuthorizationServerThatGivesNoTokenIsToldWithoutWhatItSaid() throws Exception {
        List<String> answers = new ArrayList<>(List.of(
                Origin.response("400 Bad", "", "{\"error\":\"cl1ent-secret\"}"),
                Origin.ok("cl1ent-secret"),
                Origin.ok("{\"access_token\":\"token-number\",\"token_type\":\"mac\"}"),
                Origin.ok("{\"access_token\":\"token number\",\"token_type\":\"Bearer\"}"),
                Origin.ok("{\"access_token\":\"x\",\"token_type\":\"Bearer\"}"),
                Origin.redirect(302, url("api.test"))));
        handler = (request, client) -> Origin.write(client, answers.removeFirst());
        Secrets secrets = clientCredentials();
        while (!answers.isEmpty()) {
            assertThatThrownBy(() -> ask(secrets, caller(http("example", "api.test")), "api.test"))
                    .isInstanceOf(EgressException.class)
                    .hasMessageContaining("the authorization server token.test")
                    .hasMessageNotContaining("cl1ent");
        }
    }

    @Test
    void aRequestOfAmazonsIsSigned() throws Exception {
        handler = Origin.says(Origin.ok("hello"));
        Secrets aws = read(BINDING + "    aws: {service: sts, region: eu-west-1, key-id: AKIDEXAMPLE, file: "
                + kept("aws", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "rw-------") + "}\n");
        ask(aws, caller(http("example", "api.test")), "api.test");
        assertThat(sent(0))
                .containsPattern(
                        "authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-west-1/sts/aws4_request,"
                                + " SignedHeaders=host;x-amz-date, Signature=[0-9a-f]{64}\r\n")
                .doesNotContain("wJalr");
    }

    @Test
    void aServiceAccountsTokenMayBeReadByOthersAndIsReadAnew() throws Exception {
        handler = Origin.says(Origin.ok("hello"));
        Path file = kept("sa-token", "first-token", "rw-r--r--");
        Secrets account = read(BINDING + "    service-account: {file: " + file + "}\n");
        ask(account, caller(http("example", "api.test")), "api.test");
        Files.writeString(file, "second-token");
        ask(account, caller(http("example", "api.test")), "api.test");
        assertThat(sent(0)).contains("Bearer first-token");
        assertThat(sent(1)).contains("Bearer second-token");
    }

    @Test
    void aFileThatOthersMayReadOrThatHoldsNoSecretIsNotUsed() throws Exception {
        for (String mode : List.of("rw----r--", "rw-rw----", "rw-----w-")) {
            kept("token", TOKEN, mode);
            Secrets secrets = read(BINDING + "    bearer: {file: " + folder.resolve("token") + "}\n");
            assertThatThrownBy(() -> ask(secrets, caller(http("example", "api.test")), "api.test"))
                    .hasMessageContaining("chmod 600");
        }
        for (String content :
                List.of("", "short", "two lines\nof it", "not\u00e9ascii", "a\0bcdefghi", "x".repeat(8001))) {
            kept("token", content, "rw-------");
            Secrets secrets = read(BINDING + "    bearer: {file: " + folder.resolve("token") + "}\n");
            assertThatThrownBy(() -> ask(secrets, caller(http("example", "api.test")), "api.test"))
                    .hasMessageContaining("is not one line")
                    .hasMessageNotContaining(folder.toString());
        }
        Files.delete(folder.resolve("token"));
        Secrets gone = read(BINDING + "    bearer: {file: " + folder.resolve("token") + "}\n");
        assertThatThrownBy(() -> ask(gone, caller(http("example", "api.test")), "api.test"))
                .hasMessageContaining("cannot be read")
                .hasMessageNotContaining(folder.toString());
    }

    @Test
    void nothingShowsASecret() throws Exception {
        Path file = kept("token", TOKEN, "rw-------");
        Secret secret = new Secret.Bearer(new SecretFile(file, false));
        Secret.Signed signed = secret.sign(
                new Outgoing("GET", Target.parse(url("api.test")), Map.of(), Optional.empty()),
                TimeLeft.of(Egress.LONGEST));
        assertThat(List.of(secret, signed, signed.request(), new Redaction(signed.hidden()), bearer())
                        .toString())
                .doesNotContain(TOKEN);
        assertThat(secret.files()).containsExactly(file);
    }
}
