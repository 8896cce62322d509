package dev.assay.sandbox.egress;

import dev.assay.model.InvalidValueException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;

/**
 * Makes requests for guests. Wherever a request goes, at first or by a redirect, it goes only where every layer allows it and this
 * host's network lets it, and carries only the secrets that are bound to that place. Thread-safe.
 */
public final class Egress {
    /** For a request with its redirects, and for the token it needs. */
    public static final Duration LONGEST = Duration.ofSeconds(10);

    static final int MOST_REDIRECTS = 5;

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Connection connection;
    private final Secrets secrets;
    private final Duration longest;

    public Egress(Network network, Secrets secrets) {
        this(network, secrets, LONGEST);
    }

    Egress(Network network, Secrets secrets, Duration longest) {
        this.connection = new Connection(network);
        this.secrets = secrets;
        this.longest = longest;
    }

    /** What a guest asks for. {@code headers}: as {@link Headers#ofGuest} lets them pass. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Asked(
            String method, Target target, Map<String, String> headers, Optional<byte[]> body, boolean follow) {}

    /**
     * What came of it, without any secret.
     *
     * @param url where the answer is from
     * @param redirects so many were followed
     */
    public record Got(String url, int redirects, Reply reply) {}

    /** Asks, within {@link #LONGEST}. What the request has no business saying is an {@link InvalidValueException}. */
    public Got ask(Asked asked, Caller caller) throws EgressException, InterruptedException {
        TimeLeft left = TimeLeft.of(longest);
        List<String> hidden = new ArrayList<>();
        Redaction redaction = new Redaction(hidden);
        Outgoing request = new Outgoing(asked.method(), asked.target(), asked.headers(), asked.body());
        for (int redirects = 0; ; redirects++) {
            Reply reply = once(request, caller, hidden, left);
            Optional<String> location = reply.header("location").filter(_ -> REDIRECTS.contains(reply.status()));
            if (location.isEmpty() || !asked.follow()) {
                return new Got(redaction.of(request.target().toString()), redirects, redaction.of(reply));
            }
            if (redirects == MOST_REDIRECTS) {
                throw EgressException.failed("it was redirected more than " + MOST_REDIRECTS + " times");
            }
            if (redaction.finds(location.get())) {
                throw EgressException.refused("the server redirects to an address that repeats a secret");
            }
            request = redirected(request, reply.status(), location.get());
        }
    }

    /** Asks what this host's own file says, with a secret that its file binds to that place. */
    Reply ask(Outgoing request, Secret secret) throws EgressException, InterruptedException {
        TimeLeft left = TimeLeft.of(longest);
        Secret.Signed signed = secret.sign(request, left);
        return new Redaction(signed.hidden()).of(connection.ask(signed.request(), left));
    }

    private Reply once(Outgoing request, Caller caller, List<String> hidden, TimeLeft left)
            throws EgressException, InterruptedException {
        caller.pace().await();
        Target target = request.target();
        if (!caller.effective().allowsHttp(request.method(), target.host(), target.port())) {
            throw EgressException.refused(request.method() + " " + target.origin()
                    + ", where it was redirected to, is not in the effective set");
        }
        Optional<Secret> secret = secret(request, caller);
        if (secret.isEmpty()) {
            return connection.ask(request, left);
        }
        Secret.Signed signed = secret.get().sign(request, left);
        hidden.addAll(signed.hidden());
        Reply reply = connection.ask(signed.request(), left);
        if (reply.status() == 401) {
            secret.get().rejected();
        }
        return reply;
    }

    /** The secret that every layer names for this request and that is bound to this plugin and this place. */
    private Optional<Secret> secret(Outgoing request, Caller caller) throws EgressException {
        Target target = request.target();
        NavigableSet<String> names = caller.effective().httpAuth(request.method(), target.host(), target.port());
        if (names.isEmpty()) {
            return Optional.empty();
        }
        if (names.size() > 1) {
            throw EgressException.refused(
                    "more than one secret is named for " + target.origin() + ": " + String.join(", ", names));
        }
        String name = names.getFirst();
        if (!target.secure()) {
            throw EgressException.refused("no secret is sent without TLS: " + target.origin());
        }
        Secret secret = secrets.find(name, caller.plugin(), target.host())
                .orElseThrow(() -> EgressException.refused(
                        "this host has no secret " + name + " for " + caller.plugin() + " at " + target.host()));
        for (String field : request.headers().keySet()) {
            if (secret.fields().contains(field)) {
                throw new InvalidValueException("header " + field, "this host sets it, with the secret " + name);
            }
        }
        return Optional.of(secret);
    }

    /** RFC 9110, section 15.4; what was meant for one party is not told to another. */
    private static Outgoing redirected(Outgoing request, int status, String location) throws EgressException {
        Target from = request.target();
        Target to;
        try {
            to = from.resolve(location);
        } catch (InvalidValueException e) {
            throw EgressException.refused("the server redirects to what is no web address: " + e.getMessage());
        }
        if (from.secure() && !to.secure()) {
            throw EgressException.refused("the server redirects from TLS to " + to.origin() + ", without it");
        }
        boolean toGet = status == 303
                ? !request.method().equals("HEAD")
                : (status == 301 || status == 302) && request.method().equals("POST");
        NavigableMap<String, String> headers =
                from.origin().equals(to.origin()) ? request.headers() : Headers.forAnybody(request.headers());
        return toGet
                ? new Outgoing("GET", to, Headers.withoutContent(headers), Optional.empty())
                : new Outgoing(request.method(), to, headers, request.contents());
    }
}
