package dev.assay.sandbox.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Frames over a pair of streams: four bytes of length (big-endian, of what follows), one byte of type, the payload.
 *
 * <p>A frame longer than the bound given is an error before any of it is read, so the other side cannot make this one hold
 * more than that. Writing is safe from several threads; reading is for one thread at a time.
 */
public final class Channel {
    /** Goes into {@link Frame.Type#HELLO}; a worker of another version is never given a job. */
    public static final int VERSION = 3;

    private static final byte[] MAGIC = "assay-worker".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final OutputStream out;
    private volatile int longestPayload;

    public Channel(InputStream in, OutputStream out, int longestPayload) {
        this.in = in;
        this.out = out;
        this.longestPayload = longestPayload;
    }

    /** From now on frames may have payloads of so many bytes. */
    public void limit(int longest) {
        longestPayload = longest;
    }

    public static Frame hello() {
        return new Frame(
                Frame.Type.HELLO,
                ByteBuffer.allocate(MAGIC.length + 4).put(MAGIC).putInt(VERSION).array());
    }

    /** Empty if the stream ended between two frames. */
    public Optional<Frame> read() throws IOException {
        byte[] head = in.readNBytes(5);
        if (head.length == 0) {
            return Optional.empty();
        }
        if (head.length < 5) {
            throw new IOException("the channel ended inside a frame");
        }
        ByteBuffer header = ByteBuffer.wrap(head);
        int length = header.getInt();
        byte code = header.get();
        if (length < 0 || length > longestPayload) {
            throw new IOException("a frame of " + Integer.toUnsignedString(length) + " bytes; at most " + longestPayload
                    + " are allowed");
        }
        Frame.Type type =
                Frame.Type.of(code).orElseThrow(() -> new IOException("a frame of the unknown type " + (code & 0xff)));
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new IOException("the channel ended inside a frame");
        }
        return Optional.of(new Frame(type, payload));
    }

    /** Reads the worker's first frame; anything but the greeting of this version is an error. */
    public void expectHello() throws IOException {
        Frame first = read().orElseThrow(() -> new IOException("the channel ended before the greeting"));
        if (!Arrays.equals(first.payload(), hello().payload()) || first.type() != Frame.Type.HELLO) {
            throw new IOException("the greeting is not that of channel version " + VERSION);
        }
    }

    public void write(Frame frame) throws IOException {
        byte[] payload = frame.payload();
        synchronized (out) {
            out.write(ByteBuffer.allocate(5)
                    .putInt(payload.length)
                    .put(frame.type().code())
                    .array());
            out.write(payload);
            out.flush();
        }
    }
}
