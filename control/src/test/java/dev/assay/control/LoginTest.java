package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginTest {
    private static Exchange login(Stage stage, String name, String password) {
        return stage.anonymous()
                .post("/api/v1/sessions", Json.object().put("name", name).put("password", password));
    }

    @Test
    void aWrongPasswordAndAnUnknownNameAreToldInTheSameWords() {
        try (Stage stage = new Stage()) {
            String wrong = login(stage, "admin", "guess").is(401).text("detail");
            assertThat(login(stage, "nobody", "guess").is(401).text("detail")).isEqualTo(wrong);
        }
    }

    @Test
    void whoeverGuessesIsAnsweredLateAndKeepsNobodyOutWhoKnowsThePassword() {
        try (Stage stage = new Stage()) {
            for (int i = 0; i < 2 * LoginDelay.FREE; i++) {
                login(stage, "admin", "guess").is(401);
            }
            long begin = System.nanoTime();
            login(stage, "admin", "guess").is(401);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(LoginDelay.LONGEST);
            login(stage, "admin", stage.password).is(201);
        }
    }

    @Test
    void logoutEndsThatSessionOnly() {
        Stage stage = Stage.shared();
        Client one = stage.login("admin", stage.password);
        Client other = stage.login("admin", stage.password);
        one.delete("/api/v1/sessions/current").is(204);
        one.get("/api/v1/fleet").is(401);
        other.get("/api/v1/fleet").is(200);
    }

    @Test
    void aSessionEndsAfterEightHours() {
        try (Stage stage = new Stage()) {
            Client admin = stage.administrator();
            stage.clock.advance(Duration.ofHours(8).minusMinutes(1));
            admin.get("/api/v1/fleet").is(200);
            stage.clock.advance(Duration.ofMinutes(1));
            admin.get("/api/v1/fleet").is(401);
        }
    }

    @Test
    void aSessionOfTheConsoleIsNoTokenOfTheApiNorTheOtherWayRound() throws Exception {
        Stage stage = Stage.shared();
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest login = HttpRequest.newBuilder(stage.service.uri().resolve("/login"))
                .POST(BodyPublishers.ofString("name=admin&password=" + stage.password))
                .build();
        String cookie = http.send(login, BodyHandlers.ofString())
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceAll("assay-session=([^;]+);.*", "$1");
        assertThat(console(http, stage, cookie)).isEqualTo(200);
        stage.anonymous().as(cookie).get("/api/v1/fleet").is(401);

        String token = login(stage, "admin", stage.password).is(201).text("token");
        stage.anonymous().as(token).get("/api/v1/fleet").is(200);
        assertThat(console(http, stage, token)).isEqualTo(303);
    }

    private static int console(HttpClient http, Stage stage, String session) throws Exception {
        HttpRequest page = HttpRequest.newBuilder(stage.service.uri().resolve("/"))
                .header("Cookie", "assay-session=" + session)
                .build();
        return http.send(page, BodyHandlers.discarding()).statusCode();
    }

    @Test
    void accountsAreListedWithoutPasswordsAndANameIsGivenOnce() {
        Stage stage = Stage.shared();
        stage.viewer();
        assertThat(stage.administrator()
                        .get("/api/v1/accounts")
                        .is(200)
                        .response()
                        .body())
                .contains("\"viewer\"")
                .doesNotContain("pbkdf2");
        stage.administrator()
                .post("/api/v1/accounts", Json.object().put("name", "viewer").put("role", "administrator"))
                .is(409);
    }

    @Test
    void onlyDigestsOfTokensAreKept() {
        Stage stage = Stage.shared();
        String token = login(stage, "admin", stage.password).is(201).text("token");
        try (var tables = stage.tables()) {
            List<String> kept = tables.inTransaction(t -> t.all("SELECT digest FROM token", row -> row.text("digest")));
            assertThat(kept)
                    .isNotEmpty()
                    .allMatch(digest -> digest.matches("sha256:[0-9a-f]{64}"))
                    .noneMatch(digest -> digest.contains(token));
        }
    }
}
