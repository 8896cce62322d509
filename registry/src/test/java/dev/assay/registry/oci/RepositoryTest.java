package dev.assay.registry.oci;

import static dev.assay.registry.http.Hostile.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.assay.model.Digest;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentChangedException;
import dev.assay.registry.RegistryException;
import dev.assay.registry.http.Hostile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that says what it should not. */
class RepositoryTest {
    private static final Digest SUBJECT = Digest.of(new byte[] {9});
    private Hostile server;
    private Repository repository;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        server = Hostile.plain();
        repository = new Access(Logins.none(), Optional.empty(), Hostile.SHORT)
                .repository(Place.parse("oci://" + server.host() + "/a"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aManifestIsTheOneOfItsDigest() {
        byte[] manifest = index("x");
        server.at("/v2/a/manifests/", exchange -> answer(exchange, 200, manifest));
        assertThat(repository.manifest(Digest.of(manifest).toString())).isPresent();
        assertThat(repository.manifest("tag")).isPresent();
        assertThatThrownBy(() -> repository.manifest(SUBJECT.toString())).isInstanceOf(ContentChangedException.class);
    }

    @Test
    void aManifestIsJsonAndNotEndless() {
        server.at("/v2/a/manifests/page", exchange -> answer(exchange, 200, "<html>".getBytes(StandardCharsets.UTF_8)));
        server.at("/v2/a/manifests/large", exchange -> answer(exchange, 200, new byte[Stored.MOST_BYTES + 1]));
        server.at(
                "/v2/a/manifests/error",
                exchange -> answer(
                        exchange,
                        418,
                        "{\"errors\":[{\"code\":\"DENIED\u001b[31m\"}]}".getBytes(StandardCharsets.UTF_8)));
        refused(() -> repository.manifest("page"), "is not a manifest", "is it that of a registry");
        refused(() -> repository.manifest("large"), "is larger than");
        refused(() -> repository.manifest("error"), "status 418", "DENIED\\u001b");
        assertThat(repository.manifest("none")).isEmpty();
    }

    @Test
    void tagsComeInPagesOfTheSameServer() throws IOException {
        try (Hostile other = Hostile.plain()) {
            // It would be heard, and give a last page.
            other.at("/", exchange -> answer(exchange, 200, "{\"tags\":[\"9\"]}".getBytes(StandardCharsets.UTF_8)));
            server.at("/v2/a/tags/list", exchange -> {
                String query = exchange.getRequestURI().getRawQuery();
                if (query.contains("last=")) {
                    answer(exchange, 200, "{\"tags\":[\"3\",\"no tag\"]}".getBytes(StandardCharsets.UTF_8));
                } else {
                    exchange.getResponseHeaders().set("Link", "</v2/a/tags/list?n=2&last=2>; rel=\"next\"");
                    answer(exchange, 200, "{\"tags\":[\"1\",\"2\"]}".getBytes(StandardCharsets.UTF_8));
                }
            });
            assertThat(repository.tags()).containsExactly("1", "2", "3");
            server.at("/v2/b/tags/list", exchange -> {
                exchange.getResponseHeaders()
                        .set("Link", "<" + other.uri("/v2/b/tags/list?last=1") + ">; rel=\"next\"");
                answer(exchange, 200, "{\"tags\":[\"1\"]}".getBytes(StandardCharsets.UTF_8));
            });
            server.at("/v2/c/tags/list", exchange -> {
                exchange.getResponseHeaders().set("Link", "</v2/c/tags/list>; rel=next");
                answer(exchange, 200, "{\"tags\":[\"1\"]}".getBytes(StandardCharsets.UTF_8));
            });
            refused(() -> at("b").tags(), "at another server");
            refused(() -> at("c").tags(), "no end of them");
            assertThat(other.asked).isEmpty();
        }
    }

    @Test
    void referrersAreAskedForWhereTheRegistryKnowsThem() {
        server.at("/v2/a/referrers/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", Stored.INDEX);
            answer(exchange, 200, index("one"));
        });
        assertThat(repository.referrers().of(SUBJECT))
                .extracting(Stored.Descriptor::artifactType)
                .containsExactly("t/one");
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void elseTheyAreReadFromTheTagThatClientsKeep() {
        server.at("/v2/a/manifests/" + Referrers.tag(SUBJECT), exchange -> answer(exchange, 200, index("tagged")));
        int[] way = {0};
        server.at("/v2/a/referrers/", exchange -> {
            switch (way[0]) {
                case 0 -> answer(exchange, 404, new byte[0]);
                case 1 -> answer(exchange, 302, "Location", "https://web.example/login");
                case 2 -> answer(exchange, 200, "<html>".getBytes(StandardCharsets.UTF_8));
                default -> answer(exchange, 200, "{\"mediaType\":\"something/else\"}".getBytes(StandardCharsets.UTF_8));
            }
        });
        for (; way[0] < 4; way[0]++) {
            assertThat(repository.referrers().of(SUBJECT))
                    .extracting(Stored.Descriptor::artifactType)
                    .containsExactly("t/tagged");
        }
    }

    @Test
    void aRegistryThatIsBusyIsAskedAgainAndNotTakenForOneWithoutReferrers() {
        AtomicInteger times = new AtomicInteger();
        server.at("/v2/a/referrers/", exchange -> {
            if (times.incrementAndGet() == 1) {
                answer(exchange, 429, "Retry-After", "0");
            } else {
                answer(exchange, 200, index("one"));
            }
        });
        assertThat(repository.referrers().of(SUBJECT)).hasSize(1);
        server.at("/v2/b/referrers/", exchange -> answer(exchange, 429, new byte[0]));
        refused(() -> at("b").referrers().of(SUBJECT), "status 429");
        assertThat(server.asked(("/v2/b/manifests/" + Referrers.tag(SUBJECT)))).isEmpty();
    }

    @Test
    void aTagThatGivesTheManifestItselfIsNoListOfReferrers() {
        byte[] subject = "{\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[]}"
                .getBytes(StandardCharsets.UTF_8);
        server.at("/v2/a/manifests/", exchange -> answer(exchange, 200, subject));
        assertThat(repository.referrers().of(Digest.of(subject))).isEmpty();
        server.at(
                "/v2/b/manifests/",
                exchange -> answer(
                        exchange,
                        200,
                        "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"}"
                                .getBytes(StandardCharsets.UTF_8)));
        assertThat(at("b").referrers().of(SUBJECT)).isEmpty();
        refused(
                () -> at("b").referrers().tag(SUBJECT, new Stored(index("x"), Stored.INDEX)),
                "is not a list of referrers");
    }

