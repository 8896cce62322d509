package dev.assay.sandbox.egress;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Writes asterisks over secrets in what a server answered: one that repeats what it was sent tells no guest. */
record Redaction(List<String> hidden) {
    boolean finds(String text) {
        return hidden.stream().anyMatch(text::contains);
    }

    String of(String text) {
        String shown = text;
        for (String secret : hidden) {
            shown = shown.replace(secret, "*".repeat(secret.length()));
        }
        return shown;
    }

    Reply of(Reply reply) {
        NavigableMap<String, List<String>> headers = new TreeMap<>();
        reply.headers()
                .forEach((name, values) ->
                        headers.put(of(name), values.stream().map(this::of).toList()));
        byte[] body = reply.body().clone();
        hidden.forEach(secret -> cover(body, secret.getBytes(StandardCharsets.US_ASCII)));
        return new Reply(reply.status(), headers, body);
    }

    private static void cover(byte[] body, byte[] secret) {
        for (int at = 0; at <= body.length - secret.length; at++) {
            if (body[at] == secret[0] && Arrays.equals(body, at, at + secret.length, secret, 0, secret.length)) {
                Arrays.fill(body, at, at + secret.length, (byte) '*');
            }
        }
    }

    @Override
    public String toString() {
        return hidden.size() + " secrets";
    }
}
