package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.Manifest;
import dev.assay.model.receipt.Checkpoint;
import dev.assay.model.receipt.Link;
import dev.assay.sandbox.Assessment;
import dev.assay.sandbox.HostFile;
import dev.assay.sandbox.Operation;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.Sandbox;
import dev.assay.sandbox.receipt.Draft;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.trust.DocumentKind;
import dev.assay.trust.KeyType;
import dev.assay.trust.SignedDocument;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code assay replay}: what it prints and how it exits for each kind of receipt and of chain. */
@Tag("nightly") // most of a minute; the demo replays its receipts daily
class ReplayTest {
    private static final SigningKey KEY = SigningKey.create(KeyType.ED25519, new SecureRandom());
    private static final UUID RUNTIME = new UUID(4, 4);
    private static final Path GUESTS = Assay.HOME.resolve("sandbox/src/test/resources/dev/assay/sandbox/guests");

    @TempDir
    private static Path folder;

    private static Path key;

    @BeforeAll
    static void makeReceipts() throws Exception {
        key = Files.writeString(
                folder.resolve("runtime.pem"), KEY.verificationKey().pem());
        Files.createDirectory(folder.resolve("chain"));
        try (Sandbox sandbox = Sandbox.open(HostFile.read(HostFile.sample(), HostFile.FILE), List.of())) {
            Optional<Link> last = Optional.empty();
            for (String guest : List.of("ask-clock", "trap", "loop")) {
                Receipt receipt = receipt(sandbox, guest, last);
                last = Optional.of(receipt.link());
                Files.write(chain(receipt.link().sequence()), receipt.bytes());
            }
            checkpoint(last.orElseThrow());
        }
    }

    private static Receipt receipt(Sandbox sandbox, String guest, Optional<Link> last) throws Exception {
        byte[] module = Files.readAllBytes(GUESTS.resolve(guest + ".wasm"));
        Manifest manifest = Manifest.read(
                Files.readAllBytes(Assay.HOME.resolve("plugins/ssh-hardening/plugin.yaml")), Manifest.FILE);
        Limits limits = new Limits(16L << 20, Duration.ofSeconds(guest.equals("loop") ? 1 : 20), 1L << 40, 1 << 20);
        Assessment assessment = new Assessment(
                module, manifest, Capabilities.NONE, limits, Operation.ASSESS, "{}".getBytes(StandardCharsets.UTF_8));
        Run run = sandbox.run(assessment);
        return Draft.of(
                        new Draft.Subject(
                                manifest.name(),
                                manifest.version(),
                                Digest.of(module),
                                Digest.of(new byte[] {1}),
                                Digest.of(new byte[] {2}),
                                Digest.of(new byte[] {3})),
                        UUID.randomUUID(),
                        assessment.operation(),
                        assessment.request(),
                        run,
                        new SecureRandom())
                .sign(RUNTIME, last.map(link -> link.sequence() + 1).orElse(1L), last.map(Link::digest), KEY);
    }

    private static void checkpoint(Link head) throws IOException {
        Files.write(
                folder.resolve("chain/checkpoint.json"),
                SignedDocument.sign(
                                DocumentKind.RECEIPT_CHECKPOINT,
                                new Checkpoint(RUNTIME, Instant.EPOCH, head, Optional.empty()).toJson(),
                                KEY)
                        .bytes());
    }

    private static Path chain(long number) {
        return folder.resolve(String.format("chain/%016d.json", number));
    }

    private static Path module(String guest) {
        return GUESTS.resolve(guest + ".wasm");
    }

    private static Assay.Ended replay(Object... arguments) {
        return new Assay(folder)
                .run(java.util.stream.Stream.concat(
                                java.util.stream.Stream.of("replay"),
                                java.util.Arrays.stream(arguments).map(Object::toString))
                        .toArray(String[]::new));
    }

