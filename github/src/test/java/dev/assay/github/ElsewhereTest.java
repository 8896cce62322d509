package dev.assay.github;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.assay.github.fake.Permissions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that names other hosts, as GitHub would not: the token stays where it belongs. */
class ElsewhereTest {
    private final AtomicInteger reached = new AtomicInteger();
    private final HttpServer server = start();
    private final HttpServer other = start();

    private boolean answering;

    @TempDir
    private Path folder;

    @BeforeEach
    void theOtherCounts() {
        other.createContext("/", exchange -> {
            reached.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
    }

    @AfterEach
    void stop() {
        server.stop(0);
        other.stop(0);
    }

    @Test
    void aNextPageOnAnotherHostIsNotAskedFor() {
        answer(200, Map.of("Link", "<" + url(other) + "/x>; rel=\"next\""), "[]");
        assertThatThrownBy(() -> github().comments(5)).hasMessageContaining("the next page lies on another host");
        assertThat(reached).hasValue(0);
    }

    @Test
    void aRedirectOfAnOrdinaryCallIsNotFollowed() {
        answer(301, Map.of("Location", url(other) + "/x"), "{}");
        assertThatThrownBy(() -> github().pullRequest(5))
                .hasMessageContaining("301")
                .hasMessageContaining("new name");
        assertThat(reached).hasValue(0);
    }

    @Test
    void anAssetIsNotSentToAnotherHost() throws IOException {
        Path file = Files.writeString(folder.resolve("x"), "x");
        Download draft = new Download(1, "v1", true, URI.create(url(other) + "/assets"), List.of());
        assertThatThrownBy(() -> github().uploadAsset(draft, "x", "text/plain", file))
                .hasMessageContaining("does not belong to " + url(server));
        assertThat(reached).hasValue(0);
    }

    @Test
    void anArtifactOnAHostThatOthersCanReadOnTheWayIsNotFetched() {
        RunArtifact artifact = new RunArtifact(1, "release-x", 5, false);
        for (String place : List.of("http://storage.example/x", "file:///etc/passwd", "no address", "")) {
            answer(302, Map.of("Location", place), "{}");
            assertThatThrownBy(() -> github().download(artifact, folder.resolve("x"), 10))
                    .as(place)
                    .isInstanceOf(GitHubException.class);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anAnswerThatIsNotAsDescribedIsToldWithTheField() {
        answer(200, Map.of(), "{\"number\":5}");
        assertThatThrownBy(() -> github().pullRequest(5))
                .isInstanceOf(GitHubException.class)
                .hasMessageContaining("$.head");
        answer(200, Map.of(), "<html>");
        assertThatThrownBy(() -> github().pullRequest(5)).hasMessageContaining("unreadable");
        answer(200, Map.of(), "{}");
        assertThatThrownBy(() -> github().comments(5)).hasMessageContaining("not a list");
    }

    @Test
    void whatAHostileAnswerSaysIsShownInert() {
        answer(
                422,
                Map.of(),
                "{\"message\":\"\\u001b[31m\\n::set-output\",\"errors\":[{\"field\":\"f\",\"code\":\"bad\"}]}");
        assertThatThrownBy(() -> github().pullRequest(5))
                .hasMessageContaining("'\\u001b[31m\\u000a::set-output; f bad'")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.github.com, https://uploads.github.com/repos/x, true",
        "https://api.github.com, https://api.github.com:443/x, true",
        "https://api.github.com, https://uploads.github.com.evil.example/x, false",
        "https://api.github.com, http://uploads.github.com/x, false",
        "https://api.github.com, https://evil@uploads.github.com/x, false",
        "https://api.github.com, https://uploads.github.com:8443/x, false",
        "https://ghe.example/api/v3, https://ghe.example/api/uploads/x, true",
        "https://ghe.example/api/v3, https://uploads.ghe.example/x, false",
    })
    void filesGoOnlyToTheHostThatBelongsToTheApi(URI api, URI to, boolean may) {
        assertThat(Origins.takesUploads(api, to)).isEqualTo(may);
    }

    private void answer(int status, Map<String, String> headers, String body) {
        if (answering) {
            server.removeContext("/");
        }
        answering = true;
        server.createContext("/", exchange -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, body.length());
            exchange.getResponseBody().write(body.getBytes(UTF_8));
            exchange.close();
        });
    }

    private GitHub github() {
        return GitHub.of(new Job(
                Map.of(
                        "GITHUB_API_URL",
                        url(server),
                        "GITHUB_REPOSITORY",
                        "acme/plugins",
                        "GITHUB_TOKEN",
                        Permissions.of().token()),
                System.out));
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static HttpServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.start();
            return server;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
