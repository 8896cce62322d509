package dev.assay.sandbox.host;

import dev.assay.model.Capability;
import dev.assay.model.Digest;
import dev.assay.model.Effective;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Word;
import dev.assay.sandbox.egress.Egress;
import dev.assay.sandbox.egress.Headers;
import dev.assay.sandbox.egress.Target;
import dev.assay.sandbox.worker.CapabilityImports;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;

/** What a guest asks of its host, read strictly from its JSON: no field that is not known, no value out of its range. */
public sealed interface CapabilityRequest {
    /** The most random bytes of one call. */
    int MOST_RANDOM = 65_536;

    /** Whether every layer allows this use. Log, clock and random are every plugin's. */
    default boolean allowedBy(Effective effective) {
        return true;
    }

    /** In one line of visible characters, for messages. */
    default String describe() {
        return Inert.line(
                switch (this) {
                    case Exec(String name) -> "exec " + name;
                    case ReadFile(String path, Capability.FileAccess.Access use) -> "file " + use.id() + " " + path;
                    case ReadEnv(String name) -> "env " + name;
                    case Handshake(String host, int port, Optional<String> ignored) -> "tls " + host + ":" + port;
                    case Http http -> "http " + http.method() + " " + http.url().origin();
                    case Lookup(String name, String type) -> "dns " + type + " " + name;
                    case Cluster(KubernetesRequest asked) -> "kubernetes " + asked.describe();
                    case Verify(String policy, Digest artifact, Optional<String> ignored, String ignoredToo) ->
                        "verify " + policy + " " + artifact;
                    case Log ignored -> "log";
                    case Clock ignored -> "clock";
                    case Random(int bytes) -> "random " + bytes;
                },
                200);
    }

    record Exec(String name) implements CapabilityRequest {
        @Override
        public boolean allowedBy(Effective effective) {
            return effective.allowsExec(name);
        }
    }

    record ReadFile(String path, Capability.FileAccess.Access use) implements CapabilityRequest {
        /** A path with {@code ..}, {@code //} or the like names nothing that anyone can have allowed. */
        @Override
        public boolean allowedBy(Effective effective) {
            try {
                return effective.allowsFile(new Capability.FileAccess(path, use).path(), use);
            } catch (InvalidValueException e) {
                return false;
            }
        }
    }

    record ReadEnv(String name) implements CapabilityRequest {
        @Override
        public boolean allowedBy(Effective effective) {
            return effective.allowsEnv(name);
        }
    }

    record Handshake(String host, int port, Optional<String> serverName) implements CapabilityRequest {
        private static final Pattern HOST =
                Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:]{2,45}");

        public Handshake {
            requireHost("$.host", host);
            serverName.ifPresent(name -> requireHost("$.server-name", name));
        }

        private static void requireHost(String where, String text) {
            if (!HOST.matcher(text).matches() || (isName(text) && !isServerName(text))) {
                throw new InvalidValueException(where, text, "a host name or an address");
            }
        }

        /** RFC 6066, section 3: addresses are no server names. */
        static boolean isName(String text) {
            return !text.contains(":") && !text.matches("[0-9.]+");
        }

        private static boolean isServerName(String text) {
            try {
                new SNIHostName(text);
                return true;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        @Override
        public boolean allowedBy(Effective effective) {
            return effective.allowsTls(host, port);
        }
    }

    /**
     * One request on the web.
     *
     * @param headers by their names in lower case; none that is the host's own
     * @param base64 the body
     * @param follow whether redirects are followed
     */
    record Http(
            String method, Target url, NavigableMap<String, String> headers, Optional<String> base64, boolean follow)
            implements CapabilityRequest {
        private static final int MOST_HEADERS = 64;

        static Http read(Fields fields) {
            String method = fields.text("method");
            if (!Capability.Http.METHODS.contains(method)) {
                throw new InvalidValueException("$.method", method, "one of " + Capability.Http.METHODS);
            }
            Target url = fields.value("url", Target::parse);
            Map<String, String> headers = fields.optionalObject("headers")
                    .map(all -> all.allTexts(MOST_HEADERS))
                    .orElse(Map.of());
            Optional<String> text = fields.optionalText("body");
            Optional<String> base64 = fields.optionalText("base64");
            if (text.isPresent() && base64.isPresent()) {
                throw new InvalidValueException("$.base64", "the body is there twice");
            }
            boolean follow = !fields.has("follow") || fields.flag("follow");
            return new Http(
                    method,
                    url,
                    Headers.ofGuest(headers),
                    text.map(t -> Base64.getEncoder().encodeToString(t.getBytes(StandardCharsets.UTF_8)))
                            .or(() -> base64.map(Http::checked)),
                    follow);
        }

        private static String checked(String base64) {
            try {
                return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(base64));
            } catch (IllegalArgumentException e) {
                throw new InvalidValueException("$.base64", "it is no Base64");
            }
        }

        Egress.Asked asked() {
            return new Egress.Asked(method, url, headers, base64.map(Base64.getDecoder()::decode), follow);
        }

        @Override
        public boolean allowedBy(Effective effective) {
            return effective.allowsHttp(method, url.host(), url.port());
        }
    }

