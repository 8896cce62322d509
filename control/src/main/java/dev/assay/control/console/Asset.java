package dev.assay.control.console;

import dev.assay.control.http.Reply.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The files of the pages. They hold no secret, so no session is asked for. */
enum Asset {
    CSS("console.css", "text/css; charset=utf-8"),
    SCRIPT("console.js", "text/javascript; charset=utf-8"),
    ICON("icon.svg", "image/svg+xml");

    private final String type;
    private final String text;

    Asset(String name, String type) {
        this.type = type;
        this.text = read(name);
    }

    Answer answer() {
        return new Answer(200, Map.of("Cache-Control", "no-cache"), type, text);
    }

    private static String read(String name) {
        try (InputStream in = Asset.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be read", e);
        }
    }
}