    @Test
    void whoLosesARaceForTheTagListsItsOwnAgain() {
        byte[][] tag = {index("theirs")};
        AtomicInteger puts = new AtomicInteger();
        server.at("/v2/a/manifests/", exchange -> {
            if (exchange.getRequestMethod().equals("PUT")) {
                // The first is overwritten by somebody who did not see it.
                tag[0] = puts.incrementAndGet() == 1
                        ? index("others")
                        : server.asked.getLast().body().getBytes(StandardCharsets.ISO_8859_1);
                answer(exchange, 201, new byte[0]);
            } else {
                answer(exchange, 200, tag[0]);
            }
        });
        repository.referrers().tag(SUBJECT, new Stored(index("ours"), Stored.INDEX));
        assertThat(puts).hasValue(2);
        assertThat(new String(tag[0], StandardCharsets.UTF_8)).contains("t/others", "t/ours");
    }

    @Test
    void aPieceThatWasCutOffIsSentFromWhereTheRegistryHasIt() {
        byte[] large = new byte[Upload.PIECE + 1000];
        new Random(3).nextBytes(large);
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        AtomicInteger patches = new AtomicInteger();
        server.at("/v2/a/blobs/", exchange -> {
            switch (exchange.getRequestMethod()) {
                case "HEAD" -> answer(exchange, 404, new byte[0]);
                case "POST" -> answer(exchange, 202, "Location", "/v2/a/blobs/uploads/1?_state=x");
                case "PATCH" -> patch(exchange, arrived, patches.incrementAndGet());
                case "GET" -> {
                    exchange.getResponseHeaders().set("Range", "0-" + (arrived.size() - 1));
                    answer(exchange, 204, new byte[0]);
                }
                default -> {
                    arrived.writeBytes(server.asked.getLast().body().getBytes(StandardCharsets.ISO_8859_1));
                    answer(exchange, 201, new byte[0]);
                }
            }
        });
        assertThat(repository.push(large, Optional.empty())).isTrue();
        assertThat(arrived.toByteArray()).isEqualTo(large);
        assertThat(server.asked.getLast().query()).startsWith("_state=x&digest=sha256");
    }

