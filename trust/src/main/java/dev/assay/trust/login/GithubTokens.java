package dev.assay.trust.login;

import dev.assay.model.ModelException;
import dev.assay.trust.login.Caller.Question;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The tokens that GitHub Actions gives a job with the permission {@code id-token: write}. */
final class GithubTokens implements TokenSource {
    private static final String URL = "ACTIONS_ID_TOKEN_REQUEST_URL";
    private static final String TOKEN = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";
    private static final String SERVICE = "GitHub's token service";

    private final URI address;
    private final String bearer;
    private final Caller caller;

    private GithubTokens(URI address, String bearer, Caller caller) {
        this.address = address;
        this.bearer = bearer;
        this.caller = caller;
    }

    /** Empty outside such a job. */
    static Optional<TokenSource> of(Map<String, String> environment, Patience patience) {
        String url = environment.getOrDefault(URL, "");
        String bearer = environment.getOrDefault(TOKEN, "");
        if (url.isBlank() || bearer.isBlank()) {
            return Optional.empty();
        }
        if (!bearer.matches("[\\x21-\\x7e]+")) {
            throw Failure.of("token-missing", TOKEN + " is not a token", "Leave it as GitHub Actions sets it");
        }
        try {
            URI base = Address.parseWithQuery(url);
            String joint = base.getRawQuery() == null ? "?" : "&";
            URI address = URI.create(base + joint + "audience=" + IdentityToken.AUDIENCE);
            return Optional.of(new GithubTokens(address, bearer, new Caller(patience)));
        } catch (ModelException e) {
            throw Failure.of("token-missing", URL + ": " + e.getMessage(), "Leave it as GitHub Actions sets it");
        }
    }

    @Override
    public IdentityToken token() {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + bearer)
                .header("Accept", "application/json")
                .GET()
                .build();
        // Whatever it says may be, or repeat, one of the two tokens.
        Answer answer = caller.ask(new Question(SERVICE, request, text -> true, 0));
        return IdentityToken.parse(answer.read(fields -> fields.text("value")), Instant.now());
    }
}
