package dev.assay.audit.report;

import dev.assay.model.Inert;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;

/** Text in HTML. What others wrote is escaped and inert wherever it stands. */
final class Html {
    private static final int LONGEST = 600;

    private Html() {}

    /** Text, or the value of an attribute in double quotes. */
    static String text(String plain) {
        StringBuilder out = new StringBuilder();
        String inert = Inert.line(plain, LONGEST);
        for (int i = 0; i < inert.length(); i++) {
            char c = inert.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** Read from left to right whatever its letters are: no name turns what stands beside it. */
    static String code(String plain) {
        return "<code><bdi dir=\"ltr\">" + text(plain) + "</bdi></code>";
    }

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String count(long value, String noun) {
        return number(value) + " " + noun + (value == 1 ? "" : "s");
    }

    /** The hash by which a content security policy lets a style in. */
    static String sha256(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Html.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