    record Lookup(String name, String type) implements CapabilityRequest {
        private static final int LONGEST_NAME = 253;
        private static final Pattern NAME =
                Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*");

        static Lookup read(Fields fields) {
            String name = fields.text("name");
            if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
                throw new InvalidValueException("$.name", name, "a domain name without a dot at its end");
            }
            String type = fields.text("type");
            if (!Capability.Dns.TYPES.contains(type)) {
                throw new InvalidValueException("$.type", type, "one of " + Capability.Dns.TYPES);
            }
            return new Lookup(name, type);
        }

        @Override
        public boolean allowedBy(Effective effective) {
            return effective.allowsDns(name, type);
        }
    }

    record Cluster(KubernetesRequest asked) implements CapabilityRequest {
        @Override
        public boolean allowedBy(Effective effective) {
            return asked.allowedBy(effective);
        }
    }

    /**
     * Whether this bundle shows that somebody of the policy signed the artifact.
     *
     * @param base64 the artifact's bytes, where they were given and not only their digest
     * @param bundle its JSON
     */
    record Verify(String policy, Digest artifact, Optional<String> base64, String bundle) implements CapabilityRequest {
        @Override
        public boolean allowedBy(Effective effective) {
            return effective.allowsVerify(policy);
        }

        static Verify read(Fields fields) {
            Optional<Digest> digest = fields.optionalValue("digest", Digest::parse);
            Optional<String> base64 = fields.optionalText("base64");
            if (digest.isPresent() == base64.isPresent()) {
                throw new InvalidValueException("$.digest", "either this or $.base64 must be there");
            }
            try {
                return new Verify(
                        fields.text("policy"),
                        digest.orElseGet(() -> Digest.of(Base64.getDecoder().decode(base64.orElseThrow()))),
                        base64,
                        fields.object("bundle").whole().toString());
            } catch (IllegalArgumentException e) {
                throw new InvalidValueException("$.base64", "it cannot be decoded");
            }
        }
    }

    record Log(LogLine.Level level, String message) implements CapabilityRequest {}

    record Clock() implements CapabilityRequest {}

    record Random(int bytes) implements CapabilityRequest {}

    /** Reads a request; what is none is an {@link InvalidValueException} that names the path. */
    static CapabilityRequest read(String capability, byte[] json) {
        Fields fields = Fields.of(Json.read(json, CapabilityImports.longestRequest(capability)), "$");
        CapabilityRequest request = switch (capability) {
            case "exec" -> new Exec(fields.text("name"));
            case "file" ->
                new ReadFile(
                        fields.text("path"),
                        fields.value("op", text -> Word.parse(Capability.FileAccess.Access.class, text)));
            case "env" -> new ReadEnv(fields.text("name"));
            case "tls" ->
                new Handshake(
                        fields.text("host"),
                        (int) fields.integer("port", 1, 65_535),
                        fields.optionalText("server-name"));
            case "http" -> Http.read(fields);
            case "dns" -> Lookup.read(fields);
            case "kubernetes" -> new Cluster(KubernetesRequest.read(fields));
            case "verify" -> Verify.read(fields);
            case "log" -> new Log(fields.value("level", LogLine.Level::parse), fields.text("message"));
            case "clock" -> new Clock();
            case "random" -> new Random((int) fields.integer("bytes", 1, MOST_RANDOM));
            default -> throw new InvalidValueException("capability", capability, "one that this host performs");
        };
        fields.end();
        return request;
    }
}
