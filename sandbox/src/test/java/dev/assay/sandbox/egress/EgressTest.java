package dev.assay.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Effective;
import dev.assay.model.PluginName;
import dev.assay.sandbox.egress.EgressException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where requests go and where they do not, with a real server on loopback that is opened for the test. */
@Timeout(30)
class EgressTest {
    private static final PluginName PLUGIN = PluginName.parse("acme/looks");
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

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

    private static InetAddress[] loopback(String host) throws UnknownHostException {
        return new InetAddress[] {InetAddress.getByAddress(host, LOOPBACK)};
    }

    /** Loopback is opened for every name that ends in {@code .test}. */
    private static Network network(Network.Resolver resolver) {
        return new Network(
                List.of(new Network.Opening(
                        List.of("*.test", "127.0.0.1"), List.of(Addresses.Block.parse("127.0.0.0/8")))),
                List.of("plain.test"),
                List.of(new Network.Authority(List.of("*"), keys.certificate())),
                resolver);
    }

    private static Caller caller(Capability... allowed) {
        return Caller.of(PLUGIN, Effective.of(Capabilities.of(allowed)));
    }

    private static Capability.Http http(List<String> hosts, String... methods) {
        return new Capability.Http(hosts, java.util.Set.of(methods), ports(), Optional.empty());
    }

    private static List<Integer> ports() {
        return List.of(server.port(), 80, 443);
    }

    private static Egress.Asked get(String url) {
        return new Egress.Asked("GET", Target.parse(url), Map.of(), Optional.empty(), true);
    }

    private static String url(String host) {
        return "https://" + host + ":" + server.port() + "/";
    }

    private static Egress.Got ask(Egress.Asked asked) throws Exception {
        server.forget();
        return new Egress(network(EgressTest::loopback), Secrets.NONE)
                .ask(asked, caller(http(List.of("*"), "GET", "HEAD", "POST", "PUT", "DELETE")));
    }

