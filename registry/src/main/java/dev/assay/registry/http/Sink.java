package dev.assay.registry.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;

/** Where content goes to as it comes. Never more than the size that was expected. */
public interface Sink {
    /**
     * What an earlier fetch left here of the content, perhaps; what is written next comes after it. Asked before anything is written.
     *
     * @param taker gets these bytes
     * @return how many bytes these are
     */
    default long begun(Consumer<ByteBuffer> taker) throws IOException {
        return 0;
    }

    void write(ByteBuffer bytes) throws IOException;

    /** What was written is worth nothing; it begins anew. */
    void restart() throws IOException;

    /** An open file, which is empty. */
    static Sink file(FileChannel channel) {
        return new Sink() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }

            @Override
            public void restart() throws IOException {
                channel.truncate(0);
                channel.position(0);
            }
        };
    }

    /** This array, which has exactly the size that is expected. */
    static Sink memory(byte[] whole) {
        ByteBuffer buffer = ByteBuffer.wrap(whole);
        return new Sink() {
            @Override
            public void write(ByteBuffer bytes) {
                buffer.put(bytes);
            }

            @Override
            public void restart() {
                buffer.clear();
            }
        };
    }
}
