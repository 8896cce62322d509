package dev.assay.github.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A fake that accepts anything proves nothing: these requests and answers are wrong, and it says so. */
class FakeGitHubTest {
    private final FakeGitHub fake = FakeGitHub.of("acme/plugins");
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        fake.forgive();
        fake.close();
        client.close();
    }

    @Test
    void anOperationThatGitHubDoesNotHaveIsAViolation() throws Exception {
        send("GET", "/repos/acme/plugins/nothing", "");
        assertThat(fake.violations()).containsExactly("GET /repos/acme/plugins/nothing is not described");
        assertThatThrownBy(fake::close).isInstanceOf(AssertionError.class).hasMessageContaining("nothing");
    }

    @Test
    void aParameterThatIsNotDescribedIsAViolationAndOneThatIsIsNone() throws Exception {
        send("GET", "/repos/acme/plugins/issues?per_page=5&state=open", "");
        assertThat(fake.violations()).isEmpty();
        send("GET", "/repos/acme/plugins/issues?perpage=5", "");
        send("GET", "/repos/acme/plugins/issues?state=shut", "");
        send("GET", "/repos/acme/plugins/pulls/one", "");
        assertThat(String.join("\n", fake.violations()))
                .contains("perpage is not described", "parameter state", "parameter pull_number");
    }

    @Test
    void aBodyThatIsNotAsDescribedIsAViolation() throws Exception {
        send("POST", "/repos/acme/plugins/issues", "{\"title\":\"x\",\"body\":\"y\"}");
        assertThat(fake.violations()).isEmpty();
        send("POST", "/repos/acme/plugins/issues", "{\"body\":\"no title\"}");
        send("POST", "/repos/acme/plugins/issues", "{\"title\":\"x\",\"boddy\":\"y\"}");
        send("POST", "/repos/acme/plugins/issues", "{\"title\":\"x\",\"labels\":5}");
        send("POST", "/repos/acme/plugins/issues", "");
        send("POST", "/repos/acme/plugins/pulls/5/reviews", "{\"event\":\"MERGE\"}");
        assertThat(fake.violations()).hasSize(5);
        assertThat(String.join("\n", fake.violations()))
                .contains(
                        "'title'",
                        "boddy of the body is not described",
                        "/labels",
                        "the body is missing",
                        "enumeration");
        assertThat(fake.repository().issues())
                .as("what is wrong changes nothing")
                .hasSize(1);
    }

    @Test
    void anAnswerOfItsOwnThatIsNotAsDescribedIsAViolation() throws Exception {
        long number = fake.repository()
                .open(FakeRepository.account("kim", 5), "acme/plugins", "x", "a".repeat(40), "b".repeat(40), "t");
        send("GET", "/repos/acme/plugins/pulls/" + number, "");
        assertThat(fake.violations()).isEmpty();
        fake.repository().pull(number).put("state", "ajar");
        send("GET", "/repos/acme/plugins/pulls/" + number, "");
        assertThat(fake.violations()).singleElement().asString().contains("the fake's own answer", "/state");
    }

    @Test
    void aTokenThatReachesTheStorageIsAViolation() throws Exception {
        long id = fake.repository().artifact(7, "x", new byte[] {1});
        HttpResponse<String> answer = send("GET", "/repos/acme/plugins/actions/artifacts/" + id + "/zip", "");
        URI storage = URI.create(answer.headers().firstValue("Location").orElseThrow());
        client.send(HttpRequest.newBuilder(storage).build(), HttpResponse.BodyHandlers.discarding());
        assertThat(fake.violations()).isEmpty();
        client.send(
                HttpRequest.newBuilder(storage).header("Authorization", "x").build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(fake.violations()).containsExactly("the token was sent to the storage of artifacts");
    }

    @Test
    void whatIsDescribedIsPlayedAndNothingElse() {
        OpenApi description = new OpenApi();
        Routes routes = new Routes(fake.repository(), "", "");
        TreeSet<String> described = new TreeSet<>();
        description.operations().forEach(operation -> described.add(operation.id()));
        assertThat(routes.operations()).isEqualTo(described);
    }

    @Test
    void aPermissionIsReadWriteOrNone() {
        Permissions some = Permissions.of("issues: write", "contents: read");
        assertThat(Permissions.ofToken(some.token())).contains(some);
        assertThat(some.allow("issues: read")).isTrue();
        assertThat(some.allow("issues|pull-requests: write")).isTrue();
        assertThat(some.allow("contents: write")).isFalse();
        assertThat(some.allow("pull-requests: read")).isFalse();
        assertThat(Permissions.ofToken("ghs_!")).isEmpty();
        assertThat(Permissions.ofToken("something else")).isEmpty();
        assertThatThrownBy(() -> Permissions.of("issues")).hasMessageContaining("is not a permission");
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        String token = Permissions.of("issues: write", "pull-requests: write", "actions: read")
                .token();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(fake.url() + path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
