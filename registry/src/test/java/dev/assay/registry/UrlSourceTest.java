package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.PUBLISHER;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.module;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.assay.registry.http.Patience;
import dev.assay.registry.http.Web;
import dev.assay.registry.source.UrlSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry behind a real web server, honest and not. */
class UrlSourceTest {
    private static final int MOST = 1000;

    @TempDir
    Path folder;

    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private Source source;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        source = new UrlSource(at("/registry"), web(Duration.ofSeconds(20)));
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.close();
    }

    @Test
    void aReleaseIsReadOverHttpAsFromItsDirectory() {
        Path root = folder.resolve("registry");
        Publisher.create(root, PUBLISHER, WEEK, CLOCK).publish(release("1.0.0"));
        serve("/registry/", exchange -> {
            Path file = root.resolve(exchange.getRequestURI().getPath().substring("/registry/".length()));
            answer(
                    exchange,
                    Files.exists(file) ? 200 : 404,
                    Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
        });
        Index index = Registry.open(source, Shop.POLICY, folder.resolve("memory"), CLOCK)
                .index();
        Entry entry = index.releases(SSH).getFirst();
        assertThat(index.problem()).isEmpty();
        assertThat(index.fetch(entry, entry.variants().getFirst().module())).isEqualTo(module("ssh 1.0.0"));
    }

    @Test
    void aBodyOfTheMostBytesIsReadAndOneMoreByteIsRefused() {
        serve("/registry/most", exchange -> answer(exchange, 200, new byte[MOST]));
        serve("/registry/more", exchange -> answer(exchange, 200, new byte[MOST + 1]));
        assertThat(source.read("most", MOST)).hasSize(MOST);
        refused(() -> source.read("more", MOST), "larger than the 1000 bytes");
    }

    @Test
    void aBodyWithoutEndIsCutOff() {
        serve("/registry/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (end.getCount() > 0) {
                    out.write(new byte[8192]);
                }
            }
        });
        refused(() -> source.read("endless", MOST), "larger than the 1000 bytes");
    }

    @Test
    void aBodyShorterThanItsLengthIsRefused() {
        serve("/registry/cut", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        refused(() -> source.read("cut", MOST), "cannot read");
    }

    @Test
    void aServerThatStopsInTheBodyIsNotWaitedForWithoutEnd() {
        serve("/registry/slow", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            awaitEnd();
        });
        refused(
                () -> new UrlSource(at("/registry"), web(Duration.ofMillis(300))).read("slow", MOST),
                "did not answer within");
    }

    @Test
    void aRedirectWithinTheServerIsFollowed() {
        serve("/registry/moved", exchange -> redirect(exchange, "/elsewhere/file"));
        serve("/elsewhere/file", exchange -> answer(exchange, 200, new byte[] {7}));
        assertThat(source.read("moved", MOST)).containsExactly(7);
    }

    @Test
    void aRedirectToAnotherServerIsRefused() throws IOException {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> answer(exchange, 200, new byte[] {7}));
        other.start();
        try {
            String port = ":" + other.getAddress().getPort();
            serve("/registry/a", exchange -> redirect(exchange, "http://127.0.0.1" + port + "/file"));
            serve("/registry/b", exchange -> redirect(exchange, "//localhost" + port + "/file"));
            serve("/registry/c", exchange -> redirect(exchange, "file:///etc/passwd"));
            serve("/registry/d", exchange -> redirect(exchange, "::not a url"));
            refused(() -> source.read("a", MOST), "redirects to another server");
            refused(() -> source.read("b", MOST), "redirects to another server");
            refused(() -> source.read("c", MOST), "redirects to another server");
            refused(() -> source.read("d", MOST), "not a URL");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void contentMayComeInPartsAndTheMetadataOfAnotherServerMayNot() {
        byte[] module = module("cut once");
        AtomicInteger asked = new AtomicInteger();
        serve("/registry/module", exchange -> {
            int from = asked.getAndIncrement() == 0 ? 0 : module.length - 5;
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (module.length - 1) + "/*");
            exchange.sendResponseHeaders(from == 0 ? 200 : 206, module.length - from);
            exchange.getResponseBody().write(module, from, from == 0 ? module.length - 5 : 5);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        assertThat(source.read("module", Blob.of(module))).isEqualTo(module);
        assertThat(asked).hasValue(2);
        asked.set(0);
        Path copy = folder.resolve("copy");
        source.copy("module", Blob.of(module), copy);
        assertThat(copy).hasBinaryContent(module);
        refused(() -> source.copy("module", Blob.of(module), copy), "is there already");
    }

    @Test
    void aFileOfADirectoryIsCopiedIfItIsTheOneThatIsNamed() throws IOException {
        Path root = Files.createDirectories(folder.resolve("files"));
        Files.write(root.resolve("module"), module("it"));
        Path copy = folder.resolve("copy");
        Source.directory(root).copy("module", Blob.of(module("it")), copy);
        assertThat(copy).hasBinaryContent(module("it"));
        Path other = folder.resolve("other");
        refused(() -> Source.directory(root).copy("module", Blob.of(module("is")), other), "has the digest");
        refused(
                () -> Source.directory(root).copy("module", Blob.of(module("ita")), other),
                "where the signed index says");
        refused(() -> Source.directory(root).copy("module", Blob.of(module("i")), other), "is larger than");
        assertThat(other).doesNotExist();
    }

    @Test
    void aRedirectInACircleEnds() {
        serve("/registry/circle", exchange -> redirect(exchange, "/registry/circle"));
        refused(() -> source.read("circle", MOST), "redirected more than 3 times");
    }

    @Test
    void aRedirectWithoutAPlaceIsRefused() {
        serve("/registry/nowhere", exchange -> answer(exchange, 302, new byte[0]));
        refused(() -> source.read("nowhere", MOST), "says not where to");
    }

    @Test
    void aPageInsteadOfAnIndexIsRefused() {
        serve(
                "/registry/metadata/1.root.json",
                exchange -> answer(exchange, 200, "<html>Welcome</html>".getBytes(StandardCharsets.UTF_8)));
        refused(
                () -> Registry.open(source, Shop.POLICY, folder.resolve("memory"), CLOCK)
                        .index(),
                "root.json is not TUF metadata");
    }

    @Test
    void anAnswerThatIsNoSuccessIsNamed() {
        serve("/registry/missing", exchange -> answer(exchange, 404, new byte[0]));
        serve("/registry/busy", exchange -> answer(exchange, 503, new byte[0]));
        refused(() -> source.read("missing", MOST), "does not exist", "404");
        refused(() -> source.read("busy", MOST), "status 503", "Try again later");
    }

    @Test
    void thePageThatComesWithAnErrorOrARedirectMayBeLongerThanTheFile() {
        serve("/registry/missing", exchange -> answer(exchange, 404, new byte[MOST + 1]));
        serve("/registry/gone", exchange -> answer(exchange, 410, new byte[MOST + 1]));
        serve("/registry/busy", exchange -> answer(exchange, 503, new byte[MOST + 1]));
        serve("/registry/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere/file");
            answer(exchange, 302, new byte[MOST + 1]);
        });
        serve("/elsewhere/file", exchange -> answer(exchange, 200, new byte[] {7}));
        assertThatThrownBy(() -> source.read("missing", MOST)).isInstanceOf(ContentMissingException.class);
        assertThatThrownBy(() -> source.read("gone", MOST)).isInstanceOf(ContentMissingException.class);
        refused(() -> source.read("busy", MOST), "status 503", "Try again later");
        assertThat(source.read("moved", MOST)).containsExactly(7);
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        server.stop(0);
        refused(() -> source.read("any", MOST), "cannot read http://");
    }

    @Test
    void plainHttpIsForThisMachineOnly() {
        refused(() -> Source.of("http://registry.example/r"), "is not HTTPS");
        refused(() -> Source.of("http://127.0.0.1.example/r"), "is not HTTPS");
        refused(() -> Source.of("https://user:secret@registry.example/r"), "without user");
        refused(() -> Source.of("https://registry.example/r?x=1"), "without user or query");
        refused(() -> Source.of("https:///r"), "give https://host/path");
        refused(() -> Source.of("https://a b/r"), "neither a URL nor a path");
        refused(() -> Source.of("a\0b"), "neither a URL nor a path");
        assertThat(Source.of("https://registry.example/r")).hasToString("https://registry.example/r/");
        assertThat(Source.of("http://[::1]:8080/r")).hasToString("http://[::1]:8080/r/");
        assertThat(Source.of("registry")).hasToString("registry");
    }

    private static Web web(Duration answer) {
        return new Web(new Patience(answer, answer, answer, 1 << 20, 2, Duration.ofMillis(1)));
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        answer(exchange, 302, new byte[0]);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static void refused(ThrowingCallable what, String... says) {
        assertThatThrownBy(what).isInstanceOf(RegistryException.class).hasMessageContainingAll(says);
    }
}
