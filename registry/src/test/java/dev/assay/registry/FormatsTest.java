package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.registry.mirror.Mirror;
import dev.assay.registry.search.Card;
import dev.assay.registry.search.Page;
import dev.assay.registry.search.Words;
import dev.assay.registry.upkeep.Check;
import dev.assay.registry.upkeep.Progress;
import dev.assay.registry.upkeep.Sweep;
import dev.assay.trust.Role;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.TrustPolicy.Rule;
import dev.assay.trust.tuf.Anchor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry, and what a reader remembers of it, as a program of before yanks and publishers' memories wrote them: {@code
 * format-1.zip}. Each later format gets its own beside it, and all stay readable.
 */
class FormatsTest {
    @TempDir
    private Path folder;

    private Path root;
    private SigningKey key;
    private TrustPolicy policy;
    private Anchor anchor;

    @BeforeEach
    void whatAnEarlierProgramWrote() throws IOException {
        try (InputStream in = FormatsTest.class.getResourceAsStream("format-1.zip");
                ZipInputStream zip = new ZipInputStream(Objects.requireNonNull(in))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
        Path pem = folder.resolve("publisher.pem");
        Files.setPosixFilePermissions(pem, PosixFilePermissions.fromString("rw-------"));
        root = folder.resolve("registry");
        key = SigningKey.load(pem, "format one".toCharArray());
        policy = new TrustPolicy(Map.of(Role.PUBLISHER, Rule.anyOf(new Identity("publisher", key.verificationKey()))));
        anchor = Publisher.anchor(policy);
    }

    @Test
    void aRegistryIsReadKeptAndGoesOn() {
        assertThat(Check.look(root, anchor, CLOCK, Progress.NONE).problems()).isEmpty();
        Publisher publisher = Publisher.open(root, anchor, java.util.List.of(key), WEEK, CLOCK, folder.resolve("seen"));
        publisher.publish(Shop.release("1.2.0"));
        publisher.yank(SSH, version("1.0.0"), "finds nothing");

        Index index = reader("another").index();
        assertThat(index.releases(SSH))
                .extracting(Entry::version)
                .containsExactly(version("1.2.0"), version("1.1.0"), version("1.0.0"));
        assertThat(index.revocations().all()).hasSize(1);
        Sweep.of(root, anchor, Duration.ZERO, false, Shop.at(NOW.plus(Duration.ofDays(9999))), Progress.NONE);
        new Mirror(Source.directory(root), anchor, CLOCK, _ -> {}).into(folder.resolve("mirror"), new TreeSet<>(), 0);
        for (Path whole : java.util.List.of(root, folder.resolve("mirror"))) {
            assertThat(Check.look(whole, anchor, CLOCK, Progress.NONE).problems())
                    .isEmpty();
        }
    }

    /** No search document was written before. */
    @Test
    void aRegistryIsSearchedAndGetsASearchDocument() throws IOException {
        Path copy = folder.resolve("copy");
        Trees.copy(root, copy);
        Registry before = reader("before");
        assertThat(before.current().search()).isEmpty();
        Page page = before.search(before.current(), Words.of("sshd baseline"), Optional.empty(), 20);
        assertThat(page.cards()).extracting(Card::plugin).containsExactly(SSH);
        assertThat(page.next()).isEmpty();
        assertThat(before.search(before.current(), Words.of("nothing"), Optional.empty(), 20)
                        .cards())
                .isEmpty();

        Publisher.open(root, key, WEEK, CLOCK).publish(Shop.release("1.2.0"));
        Registry after = reader("after");
        assertThat(after.current().search()).isPresent();
        assertThat(after.search(after.current(), Words.of("sshd baseline"), Optional.empty(), 20)
                        .cards())
                .extracting(Card::version)
                .containsExactly(version("1.2.0"));

        // Or when its index is signed anew, if the publish key is at hand.
        root = copy;
        Publisher.open(root, key, WEEK, CLOCK).refresh();
        assertThat(reader("refreshed").current().search())
                .hasValueSatisfying(search ->
                        assertThat(search.card(SSH)).hasValue(page.cards().getFirst()));
        for (Path each : java.util.List.of(folder.resolve("registry"), copy)) {
            assertThat(Check.look(each, anchor, CLOCK, Progress.NONE).problems())
                    .isEmpty();
        }
    }

    @Test
    void whatAReaderRememberedCountsStill() throws IOException {
        // Newer than what it saw: it goes on, and not back.
        Path copy = folder.resolve("copy");
        Trees.copy(root, copy);
        Publisher.open(root, key, WEEK, CLOCK).publish(Shop.release("1.2.0"));
        assertThat(reader("memory").index().releases(SSH)).hasSize(3);
        Files.move(root, folder.resolve("newer"));
        Files.move(copy, root);
        assertThat(reader("memory").index().problem())
                .hasValueSatisfying(problem -> assertThat(problem).contains("version"));
    }

    @Test
    void whatAReaderFetchedIsThereWithoutTheSource() throws IOException {
        Files.move(root, folder.resolve("away"));
        Index index = reader("memory").index();
        assertThat(index.problem()).isPresent();
        for (Entry entry : index.releases(SSH)) {
            ListedVariant variant = entry.variants().getFirst();
            assertThat(Digest.of(index.fetch(entry, variant.module())))
                    .isEqualTo(variant.module().digest());
            assertThat(index.statements(entry, variant)).hasSize(1);
        }
        assertThat(index.revocations().all()).hasSize(1);
    }

    @Test
    void aMirrorOfANewerFormatIsNotReadAsOneThatHoldsAll() throws IOException {
        Files.writeString(root.resolve(MirrorNote.FILE), "{\"format\":\"assay.mirror/2\"}");
        assertThatThrownBy(() -> reader("another").held(reader("another").index()))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("written by a newer version of Assay");
    }

    private Registry reader(String memory) {
        return Registry.open(Source.directory(root), policy, folder.resolve(memory), CLOCK);
    }
}
