package dev.assay.registry.source;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.POLICY;
import static dev.assay.registry.Shop.PUBLISHER;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.Entry;
import dev.assay.registry.Folder;
import dev.assay.registry.Index;
import dev.assay.registry.Publisher;
import dev.assay.registry.Registry;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.http.Hostile;
import dev.assay.registry.oci.Access;
import dev.assay.registry.oci.Logins;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One registry in two places, the first of which is down. */
class OutagesTest {
    private static final int ATTEMPTS = Hostile.SHORT.attempts();

    @TempDir
    private Path folder;

    private final Access access = new Access(Logins.none(), Optional.empty(), Hostile.SHORT);
    private final List<String> asked = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private Hostile dead;
    private Hostile alive;
    private int status = 503;

    @BeforeEach
    void start() throws IOException {
        Path root = folder.resolve("registry");
        Publisher.create(root, PUBLISHER, WEEK, CLOCK).publish(release("1.0.0"));
        dead = Hostile.plain().at("/", exchange -> Hostile.answer(exchange, status, new byte[0]));
        alive = Hostile.plain().at("/", exchange -> {
            Path file = root.resolve(exchange.getRequestURI().getPath().substring(1));
            if (Files.exists(file)) {
                Hostile.answer(exchange, 200, Files.readAllBytes(file));
            } else {
                Hostile.answer(exchange, 404, new byte[0]);
            }
        });
    }

    @AfterEach
    void stop() {
        dead.close();
        alive.close();
    }

    @Test
    void whatIsDownCostsItsAttemptsOnceAlsoInTheNextProcess() throws IOException {
        Registry registry = registry("memory");
        assertThat(registry.index().problem()).isEmpty();
        assertThat(dead.asked).hasSize(ATTEMPTS);
        Index index = registry.index();
        Entry entry = index.releases(SSH).getFirst();
        index.fetch(entry, entry.variants().getFirst().module());
        assertThat(dead.asked).as("the other is asked first").hasSize(ATTEMPTS);

        assertThat(registry("memory").index().releases(SSH)).hasSize(1);
        assertThat(dead.asked).as("nor does the next process ask").hasSize(ATTEMPTS);
        assertThat(Files.readString(folder.resolve("memory").resolve(Outages.FILE)))
                .contains("assay.sources-down/1")
                .doesNotContain("127.0.0.1");

        assertThat(registry("other").index().problem()).isEmpty();
        assertThat(dead.asked).as("who never asked does").hasSize(2 * ATTEMPTS);
        Files.writeString(folder.resolve("memory").resolve(Outages.FILE), "{");
        assertThat(registry("memory").index().problem()).isEmpty();
        assertThat(dead.asked).as("what is damaged says nothing").hasSize(3 * ATTEMPTS);
    }

    @Test
    void whatIsDownIsAskedAllTheSameWhereNobodyElseHelps() throws IOException {
        assertThat(registry("memory").index().problem()).isEmpty();
        alive.close();
        dead.asked.clear();
        Registry registry = registry("memory");
        assertThat(registry.index().problem().orElse("")).contains(dead.host(), alive.host());
        assertThat(dead.asked).isNotEmpty();
    }

    @Test
    void placesForContentAloneAreRememberedToo() throws IOException {
        Source source = Source.of(alive.uri("/") + " " + dead.uri("/") + "{hex}", access);
        Index index =
                Registry.open(source, POLICY, folder.resolve("memory"), CLOCK).index();
        Entry entry = index.releases(SSH).getFirst();
        Files.delete(folder.resolve("registry").resolve(index.path(entry, entry.release())));
        assertThatThrownBy(() -> index.fetch(entry, entry.release())).isInstanceOf(RegistryException.class);
        assertThat(dead.asked).hasSize(ATTEMPTS);
        assertThat(folder.resolve("memory").resolve(Outages.FILE)).exists();
    }

    @Test
    void itIsForgottenWithTimeAndAtOnceWhenItAnswers() {
        Watched first = watched("first");
        Watched second = watched("second");
        Sources sources = new Sources(List.of(first, second));
        assertThat(reading(sources)).containsExactly("first", "second");
        assertThat(reading(sources)).containsExactly("second");
        now = now.plus(Watched.FIRST).minusSeconds(1);
        assertThat(reading(sources)).containsExactly("second");
        now = now.plusSeconds(1);
        assertThat(reading(sources)).containsExactly("first", "second");
        // It lasts twice as long each time, but not for ever.
        now = now.plus(Watched.FIRST);
        assertThat(reading(sources)).containsExactly("second");
        for (int i = 0; i < 9; i++) {
            now = now.plus(Watched.LONGEST);
            assertThat(reading(sources)).containsExactly("first", "second");
        }
        now = now.plus(Watched.LONGEST);
        status = 200;
        assertThat(reading(sources)).containsExactly("first");
        status = 503;
        assertThat(reading(sources)).containsExactly("first", "second");
        assertThat(first.until()).as("from the beginning").hasValue(now.plus(Watched.FIRST));
    }

    @Test
    void whatIsMissingOrChangedThereIsNoOutage() {
        status = 404;
        Sources sources = new Sources(List.of(watched("first"), watched("second")));
        assertThat(reading(sources)).containsExactly("first", "second");
        assertThat(reading(sources)).containsExactly("first", "second");
    }

    @Test
    void whatAnotherProcessWroteDoesNotLastLongerThanItMay() throws IOException {
        Watched place = watched("first");
        Sources sources = new Sources(List.of(place, watched("second")));
        Folder memory = new Folder(folder.resolve("memory"));
        for (String until : List.of("2026-11-22T12:10:01Z", "2026-11-22T11:59:59Z", "soon")) {
            write(memory, place, until);
            new Outages(memory, sources).recall();
            assertThat(place.isDown()).as(until).isFalse();
        }
        write(memory, place, "2026-11-22T12:10:00Z");
        new Outages(memory, sources).recall();
        assertThat(place.isDown()).isTrue();
    }

    private static void write(Folder memory, Watched place, String until) throws IOException {
        String name = Digest.of(place.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hex();
        Files.writeString(
                memory.root().resolve(Outages.FILE),
                "{\"format\":\"assay.sources-down/1\",\"until\":{\"" + name + "\":\"" + until + "\"}}");
    }

    /** Who was asked for it. */
    private List<String> reading(Source source) {
        asked.clear();
        try {
            source.read("x", Blob.of(new byte[] {1}));
        } catch (ContentMissingException _) {
            // Nobody has it.
        }
        return List.copyOf(asked);
    }

    private Watched watched(String name) {
        return new Watched(
                new Source() {
                    @Override
                    public byte[] read(String path, int most) {
                        asked.add(name);
                        if (status == 503 && name.equals("first")) {
                            throw new RegistryException.Unreachable("nobody answers", new IOException());
                        }
                        if (status == 404) {
                            throw new ContentMissingException("it is not there");
                        }
                        return new byte[] {1};
                    }

                    @Override
                    public String toString() {
                        return name;
                    }
                },
                new Clock() {
                    @Override
                    public ZoneOffset getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                });
    }

    private Registry registry(String memory) {
        return Registry.open(
                Source.of(dead.uri("/") + " " + alive.uri("/"), access), POLICY, folder.resolve(memory), CLOCK);
    }
}
