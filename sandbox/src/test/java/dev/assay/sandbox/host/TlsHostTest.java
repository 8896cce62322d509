package dev.assay.sandbox.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TlsHostTest {
    /** A record of 255 bytes, of which one comes every 50 ms: no single read takes long. */
    private static void drip(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(new byte[] {0x16, 3, 3, 0, (byte) 0xff});
            while (true) {
                socket.getOutputStream().write(0);
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            // the client left
        }
    }

    @Test
    void aServerThatSendsAByteNowAndThenIsNotWaitedForLonger() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> drip(server));
            var request = new CapabilityRequest.Handshake("127.0.0.1", server.getLocalPort(), Optional.empty());
            var answer = assertTimeoutPreemptively(
                    Duration.ofSeconds(5), () -> new TlsHost(Duration.ofMillis(300)).handshake(request));
            assertThat(answer.path("error").path("code").asString()).isEqualTo("timeout");
        }
    }
}
