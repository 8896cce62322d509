package dev.assay.registry.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Receives a small answer whole. Of one that is not a success only the beginning: nobody needs more. */
final class Small implements BodySubscriber<byte[]> {
    private static final int MOST_OF_AN_ERROR = 4 << 10;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final int most;
    private final boolean success;
    private Flow.@Nullable Subscription subscription;

    /** There was more than asked for. */
    static final class TooLong extends java.io.IOException {
        private static final long serialVersionUID = 1;
    }

    private Small(int most, boolean success) {
        this.most = most;
        this.success = success;
    }

    static BodyHandler<byte[]> atMost(int most) {
        return head -> head.statusCode() / 100 == 2 ? new Small(most, true) : new Small(MOST_OF_AN_ERROR, false);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] some = new byte[Math.min(buffer.remaining(), most - bytes.size())];
            buffer.get(some);
            bytes.writeBytes(some);
            if (buffer.hasRemaining()) {
                end();
                return;
            }
        }
    }

    private void end() {
        if (subscription != null) {
            subscription.cancel();
        }
        if (success) {
            whole.completeExceptionally(new TooLong());
        } else {
            whole.complete(bytes.toByteArray());
        }
    }

    @Override
    public void onError(Throwable cause) {
        whole.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        whole.complete(bytes.toByteArray());
    }
}
