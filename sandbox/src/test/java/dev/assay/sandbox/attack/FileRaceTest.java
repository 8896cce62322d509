package dev.assay.sandbox.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capability.FileAccess.Access;
import dev.assay.sandbox.host.CapabilityRequest;
import dev.assay.sandbox.host.LiveHost;
import dev.assay.sandbox.host.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody on the host swaps a folder, and a file, for a link to a secret while they are read. */
class FileRaceTest {
    private static final int READS = 3000;

    @TempDir
    Path given;

    @Test
    void whatIsSwappedForALinkIsNeverReadThroughIt() throws Exception {
        Path folder = given.toRealPath();
        for (String name : List.of("own", "real", "real/deep")) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.writeString(folder.resolve("own/file"), "secret");
        Files.writeString(folder.resolve("real/file"), "plain");
        LiveHost host =
                new LiveHost(Means.NONE, List.of(folder.resolve("own")), Map.of(), Clock.systemUTC(), new Random());
        AtomicBoolean over = new AtomicBoolean();
        AtomicReference<IOException> problem = new AtomicReference<>();
        Thread swapper = Thread.ofPlatform().start(() -> swap(folder, over, problem));
        int plain = 0;
        int refused = 0;
        try {
            for (int i = 0; i < READS || ((plain == 0 || refused == 0) && i < 100 * READS); i++) {
                String path = folder + (i % 2 == 0 ? "/way/file" : "/file");
                String answer = host.perform("file", new CapabilityRequest.ReadFile(path, Access.READ))
                        .orElseThrow()
                        .toString();
                assertThat(answer).doesNotContain("secret");
                plain += answer.contains("plain") ? 1 : 0;
                refused += answer.contains("error") ? 1 : 0;
            }
        } finally {
            over.set(true);
            swapper.join();
        }
        assertThat(problem.get()).isNull();
        assertThat(plain).isPositive();
        assertThat(refused).isPositive();
    }

    /** {@code way} is a link to {@code own} or a folder; {@code file} a link into it or a file. Both are always something. */
    private static void swap(Path folder, AtomicBoolean over, AtomicReference<IOException> problem) {
        try {
            for (int i = 0; !over.get(); i++) {
                Files.deleteIfExists(folder.resolve("way"));
                if (i % 2 == 0) {
                    Files.createSymbolicLink(folder.resolve("way"), folder.resolve("own"));
                    Files.createSymbolicLink(folder.resolve("next"), folder.resolve("own/file"));
                } else {
                    Files.move(folder.resolve("real"), folder.resolve("way"));
                    Files.copy(folder.resolve("way/file"), folder.resolve("next"));
                }
                Files.move(folder.resolve("next"), folder.resolve("file"), StandardCopyOption.ATOMIC_MOVE);
                if (i % 2 == 1) {
                    Files.move(folder.resolve("way"), folder.resolve("real"));
                }
            }
        } catch (IOException e) {
            problem.set(e);
        }
    }
}
