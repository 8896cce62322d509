package dev.assay.github.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The scopes of a job's token, as {@code permissions:} in a workflow gives them. They travel inside the token.
 *
 * @param scopes each {@code read} or {@code write}; what is not there is {@code none}
 */
public record Permissions(Map<String, String> scopes) {
    private static final String PREFIX = "ghs_";

    public Permissions {
        scopes = Map.copyOf(scopes);
    }

    /** Each written as in a workflow: {@code contents: read}. Every token may read metadata. */
    public static Permissions of(String... lines) {
        Map<String, String> scopes = new TreeMap<>(Map.of("metadata", "read"));
        for (String line : lines) {
            String[] parts = line.split(": ", -1);
            if (parts.length != 2 || !List.of("read", "write").contains(parts[1])) {
                throw new IllegalArgumentException(line + " is not a permission such as 'contents: read'");
            }
            scopes.put(parts[0], parts[1]);
        }
        return new Permissions(scopes);
    }

    public String token() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(scopes)
                .forEach((scope, access) ->
                        text.append(scope).append(": ").append(access).append('\n'));
        return PREFIX
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(text.toString().getBytes(UTF_8));
    }

    static Optional<Permissions> ofToken(String token) {
        if (!token.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token.substring(PREFIX.length())), UTF_8);
            return Optional.of(of(
                    text.split("\n", -1).length < 2
                            ? new String[0]
                            : text.strip().split("\n", -1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether it has one of these, {@code issues|pull-requests: write}; write includes read. */
    boolean allow(String wanted) {
        String[] parts = wanted.split(": ", -1);
        for (String scope : parts[0].split("\\|", -1)) {
            String has = scopes.getOrDefault(scope, "none");
            if (has.equals("write") || has.equals(parts[1])) {
                return true;
            }
        }
        return false;
    }
}
