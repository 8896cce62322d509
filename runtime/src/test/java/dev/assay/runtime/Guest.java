package dev.assay.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Encodes a small plugin: a reactor that answers {@code describe} and {@code assess} with fixed texts, or does something
 * else instead of assessing.
 */
final class Guest {
    private static final int DESCRIPTION_AT = 1024;
    private static final int RESPONSE_AT = 16384;

    private final String description;
    private final byte[] assess;
    private final String response;

    private Guest(String description, byte[] assess, String response) {
        this.description = description;
        this.assess = assess;
        this.response = response;
    }

    /** It answers with this response. */
    static byte[] answering(String name, String version, String response) {
        return new Guest(description(name, version), answer(RESPONSE_AT, response), response).bytes();
    }

    /** It traps instead of assessing. */
    static byte[] trapping(String name, String version) {
        return new Guest(description(name, version), new byte[] {0x00}, "").bytes();
    }

    /** It never comes back from assessing: {@code loop br 0 end}, and what follows is never reached. */
    static byte[] looping(String name, String version) {
        return new Guest(description(name, version), new byte[] {0x03, 0x40, 0x0c, 0x00, 0x0b, 0x00}, "").bytes();
    }

    private static String description(String name, String version) {
        return """
                {"abi":"1","name":"%s","version":"%s","checks":[{"key":"one","title":"One","control-ids":["ac-1"]}]}""".formatted(name, version);
    }

    private byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        // Types: (i32) -> i32, () -> i64, (i32, i32) -> i64.
        section(out, 1, new byte[] {3, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 0, 1, 0x7e, 0x60, 2, 0x7f, 0x7f, 1, 0x7e});
        section(out, 3, new byte[] {3, 0, 1, 2});
        section(out, 5, new byte[] {1, 0, 4});
        section(out, 7, exports());
        ByteArrayOutputStream code = new ByteArrayOutputStream();
        code.write(3);
        body(code, new byte[] {0x41, (byte) 0x80, (byte) 0x80, 0x08}); // i32.const 131072, the third page
        body(code, answer(DESCRIPTION_AT, description));
        body(code, assess);
        section(out, 10, code.toByteArray());
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(response.isEmpty() ? 1 : 2);
        segment(data, DESCRIPTION_AT, description);
        if (!response.isEmpty()) {
            segment(data, RESPONSE_AT, response);
        }
        section(out, 11, data.toByteArray());
        return out.toByteArray();
    }

    private static byte[] exports() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(4);
        export(out, "memory", 2, 0);
        export(out, "assay_alloc", 0, 0);
        export(out, "assay_describe", 0, 1);
        export(out, "assay_assess", 0, 2);
        return out.toByteArray();
    }

    private static void export(ByteArrayOutputStream out, String name, int kind, int index) {
        text(out, name);
        out.write(kind);
        out.write(index);
    }

    /** {@code i64.const (at << 32 | length)}. */
    private static byte[] answer(int at, String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x42);
        signed(out, ((long) at << 32) | text.getBytes(StandardCharsets.UTF_8).length);
        return out.toByteArray();
    }

    private static void body(ByteArrayOutputStream out, byte[] instructions) {
        unsigned(out, instructions.length + 2);
        out.write(0); // no locals
        out.writeBytes(instructions);
        out.write(0x0b);
    }

    private static void segment(ByteArrayOutputStream out, int at, String text) {
        out.write(0);
        out.write(0x41);
        signed(out, at);
        out.write(0x0b);
        text(out, text);
    }

    private static void section(ByteArrayOutputStream out, int id, byte[] content) {
        out.write(id);
        unsigned(out, content.length);
        out.writeBytes(content);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        unsigned(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void unsigned(ByteArrayOutputStream out, int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static void signed(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (rest < -64 || rest > 63) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>= 7;
        }
        out.write((int) (rest & 0x7f));
    }
}
