package dev.assay.sandbox.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The payload of {@link Frame.Type#CALL}: one byte of length, the capability's name in ASCII, the request. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CallPayload(String capability, byte[] request) {
    public static byte[] bytes(String capability, byte[] request) {
        byte[] name = capability.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(1 + name.length + request.length)
                .put((byte) name.length)
                .put(name)
                .put(request)
                .array();
    }

    public static CallPayload read(byte[] payload) throws IOException {
        int length = payload.length == 0 ? 0 : payload[0] & 0xff;
        if (length == 0 || 1 + length > payload.length) {
            throw new IOException("a call that cannot be read");
        }
        ByteBuffer in = ByteBuffer.wrap(payload, 1, payload.length - 1);
        byte[] name = new byte[length];
        in.get(name);
        byte[] request = new byte[in.remaining()];
        in.get(request);
        return new CallPayload(new String(name, StandardCharsets.US_ASCII), request);
    }
}
