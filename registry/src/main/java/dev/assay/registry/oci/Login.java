package dev.assay.registry.oci;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Who one is to a registry. Never shown. */
sealed interface Login {
    /** Nobody in particular. */
    record Anonymous() implements Login {}

    /** By name and password. */
    record Password(String user, String password) implements Login {
        String basic() {
            return "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "a password";
        }
    }

    /** By a token that is exchanged for those of single repositories (OAuth 2 refresh token). */
    record Identity(String token) implements Login {
        @Override
        public String toString() {
            return "an identity token";
        }
    }
}
