package dev.assay.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.trust.Choices;
import dev.assay.trust.Mutations;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import dev.assay.trust.sigstore.FuzzSeeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a fuzzer is let loose on ({@code bench/fuzz}); every build replays what it starts from, and a few thousand changes of
 * it. Bytes are tried as they are, and as a document that the right keys signed: a thief of a key may write anything. Each
 * ends in metadata that keep the specification's rules, or in a refusal with a code.
 */
class TufFuzzTest {
    private static final int CASES = 200;

    private final World world = new World();
    private final Map<String, TrustedMetadata> trusted = new HashMap<>();

    /** Something that takes a file over, or refuses it. */
    private interface Step {
        void with(byte[] file);
    }

    @MethodSource("dev.assay.trust.tuf.TufSeeds#roots")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_root_is_followed_or_refused(byte[] bytes) {
        each(bytes, "root", file -> {
            TrustedMetadata trusted = before("root");
            trusted.trustRoot(file);
            assertThat(trusted.root().version()).isEqualTo(2);
            trusted.requireFreshRoot();
        });
    }

    @MethodSource("dev.assay.trust.tuf.TufSeeds#timestamps")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_timestamp_is_believed_or_refused(byte[] bytes) {
        each(bytes, "timestamp", file -> {
            TrustedMetadata trusted = before("timestamp");
            boolean newer = trusted.trustTimestamp(file, false);
            assertThat(trusted.announcedSnapshot().version()).isPositive();
            assertThat(newer).isEqualTo(Metadata.timestamp(file).content().version() > 1);
        });
    }

    @MethodSource("dev.assay.trust.tuf.TufSeeds#snapshots")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_snapshot_is_believed_or_refused(byte[] bytes) {
        each(bytes, "snapshot", file -> {
            TrustedMetadata trusted = before("snapshot");
            trusted.trustSnapshot(file);
            assertThat(trusted.announced("targets").version()).isPositive();
        });
    }

    @MethodSource("dev.assay.trust.tuf.TufSeeds#targets")
    @FuzzTest // the last annotation, as Jazzer wants it
    void targets_are_believed_or_refused(byte[] bytes) {
        each(bytes, "targets", file -> {
            TrustedMetadata trusted = before("targets");
            Targets targets =
                    trusted.verifyTargets(file, "targets", trusted.root().quorum(TopLevel.TARGETS), "the root");
            assertThat(targets.version()).isEqualTo(1);
            targets.files().forEach((path, target) -> {
                assertThat(target.path()).isEqualTo(path);
                assertThat(target.location(true)).doesNotStartWith("/").doesNotContain("/../");
            });
            for (String path : List.of("a/file.txt", "", "..", "a/b/c", "\ud83d\ude00")) {
                targets.delegations()
                        .ifPresent(each -> each.covering(path)
                                .forEach(role -> assertThat(Names.metadata(role.name(), 1, true))
                                        .matches("[^/\\\\]+\\.json")));
            }
        });
    }

    /** Whatever lies in the folder beside a good root is used as if it were not there, or refused. */
    @MethodSource("dev.assay.trust.tuf.TufSeeds#timestamps")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_store_of_any_files_is_used_or_refused(byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory("store");
        try {
            for (String role : List.of("timestamp", "snapshot", "targets")) {
                each(bytes, role, file -> {
                    write(folder, "root", world.file("1.root.json"));
                    write(folder, "timestamp", world.file("timestamp.json"));
                    write(folder, "snapshot", world.file("1.snapshot.json"));
                    write(folder, "targets", world.file("1.targets.json"));
                    write(folder, role, file);
                    world.clientOf(folder).lastKnown(Duration.ZERO).find("a");
                });
                write(folder, "root", bytes);
                refusedOnly(() -> world.clientOf(folder).lastKnown(Duration.ZERO));
                refusedOnly(() -> new TufStore(folder).initialize(bytes));
            }
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }

    @Test
    void manyChangesOfEachAreBelievedOrRefused() {
        manyOf(TufSeeds.roots(), this::a_root_is_followed_or_refused);
        manyOf(TufSeeds.timestamps(), this::a_timestamp_is_believed_or_refused);
        manyOf(TufSeeds.snapshots(), this::a_snapshot_is_believed_or_refused);
        manyOf(TufSeeds.targets(), this::targets_are_believed_or_refused);
    }

    @Test
    void theSeedsThemselvesAreBelieved() {
        signed("root", TufSeeds.roots()).forEach(before("root")::trustRoot);
        TrustedMetadata stamped = before("timestamp");
        signed("timestamp", TufSeeds.timestamps())
                .forEach(file -> assertThat(stamped.trustTimestamp(file, false)).isTrue());
        signed("snapshot", TufSeeds.snapshots()).forEach(before("snapshot")::trustSnapshot);
        TrustedMetadata trusted = before("targets");
        Quorum quorum = trusted.root().quorum(TopLevel.TARGETS);
        signed("targets", TufSeeds.targets())
                .forEach(file -> trusted.verifyTargets(file, "targets", quorum, "the root"));
    }

    private Stream<byte[]> signed(String role, Stream<Arguments> seeds) {
        return seeds.map(seed -> signed(FuzzSeeds.bytes(seed), role));
    }

    private static void manyOf(Stream<Arguments> seeds, Step step) {
        List<byte[]> all = seeds.map(FuzzSeeds::bytes).toList();
        List<byte[]> changes = new ArrayList<>();
        for (byte[] seed : all) {
            Mutations.atRandom(seed, 5, CASES / 4).forEach(each -> changes.add(each.bytes()));
            for (byte[] choices : Choices.atRandom(6, CASES / all.size())) {
                changes.add(new Choices(choices)
                        .changed(Json.read(seed, 1 << 20))
                        .toString()
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        changes.forEach(step::with);
    }

    /** All that is trusted before this role; made anew only if something was believed since, as refusals change nothing. */
    private TrustedMetadata before(String role) {
        return trusted.computeIfAbsent(role, _ -> {
            TrustedMetadata made = new TrustedMetadata(world.file("1.root.json"), World.START);
            if (!role.equals("root")) {
                made.trustTimestamp(world.file("timestamp.json"), false);
            }
            switch (role) {
                case "snapshot" -> made.trustOldSnapshot(world.file("1.snapshot.json"));
                case "targets" -> made.trustSnapshot(world.file("1.snapshot.json"));
                default -> {
                    // Nothing more.
                }
            }
            return made;
        });
    }

    /** As a file, and as a document signed by the role's keys. */
    private void each(byte[] bytes, String role, Step step) {
        refusedOnly(() -> step.with(bytes));
        byte[] signed;
        try {
            signed = signed(bytes, role);
        } catch (ModelException _) {
            return; // Nothing that can be signed.
        }
        refusedOnly(() -> step.with(signed));
    }

    private byte[] signed(byte[] bytes, String role) {
        if (!(Json.read(bytes, 1 << 20) instanceof ObjectNode document)) {
            return bytes;
        }
        List<SigningKey> keys = world.signers(role);
        return World.signed(document, keys);
    }

    private void refusedOnly(Runnable step) {
        try {
            step.run();
            trusted.clear();
        } catch (TrustException e) {
            assertThat(e.reason().code()).startsWith("tuf-");
        }
    }

    private static void write(Path folder, String role, byte[] bytes) {
        try {
            Files.write(folder.resolve(role + ".json"), bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
