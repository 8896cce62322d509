package dev.assay.registry.http;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** Holds credentials and decides who gets them. Thread-safe. */
public interface Guard {
    /** Has none. */
    Guard NONE = new Guard() {
        @Override
        public Optional<String> authorization(URI target) {
            return Optional.empty();
        }

        @Override
        public boolean challenged(URI target, HttpHeaders headers) {
            return false;
        }
    };

    /** What to send as {@code Authorization} to exactly this server; asked anew after each redirect. */
    Optional<String> authorization(URI target);

    /** Hears of a 401, and says whether asking again may do better. */
    boolean challenged(URI target, HttpHeaders headers);
}
