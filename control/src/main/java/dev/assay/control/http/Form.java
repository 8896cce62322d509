package dev.assay.control.http;

import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names and values in the form of queries and of {@code application/x-www-form-urlencoded}. */
public final class Form {
    private static final int MOST_FIELDS = 32;

    private Form() {}

    /** Each name once, at most 32; anything else is an {@link InvalidValueException}. */
    public static Map<String, String> parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return fields;
        }
        for (String pair : text.split("&", MOST_FIELDS + 2)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (fields.put(name, value) != null || fields.size() > MOST_FIELDS) {
                throw new InvalidValueException(
                        "parameter " + Inert.quote(name),
                        "each may stand once, and at most " + MOST_FIELDS + " in all");
            }
        }
        return fields;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("parameter", text, "percent-encoded UTF-8");
        }
    }
}
