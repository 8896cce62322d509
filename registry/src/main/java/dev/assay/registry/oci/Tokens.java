package dev.assay.registry.oci;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.registry.RegistryException;
import dev.assay.registry.http.Answer;
import dev.assay.registry.http.Ask;
import dev.assay.registry.http.Guard;
import dev.assay.registry.http.Hosts;
import dev.assay.registry.http.Web;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers the challenges of one registry: by the login itself, or by a token that its authority gives for it (the Docker
 * registry's token authentication). A login goes to the registry and to the authority that it names, a token to the registry
 * alone; neither ever goes without TLS where the registry has it. Thread-safe.
 */
final class Tokens {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final int MOST_BYTES = 64 << 10;

    private final Web web;
    private final URI registry;
    private final String host;
    private final Supplier<Login> login;
    private final Map<String, String> authorizations = new ConcurrentHashMap<>();

    Tokens(Web web, URI registry, String host, Logins logins) {
        this.web = web;
        this.registry = registry;
        this.host = host;
        this.login = new Once(() -> logins.of(host));
    }

    /** For what is done in one repository. */
    Guard guard(String repository, String actions) {
        return guard("repository:" + repository + ":" + actions);
    }

    /** For what takes these scopes, separated by blanks. */
    Guard guard(String scope) {
        return new Guard() {
            @Override
            public Optional<String> authorization(URI target) {
                return Hosts.same(registry, target) ? Optional.ofNullable(authorizations.get(scope)) : Optional.empty();
            }

            @Override
            public boolean challenged(URI target, HttpHeaders headers) {
                return Hosts.same(registry, target) && answer(scope, headers);
            }
        };
    }

    private boolean answer(String scope, HttpHeaders headers) {
        for (Challenge challenge : Challenge.read(headers.allValues("WWW-Authenticate"))) {
            Optional<String> authorization = switch (challenge.scheme()) {
                case "bearer" -> Optional.of("Bearer " + token(challenge, scope));
                case "basic" ->
                    login.get() instanceof Login.Password password ? Optional.of(password.basic()) : Optional.empty();
                default -> Optional.empty();
            };
            if (authorization.isPresent()) {
                authorizations.put(scope, authorization.get());
                return true;
            }
        }
        return false;
    }

    private String token(Challenge challenge, String scope) {
        URI realm = realm(challenge);
        String service = "service=" + encoded(challenge.parameter("service").orElse(""));
        String query = service
                + Stream.of(scope.split(" "))
                        .map(each -> "&scope=" + encoded(each))
                        .collect(Collectors.joining());
        Ask ask = switch (login.get()) {
            case Login.Anonymous _ -> Ask.get(with(realm, query));
            case Login.Password password -> Ask.get(with(realm, query)).by(only(realm, password.basic()));
            case Login.Identity identity -> Ask.of("POST", realm).sending(FORM, form(service, scope, identity));
        };
        Answer answer = web.ask(ask, MOST_BYTES);
        if (answer.status() != 200) {
            throw new RegistryException(realm.getHost() + ", which gives the tokens for " + host
                    + ", answered with status " + answer.status() + ". Log in again: docker login " + host);
        }
        try {
            Fields fields = Fields.of(Json.read(answer.body(), MOST_BYTES), "$");
            return fields.optionalText("token")
                    .or(() -> fields.optionalText("access_token"))
                    .filter(token -> token.matches("[!-~]{1,16384}"))
                    .orElseThrow(() -> noToken(realm));
        } catch (ModelException e) {
            // Not why: its words may hold a token.
            throw noToken(realm);
        }
    }

    private static byte[] form(String service, String scope, Login.Identity identity) {
        String form = "grant_type=refresh_token&client_id=assay&" + service + "&scope=" + encoded(scope)
                + "&refresh_token=" + encoded(identity.token());
        return form.getBytes(StandardCharsets.UTF_8);
    }

    private static RegistryException noToken(URI realm) {
        return new RegistryException(realm.getHost() + " was asked for a token and gave none. Try again later");
    }

    private URI realm(Challenge challenge) {
        String text = challenge.parameter("realm").orElse("");
        try {
            URI realm = URI.create(text);
            if (realm.getHost() != null
                    && ("https".equals(realm.getScheme()) || isPlainToo(realm))
                    && realm.getRawUserInfo() == null
                    && realm.getRawFragment() == null) {
                return realm;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new RegistryException(host + " wants a token from " + Inert.quote(text)
                + ", which is not an HTTPS address. No login was sent there");
    }

    /** Where the user said that there is no TLS, that is so for the same host, and within this machine. */
    private boolean isPlainToo(URI realm) {
        return "http".equals(realm.getScheme())
                && "http".equals(registry.getScheme())
                && (realm.getHost().equals(registry.getHost()) || Hosts.isLoopback(realm.getHost()));
    }

    private static URI with(URI realm, String query) {
        return URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** To this server alone, also after a redirect. */
    private static Guard only(URI server, String authorization) {
        return new Guard() {
            @Override
            public Optional<String> authorization(URI target) {
                return Hosts.same(server, target) ? Optional.of(authorization) : Optional.empty();
            }

            @Override
            public boolean challenged(URI target, HttpHeaders headers) {
                return false;
            }
        };
    }

    /** Who one is, asked for when it is needed, and once: a helper program may ask a person. */
    private static final class Once implements Supplier<Login> {
        private final Supplier<Login> asked;
        private @Nullable Login known;

        Once(Supplier<Login> asked) {
            this.asked = asked;
        }

        @Override
        public synchronized Login get() {
            if (known == null) {
                known = asked.get();
            }
            return known;
        }
    }
}
