package dev.assay.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.registry.http.Ask;
import dev.assay.registry.http.Hostile;
import dev.assay.registry.http.Patience;
import dev.assay.registry.http.Web;
import dev.assay.registry.source.UrlSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed half-way through a content: the next one goes on from there. */
class KilledFetchTest {
    private static final int SIZE = 4 << 20;
    private static final int HALF = 2 << 20;
    private static final byte[] CONTENT = new byte[SIZE];

    static {
        new Random(9).nextBytes(CONTENT);
    }

    private final Blob blob = Blob.of(CONTENT);

    @TempDir
    private Path folder;

    /** Another process, which fetches until it is killed. */
    static final class Child {
        public static void main(String[] arguments) {
            fetch(new ContentCache(Path.of(arguments[0]), 100 << 20), URI.create(arguments[1]), Blob.of(CONTENT));
        }
    }

    private static Optional<byte[]> fetch(ContentCache cache, URI uri, Blob blob) {
        return cache.keepAsItComes(blob, sink -> new Web(Patience.USUAL).download(Ask.get(uri), blob, sink));
    }

    @Test
    void whatAKilledProcessFetchedIsNotFetchedAgainAndNobodyElseTouchesItMeanwhile() throws Exception {
        Path content = folder.resolve("content");
        Path partial = content.resolve("partial").resolve(blob.digest().hex());
        try (Hostile server = Hostile.plain()) {
            server.at("/content", exchange -> {
                String range = exchange.getRequestHeaders().getFirst("Range");
                if (range == null) {
                    exchange.sendResponseHeaders(200, SIZE);
                    exchange.getResponseBody().write(CONTENT, 0, HALF);
                    exchange.getResponseBody().flush();
                    server.hang();
                } else {
                    int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
                    exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (SIZE - 1) + "/" + SIZE);
                    exchange.sendResponseHeaders(206, SIZE - from);
                    exchange.getResponseBody().write(CONTENT, from, SIZE - from);
                }
            });
            ContentCache cache = new ContentCache(content, 100 << 20);
            Process child = child(content, server.uri("/content"));
            try {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (!Files.exists(partial) || Files.size(partial) < HALF) {
                    assertThat(child.isAlive() && System.nanoTime() < end).isTrue();
                    Thread.sleep(5);
                }
                assertThat(fetch(cache, server.uri("/content"), blob))
                        .as("the other process has it")
                        .isEmpty();
            } finally {
                child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            assertThat(partial).hasSize(HALF);
            assertThat(cache.read(blob)).isEmpty();

            assertThat(fetch(cache, server.uri("/content"), blob)).hasValue(CONTENT);
            assertThat(server.asked).extracting(Hostile.Asked::range).containsExactly("null", "bytes=" + HALF + "-");
            assertThat(cache.read(blob)).hasValue(CONTENT);
            assertThat(partial).doesNotExist();
        }
    }

    @Test
    void aReaderOfARegistryGoesOnWithWhatIsLeft() throws IOException {
        byte[] module = new byte[SIZE];
        new Random(10).nextBytes(module);
        Path root = folder.resolve("registry");
        Publisher.create(root, Shop.PUBLISHER, Shop.WEEK, Shop.CLOCK)
                .publish(Shop.release(Shop.SSH, "1.0.0", java.util.Map.of("baseline", module)));
        try (Hostile server = Hostile.plain()) {
            server.at("/", exchange -> {
                Path asked = root.resolve(exchange.getRequestURI().getPath().substring(1));
                if (!Files.exists(asked)) {
                    Hostile.answer(exchange, 404, new byte[0]);
                    return;
                }
                byte[] file = Files.readAllBytes(asked);
                String range = exchange.getRequestHeaders().getFirst("Range");
                int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
                if (from > 0) {
                    exchange.getResponseHeaders()
                            .set("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
                }
                exchange.sendResponseHeaders(from > 0 ? 206 : 200, file.length - from);
                exchange.getResponseBody().write(file, from, file.length - from);
            });
            Index index = Registry.open(
                            new UrlSource(server.uri("/"), new Web(Hostile.SHORT)),
                            Shop.POLICY,
                            folder.resolve("memory"),
                            Shop.CLOCK)
                    .index();
            Entry entry = index.releases(Shop.SSH).getFirst();
            Blob named = entry.variants().getFirst().module();
            Path partial =
                    folder.resolve("memory/content/partial/" + named.digest().hex());
            Files.createDirectories(partial.getParent());
            Files.write(partial, java.util.Arrays.copyOf(module, HALF));

            assertThat(index.fetch(entry, named)).isEqualTo(module);
            assertThat(server.asked.getLast().range()).isEqualTo("bytes=" + HALF + "-");
            assertThat(partial).doesNotExist();
            server.asked.clear();
            assertThat(index.fetch(entry, named)).isEqualTo(module);
            assertThat(server.asked).isEmpty();
        }
    }

    private static Process child(Path content, URI uri) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        content.toString(),
                        uri.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
