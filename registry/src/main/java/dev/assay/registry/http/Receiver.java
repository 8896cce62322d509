package dev.assay.registry.http;

import dev.assay.model.Digest;
import dev.assay.registry.Blob;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Writes and digests content as it comes, and no byte beyond what is expected. */
final class Receiver implements BodySubscriber<Boolean> {
    private final Progress progress;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private boolean abandoned;

    /** It was this machine that failed, not the server: asking again is of no use. */
    static final class NotKept extends IOException {
        private static final long serialVersionUID = 1;

        NotKept(IOException cause) {
            super(cause);
        }
    }

    /** How far one content has come, over all answers that brought a part of it. */
    static final class Progress {
        private final Sink sink;
        private final MessageDigest digest;
        private final Blob blob;
        private final Watcher watcher;
        private final AtomicLong received = new AtomicLong();
        private volatile long moved = System.nanoTime();

        Progress(Sink sink, Blob blob, Watcher watcher) {
            this.sink = sink;
            this.digest = Digest.sha256();
            this.blob = blob;
            this.watcher = watcher;
        }

        /** Goes on from what the sink has. */
        void begin() throws IOException {
            received.set(sink.begun(digest::update));
        }

        long received() {
            return received.get();
        }

        /** When the last byte came, or the last answer was asked for; of {@link System#nanoTime}. */
        long moved() {
            return moved;
        }

        void touch() {
            moved = System.nanoTime();
        }

        /** Of all of it; from then on it counts anew. */
        Digest digest() {
            return Digest.finish(digest);
        }

        void restart() throws IOException {
            digest.reset();
            sink.restart();
            received.set(0);
        }

        private void take(ByteBuffer bytes) throws IOException {
            long more = bytes.remaining();
            if (more > blob.size() - received.get()) {
                throw new Small.TooLong();
            }
            try {
                sink.write(bytes.duplicate());
            } catch (IOException e) {
                throw new NotKept(e);
            }
            digest.update(bytes);
            watcher.at(blob, received.addAndGet(more));
            moved = System.nanoTime();
        }
    }

    Receiver(Progress progress) {
        this.progress = progress;
    }

    @Override
    public CompletionStage<Boolean> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(1);
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        if (abandoned || subscription == null) {
            return;
        }
        try {
            for (ByteBuffer buffer : buffers) {
                progress.take(buffer);
            }
            subscription.request(1);
        } catch (IOException | RuntimeException e) {
            abandoned = true;
            subscription.cancel();
            end.completeExceptionally(e);
        }
    }

    /** Once this returns, nothing that still comes is taken. */
    synchronized void abandon() {
        abandoned = true;
    }

    @Override
    public void onError(Throwable cause) {
        end.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        end.complete(true);
    }
}
