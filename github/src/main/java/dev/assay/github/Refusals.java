package dev.assay.github;

import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** What a person is told where GitHub does not do what was asked. */
final class Refusals {
    private static final int MOST_SAID = 16 << 10;

    private Refusals() {}

    static GitHubException of(Call call, int status, String body) {
        String fix = switch (status) {
            case 401 -> "The token is missing, expired or not for this server: check GITHUB_TOKEN and GITHUB_API_URL";
            case 403 ->
                "Give the job 'permissions: " + call.permission() + "'; a fork's pull request never has more than read";
            case 404 ->
                "It is not there, or the token may not see it (which takes 'permissions: " + call.permission() + "')";
            case 301, 307, 308 -> "The repository has a new name: correct GITHUB_REPOSITORY";
            case 422 -> "GitHub understood the request and will not do it; its words say why";
            default -> "Try again later";
        };
        return new GitHubException("cannot " + call.what() + ": GitHub answered " + status + said(body) + ". " + fix);
    }

    static GitHubException busy(Call call, int status, Duration wait) {
        boolean limited = status == 403 || status == 429;
        return new GitHubException("cannot " + call.what() + ": GitHub answered " + status
                + (limited
                        ? " (rate limit) and asks to wait " + wait.toSeconds() + " s. Run the job again then"
                        : " " + Api.MOST_ATTEMPTS + " times. Run the job again later"));
    }

    static GitHubException unreachable(Call call, URI base, Exception cause) {
        return new GitHubException(
                "cannot " + call.what() + ": " + base + " gave no whole answer ("
                        + Inert.line(String.valueOf(cause), 200) + ")."
                        + (call.repeatable()
                                ? " Check GITHUB_API_URL and the network"
                                : " It may have been done: run the job again, which looks before it acts"),
                cause);
    }

    /** GitHub's own words, shortened and inert; they may quote what somebody hostile sent. */
    private static String said(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try {
            JsonNode answer = Json.read(bytes, MOST_SAID);
            StringBuilder words = new StringBuilder(answer.path("message").asString(""));
            for (JsonNode error : answer.path("errors")) {
                words.append("; ").append(error.path("field").asString(""));
                words.append(' ')
                        .append(error.path("message")
                                .asString(error.path("code").asString("")));
            }
            return words.isEmpty() ? "" : " " + Inert.quote(words.toString());
        } catch (InvalidValueException e) {
            return ""; // a proxy's page, which tells nothing
        }
    }
}
