package dev.assay.sandbox.egress;

import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A token that an authorization server gives this host for its own credentials (RFC 6749, section 4.4), kept until shortly before
 * it expires. The server is asked as any other: where this host's network lets requests go, and no redirect is followed.
 */
final class ClientCredentials implements Secret {
    /** Long enough for a request that begins now to arrive. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    /** Without {@code expires_in} nobody knows (section 5.1); soon asked again is safe. */
    private static final long UNKNOWN_SECONDS = 60;

    private static final long MOST_SECONDS = 86_400;
    private static final int LONGEST_TOKEN = 8000;

    private final Connection connection;
    private final Target endpoint;
    private final String client;
    private final SecretFile file;
    private final Optional<String> scope;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Token> token = Optional.empty();

    private record Token(String text, TimeLeft left) {}

    ClientCredentials(Connection connection, Target endpoint, String client, SecretFile file, Optional<String> scope) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.client = client;
        this.file = file;
        this.scope = scope;
    }

    @Override
    public Set<String> fields() {
        return Set.of("authorization");
    }

    @Override
    public Signed sign(Outgoing request, TimeLeft left) throws EgressException, InterruptedException {
        String text = token(left);
        return new Signed(request.with("authorization", "Bearer " + text), List.of(text));
    }

    @Override
    public Stream<Path> files() {
        return Stream.of(file.path());
    }

    /** It may have been revoked: the next request asks for another. */
    @Override
    public void rejected() {
        lock.lock();
        try {
            token = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private String token(TimeLeft left) throws EgressException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (token.filter(known -> !known.left().isOver()).isEmpty()) {
                token = Optional.of(fetch(left));
            }
            return token.get().text();
        } finally {
            lock.unlock();
        }
    }

    private Token fetch(TimeLeft left) throws EgressException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        scope.ifPresent(text -> form.put("scope", text));
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        // section 2.3.1: id and secret are form-encoded before they become user and password
        String basic = "Basic " + Secret.Basic.base64(encoded(client) + ":" + encoded(file.read()));
        Map<String, String> headers = Map.of(
                "authorization",
                basic,
                "content-type",
                "application/x-www-form-urlencoded",
                "accept",
                "application/json");
        Reply reply = connection.ask(
                new Outgoing("POST", endpoint, headers, Optional.of(body.getBytes(StandardCharsets.US_ASCII))), left);
        if (reply.status() != 200) { // what it says beside the status may repeat what it was told
            throw EgressException.failed(
                    "the authorization server " + endpoint.host() + " gave no token: status " + reply.status());
        }
        return read(reply.body());
    }

    private Token read(byte[] body) throws EgressException {
        try {
            JsonNode answer = Json.read(body, ReplyReader.MOST_BODY);
            String text = answer.path("access_token").asString("");
            boolean bearer = answer.path("token_type").asString("").equalsIgnoreCase("bearer");
            if (bearer && text.length() >= 8 && text.length() <= LONGEST_TOKEN && text.matches("[!-~]+")) {
                long seconds = Math.clamp(answer.path("expires_in").asLong(UNKNOWN_SECONDS), 0, MOST_SECONDS);
                return new Token(text, TimeLeft.of(Duration.ofSeconds(seconds).minus(MARGIN)));
            }
        } catch (ModelException e) {
            // told below, in words that cannot repeat a token
        }
        throw EgressException.failed(
                "the authorization server " + endpoint.host() + " answered without a bearer token");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
