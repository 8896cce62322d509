package dev.assay.registry.oci;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.registry.RegistryException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The logins of this user, as {@code docker login} and its kin keep them: {@code auths}, {@code credHelpers} and
 * {@code credsStore} of a {@code config.json}. The file is read when a registry asks who one is, and never written. Thread-safe.
 */
public final class Logins {
    private static final int MOST_BYTES = 1 << 20;
    private static final String HUB = "https://index.docker.io/v1/";

    private final Optional<Path> file;

    private Logins(Optional<Path> file) {
        this.file = file;
    }

    /** No logins. */
    public static Logins none() {
        return new Logins(Optional.empty());
    }

    /** Those of this file, which need not be there. */
    public static Logins file(Path file) {
        return new Logins(Optional.of(file));
    }

    /** Where {@code DOCKER_CONFIG} says, else {@code .docker} in the home directory. */
    public static Logins of(Map<String, String> environment) {
        String folder = environment.getOrDefault("DOCKER_CONFIG", "");
        if (!folder.isBlank()) {
            return file(Path.of(folder).resolve("config.json"));
        }
        String home = environment.getOrDefault("HOME", "");
        return home.isBlank() ? none() : file(Path.of(home, ".docker", "config.json"));
    }

    /**
     * Who this user is to that host.
     *
     * @throws RegistryException when the file is damaged, or a helper program fails
     */
    Login of(String host) {
        if (file.isEmpty() || !Files.exists(file.get())) {
            return new Login.Anonymous();
        }
        Path path = file.get();
        try {
            Fields config = Fields.of(read(path), "$");
            String key = host.equals("docker.io") ? HUB : host;
            Optional<String> helper = config.optionalObject("credHelpers")
                    .flatMap(helpers -> helpers.optionalText(key))
                    .or(() -> config.optionalText("credsStore"));
            if (helper.isPresent() && !helper.get().isEmpty()) {
                Optional<Login> found = LoginProgram.named(helper.get()).login(key);
                if (found.isPresent()) {
                    return found.get();
                }
            }
            return config.optionalObject("auths")
                    .flatMap(auths -> auths.optionalObject(key)
                            .or(() -> auths.optionalObject("https://" + key))
                            .or(() -> auths.optionalObject("https://" + key + "/v2/")))
                    .flatMap(Logins::login)
                    .orElseGet(Login.Anonymous::new);
        } catch (ModelException e) {
            throw new RegistryException(path + " cannot be used: " + e.getMessage() + ". Log in again", e);
        }
    }

    private static JsonNode read(Path path) {
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new RegistryException(path + " is larger than the " + MOST_BYTES + " bytes of any such file");
            }
            return Json.read(Files.readAllBytes(path), MOST_BYTES);
        } catch (IOException e) {
            throw new RegistryException("cannot read " + path + ": " + Inert.line(String.valueOf(e.getMessage())), e);
        }
    }

    private static Optional<Login> login(Fields entry) {
        Optional<String> identity = entry.optionalText("identitytoken").filter(token -> !token.isEmpty());
        if (identity.isPresent()) {
            return Optional.of(new Login.Identity(identity.get()));
        }
        Optional<String> encoded = entry.optionalText("auth").filter(auth -> !auth.isEmpty());
        if (encoded.isPresent()) {
            return Optional.of(password(entry.path(), encoded.get()));
        }
        return entry.optionalText("username")
                .flatMap(user -> entry.optionalText("password").map(password -> new Login.Password(user, password)));
    }

    /** What it says is not repeated: it is a secret. */
    private static Login password(String path, String encoded) {
        try {
            String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon > 0) {
                return new Login.Password(
                        text.substring(0, colon), text.substring(colon + 1).replaceAll("\0+$", ""));
            }
        } catch (IllegalArgumentException _) {
            // said below, without it
        }
        throw new RegistryException(path + ".auth is not user:password in Base64. Log in again");
    }
}
