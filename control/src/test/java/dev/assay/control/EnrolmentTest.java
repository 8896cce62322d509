package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class EnrolmentTest {
    private final Stage stage = Stage.shared();

    private static SigningKey newKey() {
        return SigningKey.create(KeyType.ED25519, new SecureRandom());
    }

    private static String token(Stage stage, ObjectNode draft) {
        return stage.administrator()
                .post("/api/v1/enrolment-tokens", draft)
                .is(201)
                .text("token");
    }

    private static String token(Stage stage) {
        return token(stage, Json.object().put("name", Stage.name("host")));
    }

    private static Exchange enrol(Stage stage, String token, SigningKey key) {
        return stage.anonymous().post("/api/v1/enrolments", Probe.enrolment(token, key, Probe.profile()));
    }

    @Test
    void aTokenCarriesWhereTheServiceIsAndByWhichKeyItIsKnown() {
        String payload = token(stage).substring("assay-enrol-1.".length());
        JsonNode json = Json.read(Base64.getUrlDecoder().decode(payload), 4096);
        assertThat(json.path("format").asString("")).isEqualTo("assay.enrolment-token/1");
        assertThat(json.path("control").asString(""))
                .isEqualTo(stage.service.uri().toString());
        assertThat(json.path("key").asString(""))
                .isEqualTo(stage.anonymous().get("/api/v1/key").text("hint"));
    }

    @Test
    void anEnrolledRuntimeIsListedAndHasAnEmptyFirstRevision() {
        Probe probe = new Probe(stage, Json.object().put("env", "test"));
        Exchange shown = stage.viewer().get(probe.path("")).is(200);
        assertThat(shown.text("name")).isEqualTo(probe.name);
        assertThat(shown.text("state")).isEqualTo("never-seen");
        assertThat(shown.json().path("labels").path("env").asString("")).isEqualTo("test");
        assertThat(probe.desired().revision()).isEqualTo(1);
        assertThat(probe.desired().assignments()).isEmpty();
        assertThat(probe.control.hint())
                .isEqualTo(stage.anonymous().get("/api/v1/key").text("hint"));
    }

    @Test
    void aTokenCountsOnce() {
        String token = token(stage);
        enrol(stage, token, newKey()).is(201);
        assertThat(enrol(stage, token, newKey()).is(401).problem()).isEqualTo("enrolment-token");
    }

    @Test
    void aTokenExpires() {
        try (Stage own = new Stage()) {
            ObjectNode draft = Json.object().put("name", "late").put("lifetime", "PT10M");
            String early = token(own, draft.deepCopy().put("name", "early"));
            String late = token(own, draft);
            own.clock.advance(Duration.ofMinutes(9));
            enrol(own, early, newKey()).is(201);
            own.clock.advance(Duration.ofMinutes(1));
            enrol(own, late, newKey()).is(401);
        }
    }

    @Test
    void whatIsWrongWithATokenIsNotTold() {
        String used = token(stage);
        enrol(stage, used, newKey()).is(201);
        String changed = token(stage);
        changed = changed.substring(0, changed.length() - 4) + "AAAA";
        String invented = new EnrolmentToken(
                        stage.service.uri(), "key", stage.clock.instant().plusSeconds(60), "invented")
                .text();
        String detail = enrol(stage, used, newKey()).is(401).text("detail");
        for (String token : new String[] {changed, invented, "assay-enrol-1.", "assay-enrol-2.e30", "x"}) {
            assertThat(enrol(stage, token, newKey()).is(401).text("detail")).isEqualTo(detail);
        }
    }

    @Test
    void aTokenIsNotSpentOnARequestThatIsRefused() {
        String token = token(stage);
        enrol(stage, token, SigningKey.create(KeyType.P_256, new SecureRandom()))
                .is(422);
        enrol(stage, token, newKey()).is(201);
    }

    @Test
    void aKeyEnrolsOneRuntimeOnly() {
        SigningKey key = newKey();
        enrol(stage, token(stage), key).is(201);
        assertThat(enrol(stage, token(stage), key).is(409).problem()).isEqualTo("exists");
    }

    @Test
    void aNameIsGivenOnce() {
        String name = new Probe(stage).name;
        stage.administrator()
                .post("/api/v1/enrolment-tokens", Json.object().put("name", name))
                .is(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "P8D"})
    void aTokenLivesAtMostAWeek(String lifetime) {
        stage.administrator()
                .post("/api/v1/enrolment-tokens", Json.object().put("name", "n").put("lifetime", lifetime))
                .is(422);
    }

    @Test
    void anAccessTokenLivesTenMinutes() {
        try (Stage own = new Stage()) {
            Probe probe = new Probe(own);
            own.clock.advance(Duration.ofMinutes(9));
            probe.client().get(probe.path("")).is(200);
            own.clock.advance(Duration.ofMinutes(1));
            probe.client().get(probe.path("")).is(401);
            own.anonymous().as(probe.accessToken()).get(probe.path("")).is(200);
        }
    }

    @Test
    void anAssertionCountsOnce() {
        Probe probe = new Probe(stage);
        String form = Probe.tokenForm(probe.assertion(probe.claims()));
        stage.anonymous().form("/api/v1/token", form).is(200);
        Exchange again = stage.anonymous().form("/api/v1/token", form).is(401);
        assertThat(again.text("error")).isEqualTo("invalid_client");
        assertThat(again.text("detail")).contains("used before");
    }

    private interface Change {
        void to(ObjectNode claims);
    }

    private void refused(Change change, String why) {
        Probe probe = new Probe(stage);
        ObjectNode claims = probe.claims();
        change.to(claims);
        Exchange answer = stage.anonymous()
                .form("/api/v1/token", Probe.tokenForm(probe.assertion(claims)))
                .is(401);
        assertThat(answer.text("detail")).contains(why);
    }

    @Test
    void anAssertionForAnotherServiceIsRefused() {
        refused(claims -> claims.put("aud", "http://elsewhere.example/api/v1/token"), "aud");
    }

    @Test
    void anAssertionAboutAnotherSubjectIsRefused() {
        refused(claims -> claims.put("sub", UUID.randomUUID().toString()), "iss and sub differ");
    }

    @Test
    void anAssertionOfAnUnknownRuntimeIsRefused() {
        String nobody = UUID.randomUUID().toString();
        refused(claims -> claims.put("iss", nobody).put("sub", nobody), "not signed by the key of that runtime");
    }

    @Test
    void anExpiredAssertionIsRefused() {
        long now = stage.clock.instant().getEpochSecond();
        refused(claims -> claims.put("iat", now - 60).put("exp", now - 1), "not valid now");
    }

    @Test
    void anAssertionFromTheFutureIsRefusedButAClockMayDifferALittle() {
        long now = stage.clock.instant().getEpochSecond();
        refused(claims -> claims.put("iat", now + 120).put("exp", now + 180), "not valid now");
        Probe probe = new Probe(stage);
        ObjectNode ahead = probe.claims().put("iat", now + 30).put("exp", now + 90);
        stage.anonymous()
                .form("/api/v1/token", Probe.tokenForm(probe.assertion(ahead)))
                .is(200);
    }

    @Test
    void anAssertionLivesAtMostFiveMinutes() {
        long now = stage.clock.instant().getEpochSecond();
        refused(claims -> claims.put("iat", now).put("exp", now + 301), "five minutes");
        Probe probe = new Probe(stage);
        ObjectNode longest = probe.claims().put("iat", now).put("exp", now + 300);
        stage.anonymous()
                .form("/api/v1/token", Probe.tokenForm(probe.assertion(longest)))
                .is(200);
    }

    @Test
    void anAssertionNeedsAnIdentifier() {
        refused(claims -> claims.remove("jti"), "jti");
        refused(claims -> claims.put("jti", "short"), "jti");
    }

    @Test
    void anAssertionMayClaimNothingUnknown() {
        refused(claims -> claims.put("scope", "everything"), "scope");
    }

    private void refusedJws(String jws) {
        assertThat(stage.anonymous()
                        .form("/api/v1/token", Probe.tokenForm(jws))
                        .is(401)
                        .problem())
                .isEqualTo("invalid-client");
    }

    @Test
    void anUnsignedAssertionIsRefused() {
        Probe probe = new Probe(stage);
        String claims = Probe.base64(probe.claims().toString());
        refusedJws(Probe.base64("{\"alg\":\"none\"}") + "." + claims + ".");
        refusedJws(Probe.base64("{\"alg\":\"none\"}") + "." + claims + ".AAAA");
        refusedJws(Probe.base64("{\"alg\":\"EdDSA\"}") + "." + claims + ".AAAA");
    }

    @Test
    void anAssertionSignedByAnotherKeyIsRefused() {
        Probe probe = new Probe(stage);
        refusedJws(Probe.jws(Json.object().put("alg", "EdDSA"), probe.claims(), new Probe(stage).key));
    }

    @Test
    void anotherAlgorithmOrACriticalHeaderIsRefused() {
        Probe probe = new Probe(stage);
        refusedJws(Probe.jws(Json.object().put("alg", "HS256"), probe.claims(), probe.key));
        ObjectNode critical = Json.object().put("alg", "EdDSA");
        critical.putArray("crit").add("b64");
        refusedJws(Probe.jws(critical, probe.claims(), probe.key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b", "a.b.c.d", "!.!.!", "e30.e30.e30", "..", "W10.W10.AAAA"})
    void whatIsNoAssertionIsRefused(String jws) {
        refusedJws(jws);
    }

    @Test
    void aChangedClaimIsRefused() {
        Probe probe = new Probe(stage);
        String[] parts = probe.assertion(probe.claims()).split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        refusedJws(parts[0] + "." + Probe.base64(claims.replace("\"exp\":", "\"exp\":1")) + "." + parts[2]);
    }
}
