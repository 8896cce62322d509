package dev.assay.sandbox.egress;

import java.io.IOException;
import java.net.Socket;

/**
 * Closes a connection when its time is over, whoever is reading or writing: a peer that sends a byte now and then keeps every
 * timeout of a read from passing. To be closed when the connection is no longer used.
 */
public final class Watchdog implements AutoCloseable {
    private final Thread thread;

    public Watchdog(Socket socket, TimeLeft left) {
        thread = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(left.millis() + 1L); // rounded down, and it must be over
                socket.close();
            } catch (InterruptedException | IOException e) {
                // done in time; or closed already
            }
        });
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
