package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Capability.FileAccess.Access;
import dev.assay.model.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FileTest {
    /** What the contract promises (docs/contract/file.schema.json). */
    private static final int MOST_READ = 1 << 20;

    @TempDir
    static Path folder;

    private static Sandbox sandbox;
    private static Exchanges host;

    @BeforeAll
    static void prepare() throws IOException {
        folder = folder.toRealPath();
        Files.createDirectories(folder.resolve("own/keys"));
        Files.writeString(folder.resolve("own/key"), "secret");
        Files.writeString(folder.resolve("own/keys/key"), "secret");
        Files.writeString(folder.resolve("text"), "größe\n");
        Files.setPosixFilePermissions(folder.resolve("text"), PosixFilePermissions.fromString("rw-r-----"));
        Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, 0, 1});
        Files.writeString(folder.resolve("most"), "a".repeat(MOST_READ));
        Files.writeString(folder.resolve("more"), "a".repeat(MOST_READ + 1));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("own/key"));
        Files.createSymbolicLink(folder.resolve("inside"), folder.resolve("text"));
        Files.createDirectory(folder.resolve("folder"));
        Files.writeString(folder.resolve("first"), "secret");
        Files.createSymbolicLink(folder.resolve("replaced"), folder.resolve("first"));
        Capabilities granted = new Capabilities(Stream.of("", "/own", "/own/keys", "/folder", "/text")
                .map(below -> (Capability) new Capability.FileAccess(folder + below + "/*", Access.READ))
                .toList());
        granted = new Capabilities(Stream.concat(
                        granted.all().stream(),
                        Stream.of(
                                new Capability.FileAccess("/proc/*", Access.READ),
                                new Capability.FileAccess("/proc/self/*", Access.READ),
                                new Capability.FileAccess("/proc/1/*", Access.READ),
                                new Capability.FileAccess("/proc/thread-self/*", Access.READ),
                                new Capability.FileAccess("/proc/sys/kernel/*", Access.READ),
                                new Capability.FileAccess("/dev/*", Access.READ),
                                new Capability.FileAccess("/etc/*", Access.STAT)))
                .toList());
        sandbox = Sandbox.open(
                Guests.hostFile(granted, Map.of()), List.of(folder.resolve("own"), folder.resolve("replaced")));
        host = new Exchanges(sandbox, granted);
    }

    private static String read(String path) {
        return "{\"op\":\"read\",\"path\":\"" + path + "\"}";
    }

    private static String stat(String path) {
        return "{\"op\":\"stat\",\"path\":\"" + path + "\"}";
    }

    @Test
    void aFileIsReadWithItsModeAndOwner() throws Exception {
        JsonNode ok = host.ok("file", read(folder + "/text"));
        assertThat(ok.path("content").asString()).isEqualTo("größe\n");
        assertThat(ok.path("mode").asString()).isEqualTo("0640");
        assertThat(ok.path("type").asString()).isEqualTo("file");
        assertThat(ok.path("size").asInt()).isEqualTo(8);
        assertThat(ok.path("uid").asInt()).isEqualTo(Files.getAttribute(folder.resolve("text"), "unix:uid"));
    }

    @Test
    void aFileThatIsOnlyLookedAtTellsNothingOfItsContent() throws Exception {
        assertThat(host.ok("file", stat(folder + "/text")).propertyNames())
                .containsExactlyInAnyOrder("type", "mode", "uid", "gid", "size");
        assertThat(host.ok("file", stat(folder + "/folder")).path("type").asString())
                .isEqualTo("directory");
    }

    @Test
    void specialBitsAreTold() throws Exception {
        Path program = Files.createFile(folder.resolve("program"));
        Files.setAttribute(program, "unix:mode", 0104755);
        assertThat(host.ok("file", stat(program.toString())).path("mode").asString())
                .isEqualTo("4755");
    }

    @Test
    void bytesThatAreNoTextComeAsBase64() throws Exception {
        JsonNode ok = host.ok("file", read(folder + "/bytes"));
        assertThat(ok.path("base64").binaryValue()).containsExactly(0xff, 0, 1);
        assertThat(ok.has("content")).isFalse();
    }

    @Test
    void aFileOfTheMostBytesIsReadAndOneByteMoreIsTooLarge() throws Exception {
        assertThat(host.ok("file", read(folder + "/most")).path("content").asString())
                .hasSize(MOST_READ);
        assertThat(host.error("file", read(folder + "/more"))).isEqualTo("too-large");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(host.error("file", read(folder + "/nothing"))).isEqualTo("not-found");
        assertThat(host.error("file", stat(folder + "/nothing"))).isEqualTo("not-found");
        assertThat(host.error("file", stat(folder + "/text/below"))).isEqualTo("not-found");
    }

    @Test
    void aNameThatThisHostCannotSpellIsNotFound() throws Exception {
        assertThat(host.error("file", stat("/etc/\\ud800"))).isEqualTo("not-found");
    }

    @Test
    void noLinkIsFollowedWhereverItLeads() throws Exception {
        assertThat(host.error("file", read(folder + "/inside"))).isEqualTo("failed");
        assertThat(host.ok("file", stat(folder + "/link")).path("type").asString())
                .isEqualTo("other");
    }

    @Test
    void onlyRegularFilesAreRead() throws Exception {
        assertThat(host.error("file", read(folder + "/folder"))).isEqualTo("failed");
    }

    @Test
    void kernelSettingsAreReadThoughTheyClaimToBeEmpty() throws Exception {
        JsonNode ok = host.ok("file", read("/proc/sys/kernel/ostype"));
        assertThat(ok.path("content").asString()).isEqualTo("Linux\n");
        assertThat(ok.path("size").asInt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/1/environ", "/proc/thread-self/environ", "/proc/cmdline"})
    void processesAreRefusedWhateverIsGranted(String path) throws Exception {
        assertDenied(read(path), "this host refuses file read " + path);
        assertDenied(stat(path), "this host refuses file stat " + path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/own", "/own/key", "/own/keys/key"})
    void theRuntimesOwnFilesAreRefusedWhateverIsGranted(String below) throws Exception {
        assertDenied(read(folder + below), "this host refuses file read");
    }

    @Test
    void aSecretThatIsReplacedMeanwhileIsRefusedToo() throws Exception {
        Path own = folder.resolve("replaced");
        assertDenied(read(folder + "/first"), "this host refuses file read");
        Files.delete(own);
        Files.createSymbolicLink(own, Files.writeString(folder.resolve("second"), "secret"));
        assertDenied(read(folder + "/second"), "this host refuses file read");
        Files.delete(own);
        Files.writeString(own, "secret");
        assertDenied(read(own.toString()), "this host refuses file read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/./text", "//text", "/text/", "/folder/../text", "/*/..", ""})
    void aPathThatIsNotPlainIsInNobodysGrant(String below) throws Exception {
        assertDenied(read(folder + below), "is not in the effective set");
    }

    @Test
    void lookingDoesNotMeanReading() throws Exception {
        assertDenied(read("/etc/passwd"), "file read /etc/passwd is not in the effective set");
        assertThat(host.ok("file", stat("/etc/passwd")).path("type").asString()).isEqualTo("file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"op\":\"write\",\"path\":\"/etc/passwd\"}",
                "{\"path\":\"/etc/passwd\"}",
                "{\"op\":\"read\"}",
                "{\"op\":\"stat\",\"path\":\"/etc/passwd\",\"follow\":true}",
                "{\"op\":\"stat\",\"path\":7}"
            })
    void aRequestThatIsNotOfTheContractIsInvalid(String request) throws Exception {
        assertThat(host.error("file", request)).isEqualTo("invalid-request");
    }

    private static void assertDenied(String request, String detail) throws InterruptedException {
        Run run = host.run("file", request);
        assertThat(run.detail()).contains(detail);
        assertThat(run.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(run.hostCalls()).isEmpty();
    }
}