    @Test
    void theSameBytesAreSaidToBeTheSame() {
        Assay.Ended ended =
                replay(chain(1), chain(2), "--key", key, "--module", module("ask-clock"), "--module", module("trap"));
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("1.json: same bytes", "2.json: same bytes", "signed by the runtime " + RUNTIME)
                .doesNotContain("another engine", "metered otherwise");
        Assay.Ended json = replay(chain(1), "--module", module("ask-clock"), "--json");
        assertThat(json.status()).isZero();
        JsonNode told =
                Json.read(json.out().getBytes(StandardCharsets.UTF_8), 1 << 20).path(0);
        assertThat(told.path("verdict").asString("")).isEqualTo("same");
        assertThat(told.path("fuel").asLong(0)).isPositive();
        assertThat(told.has("signed")).isFalse();
    }

    @Test
    void withoutAKeyItIsSaidThatNobodyVerifiedWhoSigned() {
        Assay.Ended ended = replay(chain(1), "--module", module("ask-clock"));
        assertThat(ended.status()).isZero();
        assertThat(ended.out())
                .contains("not verified who signed it")
                .contains(KEY.hint())
                .doesNotContain("signed by the runtime");
    }

    @Test
    void whatIsChangedOfAnotherModuleOrSignedByAnotherIsRefused() throws IOException {
        Path changed = folder.resolve("changed.json");
        Files.writeString(changed, Files.readString(chain(1)).replace("\"text\":\"{}\"", "\"text\":\"{ }\""));
        Assay.Ended ended = replay(changed, "--module", module("ask-clock"));
        assertThat(ended.status()).isEqualTo(20);
        assertThat(ended.out()).contains("✗", "refused: this is no receipt, or it was changed: ");
        assertThat(replay(chain(1), "--module", module("trap")).status()).isEqualTo(20);
        Path other = Files.writeString(
                folder.resolve("other.pem"),
                SigningKey.create(KeyType.ED25519, new SecureRandom())
                        .verificationKey()
                        .pem());
        Assay.Ended stranger = replay(chain(1), "--key", other, "--module", module("ask-clock"));
        assertThat(stranger.status()).isEqualTo(20);
        assertThat(stranger.out()).contains("unknown-signer");
    }

    @Test
    void whatCannotBeRunAgainIsIncomplete() {
        Assay.Ended ended = replay(chain(3), "--key", key, "--module", module("loop"));
        assertThat(ended.status()).as(ended.out()).isEqualTo(30);
        assertThat(ended.out()).contains("cannot be replayed: the run ended as deadline");
    }

    @Test
    void aChainIsWholeOrItsFirstBreakIsNamed() throws IOException {
        Assay.Ended whole = replay("--chain", folder.resolve("chain"), "--key", key);
        assertThat(whole.status()).as(whole.out()).isZero();
        assertThat(whole.out()).contains("3 receipts, unbroken, the newest 3 sha256:");
        Assay.Ended unknown = replay("--chain", folder.resolve("chain"), "--json");
        assertThat(unknown.status()).isEqualTo(30);
        assertThat(unknown.out()).contains("--key");

        // Of a copy: other tests read the folder at the same time.
        Path broken = Files.createDirectory(folder.resolve("broken"));
        for (String name : List.of("checkpoint.json", "0000000000000001.json", "0000000000000003.json")) {
            Files.copy(folder.resolve("chain").resolve(name), broken.resolve(name));
        }
        Assay.Ended gap = replay("--chain", broken, "--key", key);
        assertThat(gap.status()).isEqualTo(20);
        assertThat(gap.out()).contains("0000000000000003.json: receipt 2 is missing before it");
    }

    @Test
    void wrongUseIsToldAsSuch() {
        assertThat(replay().status()).isEqualTo(1);
        assertThat(replay(chain(1)).err()).contains("which module? Give --module, or --registry and --trust");
        assertThat(replay(folder.resolve("none.json")).err()).contains("does not exist");
    }
}
