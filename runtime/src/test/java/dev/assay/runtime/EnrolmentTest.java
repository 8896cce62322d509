package dev.assay.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.FaultyDocumentException;
import dev.assay.model.Json;
import dev.assay.model.Version;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrolmentTest {
    private static final Version VERSION = Version.parse("0.1.0");

    @TempDir
    Path folder;

    private World world;

    @BeforeEach
    void start() throws IOException {
        world = new World(folder);
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void anEnrolledRuntimeKeepsItsIdentityForItselfAlone() throws IOException {
        assertThat(world.enrol()).contains("host-1").contains(world.service.runtime.toString());
        Path identity = world.home.resolve(Identity.FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(identity)))
                .isEqualTo("rw-------");
        try (AssessmentRuntime runtime = world.open()) {
            assertThat(runtime.id()).isEqualTo(world.service.runtime);
        }
    }

    @Test
    void aServiceWithAnotherKeyThanTheTokenNamesIsNotBelieved() {
        world.service.shownKey =
                SigningKey.create(KeyType.P_256, new SecureRandom()).verificationKey();
        refused(world::enrol, "is not the one that the enrolment token names");
        nothingIsKept();
    }

    @Test
    void aTokenIsUsedOnce() {
        String token = world.service.token(World.NOW.plusSeconds(60));
        enrol(world.home, token);
        refused(() -> enrol(folder.resolve("second"), token), "did not enrol this runtime", "gives no right to enrol");
    }

    @Test
    void anExpiredTokenIsNotEvenSent() {
        refused(() -> enrol(world.home, world.service.token(World.NOW)), "expired at 2026-11-22T12:00:00Z");
        nothingIsKept();
    }

    @Test
    void whatIsNoTokenIsSaidToBeNoneAndNotShown() {
        refused(() -> enrol(world.home, "hunter2"), "no enrolment token");
        String token = world.service.token(World.NOW.plusSeconds(60));
        assertThatThrownBy(() -> enrol(world.home, token.substring(0, token.length() - 9)))
                .isInstanceOf(AssessmentRuntimeException.class)
                .hasMessageContaining("cannot be read")
                .hasMessageNotContaining("secret")
                .hasNoCause();
        refused(() -> enrol(world.home, "assay-enrol-1." + "A".repeat(5000)), "no enrolment token");
    }

    @Test
    void aTokenOfANewerFormatIsRefused() {
        byte[] json = Json.canonical(Json.document("assay.enrolment-token", 2));
        refused(
                () -> enrol(
                        world.home, "assay-enrol-1." + Base64.getUrlEncoder().encodeToString(json)),
                "of a newer Assay");
    }

    @Test
    void plainHttpGoesToThisMachineOnly() {
        byte[] json = Json.canonical(Json.document("assay.enrolment-token", 1)
                .put("control", "http://control.example")
                .put("key", world.service.key.hint())
                .put("expires", "2027-01-01T00:00:00Z")
                .put("secret", "x"));
        refused(
                () -> enrol(
                        world.home, "assay-enrol-1." + Base64.getUrlEncoder().encodeToString(json)),
                "must be https");
    }

    @Test
    void aRuntimeIsNotEnrolledOverAnother() {
        world.enrol();
        refused(() -> enrol(world.home, world.service.token(World.NOW.plusSeconds(60))), "enrolled runtime already");
    }

    @Test
    void aServiceThatAnswersNonsenseEnrolsNobody() {
        world.service.heartbeat = "often";
        refused(world::enrol, "no enrolment");
        nothingIsKept();
    }

    @Test
    void aHeartbeatBeyondReasonIsRefused() {
        world.service.heartbeat = "PT0S";
        refused(world::enrol, "asks for a heartbeat of PT0S");
        nothingIsKept();
    }

    @Test
    void aServiceThatIsNotThereIsNamed() {
        world.service.close();
        refused(world::enrol, "cannot be reached");
        nothingIsKept();
    }

    @Test
    void aServiceThatFailsIsNamed() {
        world.service.failing = path -> Optional.of(500);
        refused(world::enrol, "status 500", "as the test wants");
        nothingIsKept();
    }

    @Test
    void aHomeWithoutARuntimeIsNotOpened() {
        refused(world::open, "holds no enrolled runtime", "assay runtime enrol");
        assertThat(world.home).doesNotExist();
    }

    @Test
    void anIdentityThatOthersCanReadIsNotUsed() throws IOException {
        world.enrol();
        Path identity = world.home.resolve(Identity.FILE);
        Files.setPosixFilePermissions(identity, PosixFilePermissions.fromString("rw-r-----"));
        refused(world::open, "can be read by others", "chmod 600");
        Files.setPosixFilePermissions(identity, PosixFilePermissions.fromString("r--------"));
        world.open().close();
    }

    @Test
    void aDamagedIdentityIsNamedAndNotShown() throws IOException {
        world.enrol();
        Path identity = world.home.resolve(Identity.FILE);
        String whole = Files.readString(identity);
        String key = whole.replaceAll("(?s).*\"private-key\" : \"([^\"]+)\".*", "$1");
        assertThat(key).hasSizeGreaterThan(40);
        Files.writeString(identity, whole.replace(key, "!" + key.substring(1)));
        assertThatThrownBy(world::open)
                .isInstanceOf(AssessmentRuntimeException.class)
                .hasMessageContaining("is damaged")
                .hasMessageNotContaining(key.substring(5, 20))
                .hasNoCause();
        Files.writeString(identity, whole.replace("assay.identity/1", "assay.identity/2"));
        refused(world::open, "written by a newer version of Assay");
    }

    @Test
    void aHostFileThatIsMissingOrFaultyIsNamed() throws IOException {
        world.enrol();
        Files.writeString(world.host, "apiVersion: assay/v9");
        assertThatThrownBy(world::open)
                .isInstanceOf(FaultyDocumentException.class)
                .hasMessageContaining("host.yaml");
        Files.delete(world.host);
        refused(world::open, "host file", "cannot be read");
    }

    private void enrol(Path home, String token) {
        AssessmentRuntime.enrol(home, token, world.host, VERSION, world.clock);
    }

    private void nothingIsKept() {
        assertThat(world.home.resolve(Identity.FILE)).doesNotExist();
    }

    private static void refused(ThrowingCallable what, String... says) {
        assertThatThrownBy(what).isInstanceOf(AssessmentRuntimeException.class).hasMessageContainingAll(says);
    }
}