    private void patch(HttpExchange exchange, ByteArrayOutputStream arrived, int time) throws IOException {
        byte[] body = server.asked.getLast().body().getBytes(StandardCharsets.ISO_8859_1);
        if (time == 1) {
            arrived.write(body, 0, 5000);
            answer(exchange, 502, new byte[0]);
        } else {
            arrived.writeBytes(body);
            answer(exchange, 202, "Location", "/v2/a/blobs/uploads/1?_state=x");
        }
    }

    @Test
    void whereToSendIsNotAnythingThatARegistrySays() {
        String[] location = {"http://elsewhere.example/u"};
        server.at("/v2/a/blobs/", exchange -> {
            if (exchange.getRequestMethod().equals("HEAD")) {
                answer(exchange, 404, new byte[0]);
            } else {
                answer(exchange, 202, "Location", location[0]);
            }
        });
        refused(() -> repository.push(new byte[] {1}, Optional.empty()), "does not say where to send");
        location[0] = "https://a:b@" + server.host() + "/u";
        refused(() -> repository.push(new byte[] {1}, Optional.empty()), "does not say where to send");
    }

    @Test
    void whatIsNoIndexOfARegistryIsNotReadAsOne() {
        String layer = "{\"mediaType\":\"x/y\",\"digest\":\"" + SUBJECT
                + "\",\"size\":1,\"annotations\":{\"org.opencontainers.image.title\":\"%s\"}}";
        String manifest = "{\"mediaType\":\"" + Stored.MANIFEST + "\",\"artifactType\":\"" + OciIndex.TYPE
                + "\",\"layers\":[%s]}";
        assertThat(OciIndex.read(stored(manifest.formatted(layer.formatted("metadata/1.root.json"))), "it")
                        .files())
                .containsEntry("metadata/1.root.json", new Blob(SUBJECT, 1));
        for (String path :
                new String[] {"metadata/../x", "plugins/a/b/c", "/metadata/x", "metadata", "metadata/.x", ""}) {
            refused(
                    () -> OciIndex.read(stored(manifest.formatted(layer.formatted(path))), "it"),
                    "names a file that no index has");
        }
        String root = layer.formatted("metadata/1.root.json");
        refused(() -> OciIndex.read(stored(manifest.formatted(root + "," + root)), "it"), "or one twice");
        refused(
                () -> OciIndex.read(stored("{\"mediaType\":\"" + Stored.MANIFEST + "\",\"layers\":[]}"), "it"),
                "is not the index of a registry");
    }

    private static Stored stored(String text) {
        return Stored.read(text.getBytes(StandardCharsets.UTF_8), "", "it");
    }

    private Repository at(String name) {
        return new Access(Logins.none(), Optional.empty(), Hostile.SHORT)
                .repository(Place.parse("oci://" + server.host() + "/" + name));
    }

    private static byte[] index(String type) {
        String hex = Digest.of(type.getBytes(StandardCharsets.UTF_8)).hex();
        return """
                {"schemaVersion": 2, "mediaType": "%s", "manifests": [{"mediaType": "%s", "digest": "sha256:%s", "size": 5,
                "artifactType": "t/%s"}]}""".formatted(Stored.INDEX, Stored.MANIFEST, hex, type).getBytes(StandardCharsets.UTF_8);
    }

    private static void refused(ThrowingCallable what, String... says) {
        assertThatThrownBy(what).isInstanceOf(RegistryException.class).hasMessageContainingAll(says);
    }
}
