package dev.assay.github;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.github.fake.FakeGitHub;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactsTest {
    private static final long RUN = 7;

    private final FakeGitHub fake = FakeGitHub.of("acme/plugins");
    private final Artifacts artifacts =
            new Artifacts(GitHub.of(new Job(fake.environment("actions: read"), System.out)));

    @TempDir
    private Path folder;

    @AfterEach
    void noTokenWasSentAway() {
        fake.close();
    }

    @Test
    void theReleasesOfARunAreUnpackedEachIntoAFolderOfItsName() throws IOException {
        leave("release-y", zip(file("release.json", "{}")));
        leave("release-x", zip(file("release.json", "{}"), file("modules/simd.wasm", "simd")));
        leave("sarif", zip(file("x", "not asked for")));

        List<Path> folders = artifacts.fetch(RUN, folder.resolve("in"));

        assertThat(folders).extracting(path -> path.getFileName().toString()).containsExactly("release-x", "release-y");
        assertThat(folder.resolve("in/release-x/modules/simd.wasm")).hasContent("simd");
        assertThat(folder.resolve("in")).isDirectoryNotContaining("glob:**.zip");
    }

    @Test
    void aRunThatLeftNothingGivesNothing() {
        assertThat(artifacts.fetch(RUN, folder.resolve("in"))).isEmpty();
    }

    @Test
    void ofARunThatWasTriedAgainTheNewestCounts() throws IOException {
        leave("release-x", zip(file("a", "old")));
        leave("release-x", zip(file("a", "new")));
        artifacts.fetch(RUN, folder.resolve("in"));
        assertThat(folder.resolve("in/release-x/a")).hasContent("new");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "release-../../x",
                "release-",
                "release-X",
                "release-a/b",
                "release-a b",
                "release-x.zip",
                "release--"
            })
    void anArtifactWithANameThatNoBuildGivesIsRefused(String name) throws IOException {
        leave(name, zip(file("a", "x")));
        refused("has a name that no build of ours gives");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../out",
                "a/../../out",
                "/etc/passwd",
                "a//b",
                "./a",
                "..",
                "a\\..\\b",
                "C:x",
                ".hidden",
                "-rf",
                "a b",
                "a\nb",
                "a/b/c/d/e/f/g/h/i",
                "ä"
            })
    void aPathThatLeadsElsewhereIsRefusedBeforeAnythingIsWritten(String path) throws IOException {
        leave("release-x", zip(file("fine", "x"), file(path, "x")));
        refused("the path");
        assertThat(folder.resolve("in/release-x")).doesNotExist();
    }

    @Test
    void aPathOfTheMostDepthIsAccepted() throws IOException {
        leave("release-x", zip(file("a/b/c/d/e/f/g/h", "deep")));
        artifacts.fetch(RUN, folder.resolve("in"));
        assertThat(folder.resolve("in/release-x/a/b/c/d/e/f/g/h")).hasContent("deep");
    }

    @Test
    void aLinkIsRefused() throws IOException {
        ZipArchiveEntry link = new ZipArchiveEntry("module.wasm");
        link.setUnixMode(0120777);
        leave("release-x", zip(new File(link, () -> "/etc/passwd".getBytes(UTF_8))));
        refused("is a link or a special file");
    }

    @Test
    void aDeviceIsRefused() throws IOException {
        ZipArchiveEntry device = new ZipArchiveEntry("module.wasm");
        device.setUnixMode(0020666);
        leave("release-x", zip(new File(device, () -> new byte[0])));
        refused("is a link or a special file");
    }

    @Test
    void twoEntriesOfOneNameAreRefusedAlsoWhereOnlyTheCaseDiffers() throws IOException {
        leave("release-x", zip(file("a", "1"), file("a", "2")));
        refused("'a' is there twice");
        leave("release-x", zip(file("README", "1"), file("readme", "2")));
        refused("'readme' is there twice");
        leave("release-x", zip(file("a", "1"), file("a/b", "2")));
        refused("'a/b' lies in what is a file");
    }

    @Test
    void anArchiveThatUnpacksToFarMoreThanItHasIsStopped() throws IOException {
        leave("release-x", zip(file("a", new byte[64 << 20])));
        refused("unpacks to more than the");
        assertThat(Files.size(folder.resolve("in/release-x/a")))
                .as("written until then")
                .isLessThan(16 << 20);
    }

    @Test
    void manySmallFilesAreCountedTogether() throws IOException {
        File[] files = new File[40];
        for (int i = 0; i < files.length; i++) {
            files[i] = file("f" + i, new byte[1 << 20]);
        }
        leave("release-x", zip(files));
        refused("unpacks to more than the");
    }

    @Test
    void whatIsSmallMayBePackedAsTightlyAsItCan() throws IOException {
        leave("release-x", zip(file("a", new byte[1 << 20])));
        artifacts.fetch(RUN, folder.resolve("in"));
        assertThat(folder.resolve("in/release-x/a")).hasSize(1 << 20);
    }

    @Test
    void tooManyEntriesAreRefusedAndTheMostAreNot() throws IOException {
        File[] files = new File[1001];
        for (int i = 0; i < files.length; i++) {
            files[i] = file("f" + i, "");
        }
        leave("release-x", zip(files));
        refused("it has 1001 entries");
        leave("release-x", zip(java.util.Arrays.copyOf(files, 1000)));
        assertThat(artifacts.fetch(RUN, folder.resolve("last"))).hasSize(1);
    }

    @Test
    void whatIsNoArchiveIsSaidToBeNone() throws IOException {
        leave("release-x", "no zip".getBytes(UTF_8));
        refused("is not a whole zip archive");
        byte[] whole = zip(file("a", "x".repeat(5000)));
        leave("release-x", java.util.Arrays.copyOf(whole, whole.length - 30));
        refused("is not a whole zip archive");
    }

    @Test
    void anEncryptedEntryIsRefused() throws IOException {
        byte[] zip = zip(file("a", "x"));
        for (int i = 0; i < zip.length - 10; i++) { // the flag of encryption, in the local and the central header
            if (zip[i] == 'P' && zip[i + 1] == 'K' && (zip[i + 2] == 3 || zip[i + 2] == 1)) {
                zip[i + (zip[i + 2] == 3 ? 6 : 8)] |= 1;
            }
        }
        leave("release-x", zip);
        refused("is encrypted");
    }

    @Test
    void aFolderThatIsNotEmptyIsNotUnpackedInto() throws IOException {
        Files.writeString(folder.resolve("mine"), "");
        leave("release-x", zip(file("a", "x")));
        assertThatThrownBy(() -> artifacts.fetch(RUN, folder)).hasMessageContaining("is not empty");
    }

    private void leave(String name, byte[] zip) {
        fake.repository().artifact(RUN, name, zip);
    }

    private void refused(String why) throws IOException {
        Path into = folder.resolve("in");
        if (Files.exists(into)) {
            try (var old = Files.walk(into)) {
                for (Path path : old.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        assertThatThrownBy(() -> artifacts.fetch(RUN, into))
                .isInstanceOf(GitHubException.class)
                .hasMessageContaining(why);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private record File(ZipArchiveEntry entry, Supplier<byte[]> content) {}

    private static File file(String path, String content) {
        return file(path, content.getBytes(UTF_8));
    }

    private static File file(String path, byte[] content) {
        return new File(new ZipArchiveEntry(path), content::clone);
    }

    private static byte[] zip(File... files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            for (File file : files) {
                zip.putArchiveEntry(file.entry());
                zip.write(file.content().get());
                zip.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