    private static void assertFails(Kind kind, String words, Egress.Asked asked) {
        assertThatThrownBy(() -> ask(asked))
                .isInstanceOfSatisfying(
                        EgressException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }

    private static String text(Egress.Got got) {
        return new String(got.reply().body(), StandardCharsets.UTF_8);
    }

    @Test
    void aRequestArrivesAsItWasAskedAndIsAnswered() throws Exception {
        handler = Origin.says(Origin.response("201 Made", "X-One: 1\r\nx-one:  2 \r\n", "made"));
        Egress.Got got = ask(new Egress.Asked(
                "POST",
                Target.parse(url("api.test") + "items?a=%20b"),
                Map.of("accept", "text/plain"),
                Optional.of("body".getBytes(StandardCharsets.UTF_8)),
                true));
        assertThat(got.reply().status()).isEqualTo(201);
        assertThat(got.reply().headers()).containsEntry("x-one", List.of("1", "2"));
        assertThat(text(got)).isEqualTo("made");
        Origin.Seen seen = server.seen().getFirst();
        assertThat(seen.head())
                .isEqualTo(
                        "POST /items?a=%20b HTTP/1.1\r\nHost: api.test:" + server.port() + "\r\naccept: text/plain\r\n"
                                + "Content-Length: 4\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n");
        assertThat(seen.body()).isEqualTo("body");
    }

    @Test
    void aPostWithoutABodySaysSo() throws Exception {
        handler = Origin.says(Origin.ok("hello"));
        ask(new Egress.Asked("POST", Target.parse(url("api.test")), Map.of(), Optional.empty(), true));
        assertThat(server.seen().getLast().head()).contains("\r\nContent-Length: 0\r\n");
        ask(get(url("api.test")));
        assertThat(server.seen().getLast().head()).doesNotContain("Content-Length");
    }

    @Test
    void aPlaceThatIsNotPublicIsRefusedUnlessThisHostOpensIt() {
        handler = Origin.says(Origin.ok("secret"));
        assertFails(Kind.REFUSED, "not on the public internet", get(url("localhost"))); // .test alone is opened
        for (String address : List.of(
                "10.0.0.1",
                "169.254.169.254",
                "[fe80::1]",
                "[::1]",
                "[::ffff:7f00:1]",
                "0.0.0.0",
                "[64:ff9b::7f00:1]",
                "224.0.0.1",
                "100.64.0.1")) {
            assertThatThrownBy(() -> new Egress(Network.PUBLIC, Secrets.NONE)
                            .ask(get("https://" + address + "/"), caller(http(List.of("*"), "GET"))))
                    .as(address)
                    .hasMessageContaining("not on the public internet");
        }
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void oneAddressOfANameThatIsNotAllowedRefusesThemAll() {
        Network.Resolver both = host -> new InetAddress[] {
            InetAddress.getByAddress(host, LOOPBACK), InetAddress.getByAddress(host, new byte[] {10, 0, 0, 1})
        };
        assertThatThrownBy(() -> new Egress(network(both), Secrets.NONE)
                        .ask(get(url("api.test")), caller(http(List.of("*"), "GET"))))
                .hasMessageContaining("not on the public internet");
    }

    @Test
    void aNameIsResolvedOnceAndTheAddressThatWasCheckedIsAsked() throws Exception {
        handler = Origin.says(Origin.ok("hello"));
        AtomicInteger asked = new AtomicInteger();
        Network.Resolver rebinds = host -> asked.incrementAndGet() == 1
                ? loopback(host)
                : new InetAddress[] {InetAddress.getByAddress(host, new byte[] {10, 0, 0, 1})};
        Egress egress = new Egress(network(rebinds), Secrets.NONE);
        Caller caller = caller(http(List.of("*"), "GET"));
        assertThat(text(egress.ask(get(url("api.test")), caller))).isEqualTo("hello");
        assertThat(asked).hasValue(1);
        // the next request is a new question, and its answer is checked again
        assertThatThrownBy(() -> egress.ask(get(url("api.test")), caller)).hasMessageContaining("not on the public");
    }

    @Test
    void aRedirectToANameThatMeanwhileLeadsInsideIsRefused() {
        AtomicInteger asked = new AtomicInteger();
        Network.Resolver rebinds = host -> asked.incrementAndGet() == 1
                ? loopback(host)
                : new InetAddress[] {
                    InetAddress.getByAddress(host, new byte[] {(byte) 169, (byte) 254, (byte) 169, (byte) 254})
                };
        handler = Origin.says(Origin.redirect(302, "/again"));
        assertThatThrownBy(() -> new Egress(network(rebinds), Secrets.NONE)
                        .ask(get(url("api.test")), caller(http(List.of("*"), "GET"))))
                .hasMessageContaining("not on the public internet");
        assertThat(asked).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://169.254.169.254/latest/meta-data/",
                "https://[fe80::1]/",
                "https://[::ffff:a9fe:a9fe]/",
                "https://[fd00:ec2::254]/",
                "https://localhost/"
            })
    void aRedirectToThisMachineOrItsNetworkIsRefused(String location) {
        handler = Origin.says(Origin.redirect(307, location));
        assertFails(Kind.REFUSED, "", get(url("api.test")));
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void aRedirectIsFollowedOnlyWhereEveryLayerAllowsIt() throws Exception {
        handler = (request, client) -> Origin.write(
                client,
                request.head().contains("Host: api.test")
                        ? Origin.redirect(302, url("other.test"))
                        : Origin.ok("there"));
        Egress egress = new Egress(network(EgressTest::loopback), Secrets.NONE);
        assertThatThrownBy(() -> egress.ask(get(url("api.test")), caller(http(List.of("api.test"), "GET"))))
                .hasMessageContaining("redirected to, is not in the effective set");
        Egress.Got got = egress.ask(get(url("api.test")), caller(http(List.of("api.test", "other.test"), "GET")));
        assertThat(text(got)).isEqualTo("there");
        assertThat(got.url()).isEqualTo(url("other.test"));
        assertThat(got.redirects()).isEqualTo(1);
    }

    @Test
    void aRedirectOfAPostThatBecomesAGetNeedsTheGet() {
        handler = Origin.says(Origin.redirect(303, "/there"));
        Egress.Asked post = new Egress.Asked("POST", Target.parse(url("api.test")), Map.of(), Optional.empty(), true);
        assertThatThrownBy(() -> new Egress(network(EgressTest::loopback), Secrets.NONE)
                        .ask(post, caller(http(List.of("*"), "POST"))))
                .hasMessageContaining("GET https://api.test");
    }

    @Test
    void noRedirectLeavesTls() {
        handler = Origin.says(Origin.redirect(301, "http://plain.test:" + server.port() + "/"));
        assertFails(Kind.REFUSED, "redirects from TLS", get(url("api.test")));
    }

    @Test
    void whatWasMeantForOnePartyIsNotToldToAnother() throws Exception {
        handler = (request, client) -> Origin.write(
                client,
                request.head().contains("Host: api.test")
                        ? Origin.redirect(307, url("other.test") + "x")
                        : Origin.ok("there"));
        ask(new Egress.Asked(
                "PUT",
                Target.parse(url("api.test")),
                Map.of("authorization", "Bearer mine", "cookie", "a=b", "x-api-key", "k", "accept", "text/plain"),
                Optional.of(new byte[] {'b'}),
                true));
        Origin.Seen second = server.seen().getLast();
        assertThat(second.line()).isEqualTo("PUT /x HTTP/1.1");
        assertThat(second.body()).isEqualTo("b");
        assertThat(second.head()).contains("accept: text/plain").doesNotContain("authorization", "cookie", "x-api-key");
        assertThat(server.seen().getFirst().head())
                .contains("authorization: Bearer mine", "cookie: a=b", "x-api-key: k");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.CsvSource({
        "301, POST, GET",
        "302, POST, GET",
        "303, PUT, GET",
        "303, HEAD, HEAD",
        "307, POST, POST",
        "308, POST, POST",
        "302, PUT, PUT"
    })
    void aRedirectChangesTheMethodAsItsStatusSays(int status, String method, String then) throws Exception {
        handler = (request, client) -> Origin.write(
                client,
                request.line().contains("/there")
                        ? Origin.response("204 None", "", "")
                        : Origin.redirect(status, "/there"));
        ask(new Egress.Asked(
                method,
                Target.parse(url("api.test")),
                Map.of("content-type", "text/plain", "x-kept", "1"),
                method.equals("HEAD") ? Optional.empty() : Optional.of(new byte[] {'b'}),
                true));
        Origin.Seen second = server.seen().getLast();
        assertThat(second.line()).isEqualTo(then + " /there HTTP/1.1");
        assertThat(second.head()).contains("x-kept: 1");
        assertThat(second.body()).isEqualTo(then.equals("GET") || then.equals("HEAD") ? "" : "b");
        assertThat(second.head().contains("content-type")).isEqualTo(!then.equals("GET"));
    }

    @Test
    void aLoopOfRedirectsEnds() {
        handler = Origin.says(Origin.redirect(302, "/again"));
        assertFails(Kind.FAILED, "more than 5 times", get(url("api.test")));
        assertThat(server.seen()).hasSize(6);
    }

    @Test
    void aRedirectThatNobodyWantsFollowedIsAnAnswer() throws Exception {
        handler = Origin.says(Origin.redirect(302, "https://169.254.169.254/"));
        Egress.Got got = ask(new Egress.Asked("GET", Target.parse(url("api.test")), Map.of(), Optional.empty(), false));
        assertThat(got.reply().status()).isEqualTo(302);
        assertThat(got.reply().headers()).containsEntry("location", List.of("https://169.254.169.254/"));
    }

    @Test
    void aServerWithoutTheNameIsNotAsked() {
        handler = Origin.says(Origin.ok("hello"));
        assertFails(Kind.FAILED, "TLS with https://wrong.test", get(url("wrong.test")));
        assertThat(server.seen()).isEmpty();
    }

    @Test
    void aServerWhoseAuthorityIsNotTheHostsOwnIsNotTrusted() {
        Network plainRoots =
                new Network(network(EgressTest::loopback).openings(), List.of(), List.of(), EgressTest::loopback);
        assertThatThrownBy(() -> new Egress(plainRoots, Secrets.NONE)
                        .ask(get(url("api.test")), caller(http(List.of("*"), "GET"))))
                .hasMessageContaining("unable to find valid certification path");
    }

    @Test
    void anAddressIsVerifiedAsAnAddress() throws Exception {
        handler = Origin.says(Origin.ok("hello"));
        assertThat(text(ask(get(url("127.0.0.1"))))).isEqualTo("hello");
    }

    @Test
    void withoutTlsOnlyAHostThatIsOpenedForItIsAsked() throws Exception {
        try (Origin plain = Origin.plain(Origin.says(Origin.ok("hello")))) {
            Caller caller = caller(new Capability.Http(
                    List.of("*"), java.util.Set.of("GET"), List.of(plain.port()), Optional.empty()));
            Egress egress = new Egress(network(EgressTest::loopback), Secrets.NONE);
            assertThat(text(egress.ask(get("http://plain.test:" + plain.port() + "/"), caller)))
                    .isEqualTo("hello");
            assertThatThrownBy(() -> egress.ask(get("http://api.test:" + plain.port() + "/"), caller))
                    .hasMessageContaining("not asked without TLS");
        }
    }

    @Test
    void whereNobodyListensNobodyAnswers() throws Exception {
        int port;
        try (java.net.ServerSocket gone = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        Caller caller =
                caller(new Capability.Http(List.of("*"), java.util.Set.of("GET"), List.of(port), Optional.empty()));
        assertThatThrownBy(() -> new Egress(network(EgressTest::loopback), Secrets.NONE)
                        .ask(get("https://api.test:" + port + "/"), caller))
                .hasMessageContaining("nobody answers");
        Network.Resolver nothing = host -> {
            throw new UnknownHostException(host);
        };
        assertThatThrownBy(() ->
                        new Egress(network(nothing), Secrets.NONE).ask(get("https://api.test:" + port + "/"), caller))
                .hasMessageContaining("has no address");
    }

    private static void assertEndsInTime(Origin.Handler slow) {
        handler = slow;
        Egress brief = new Egress(network(EgressTest::loopback), Secrets.NONE, Duration.ofMillis(400));
        long start = System.nanoTime();
        assertThatThrownBy(() -> brief.ask(get(url("api.test")), caller(http(List.of("*"), "GET"))))
                .isInstanceOfSatisfying(
                        EgressException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void aServerThatSendsAByteNowAndThenIsNotWaitedFor() {
        assertEndsInTime((request, client) -> {
            for (char c : (Origin.ok("") + "x".repeat(1000)).toCharArray()) {
                Origin.write(client, String.valueOf(c));
                Thread.sleep(50);
            }
        });
        assertEndsInTime((request, client) -> {
            Origin.write(client, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            for (int i = 0; i < 1000; i++) {
                Origin.write(client, "x");
                Thread.sleep(50);
            }
        });
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedFor() {
        assertEndsInTime((request, client) -> Thread.sleep(Duration.ofSeconds(20)));
    }

    @Test
    void aServerThatNeverFinishesTheHandshakeIsNotWaitedFor() throws Exception {
        try (java.net.ServerSocket silent = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Egress brief = new Egress(network(EgressTest::loopback), Secrets.NONE, Duration.ofMillis(300));
            Caller caller = caller(new Capability.Http(
                    List.of("*"), java.util.Set.of("GET"), List.of(silent.getLocalPort()), Optional.empty()));
            assertThatThrownBy(() -> brief.ask(get("https://api.test:" + silent.getLocalPort() + "/"), caller))
                    .isInstanceOfSatisfying(
                            EgressException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
        }
    }

    @Test
    void aServerThatLeavesBeforeTheEndHasFailed() {
        handler = Origin.says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
        assertFails(Kind.FAILED, "", get(url("api.test")));
    }

    @Test
    void anInterruptionEndsTheRequest() throws Exception {
        java.util.concurrent.CountDownLatch arrived = new java.util.concurrent.CountDownLatch(1);
        handler = (request, client) -> {
            arrived.countDown();
            Thread.sleep(Duration.ofSeconds(20));
        };
        java.util.concurrent.CompletableFuture<Throwable> end = new java.util.concurrent.CompletableFuture<>();
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                ask(get(url("api.test")));
            } catch (Exception e) {
                end.complete(e);
            }
        });
        arrived.await();
        asking.interrupt();
        assertThat(end.get(2, java.util.concurrent.TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aRunThatAsksTooFastWaits() throws Exception {
        Pace pace = new Pace();
        long start = System.nanoTime();
        for (int i = 0; i < Pace.AT_ONCE; i++) {
            pace.await();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(400));
        for (int i = 0; i < 10; i++) {
            pace.await();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(150));
    }
}
