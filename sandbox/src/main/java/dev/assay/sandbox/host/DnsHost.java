package dev.assay.sandbox.host;

import dev.assay.model.Json;
import dev.assay.sandbox.egress.Caller;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks the domain name system for guests: the servers that the host file names, else those of this system. Each question has a
 * number and a port of its own, by chance, and what is no answer to it is passed over. Thread-safe.
 */
final class DnsHost {
    /** So many records are told, in the order in which they came. */
    static final int MOST_RECORDS = 100;

    static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Duration EACH_TRY = Duration.ofMillis(1200);
    private static final int TRIES = 2;
    private static final int MOST_SERVERS = 3;
    private static final int NO_SUCH_NAME = 3;

    private final SecureRandom random = new SecureRandom();
    private final List<InetSocketAddress> servers;

    /** {@code servers}: if there are none, those of this system are asked. */
    DnsHost(List<InetSocketAddress> servers) {
        this.servers = servers;
    }

    ObjectNode perform(CapabilityRequest.Lookup request, Caller caller) throws InterruptedException {
        caller.pace().await();
        long end = System.nanoTime() + LONGEST.toNanos();
        List<InetSocketAddress> asked = servers.isEmpty() ? NameServers.ofThisSystem() : servers;
        ObjectNode answer = Answer.error(Answer.UNAVAILABLE, "no name server answered for " + request.name());
        for (int i = 0; i < TRIES; i++) {
            for (InetSocketAddress server : asked.subList(0, Math.min(MOST_SERVERS, asked.size()))) {
                DnsMessage message = new DnsMessage(random.nextInt(), request.name(), request.type());
                try {
                    DnsMessage.Told told = ask(server, message, end);
                    return answer(request, told);
                } catch (DnsMessage.Malformed e) {
                    answer = Answer.error(Answer.FAILED, String.valueOf(e.getMessage()));
                } catch (IOException e) {
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                }
            }
        }
        return answer;
    }

    private static ObjectNode answer(CapabilityRequest.Lookup request, DnsMessage.Told told) {
        return switch (told.code()) {
            case 0 -> {
                ObjectNode content = Json.object();
                content.set(
                        "records",
                        Json.texts(told.records().stream().limit(MOST_RECORDS).toList()));
                yield Answer.ok(content);
            }
            case NO_SUCH_NAME -> Answer.error(Answer.NOT_FOUND, "there is no such name: " + request.name());
            default ->
                Answer.error(
                        Answer.FAILED,
                        "the name server could not tell about " + request.name() + ": code " + told.code());
        };
    }

    private static DnsMessage.Told ask(InetSocketAddress server, DnsMessage message, long end)
            throws IOException, DnsMessage.Malformed {
        DnsMessage.Told told = byPacket(server, message, end);
        return told.cut() ? byConnection(server, message, end) : told;
    }

    /** What comes from elsewhere does not arrive, and what answers another question is passed over. */
    private static DnsMessage.Told byPacket(InetSocketAddress server, DnsMessage message, long end) throws IOException {
        long last = Math.min(end, System.nanoTime() + EACH_TRY.toNanos());
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server);
            byte[] question = message.bytes();
            socket.send(new DatagramPacket(question, question.length));
            DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
            while (true) {
                socket.setSoTimeout(millisUntil(last));
                socket.receive(packet);
                try {
                    return message.read(Arrays.copyOf(packet.getData(), packet.getLength()));
                } catch (DnsMessage.Malformed e) {
                    // somebody else's word, perhaps; the server's may yet come
                }
            }
        }
    }

    /** RFC 1035, section 4.2.2, for what does not fit into a packet. */
    private static DnsMessage.Told byConnection(InetSocketAddress server, DnsMessage message, long end)
            throws IOException, DnsMessage.Malformed {
        try (Socket socket = new Socket(Proxy.NO_PROXY)) {
            socket.connect(server, millisUntil(end));
            byte[] question = message.bytes();
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(2 + question.length)
                            .putShort((short) question.length)
                            .put(question)
                            .array());
            byte[] length = exactly(socket, 2, end);
            return message.read(exactly(socket, ByteBuffer.wrap(length).getShort() & 0xffff, end));
        }
    }

    /** However slowly they come, until the end. */
    private static byte[] exactly(Socket socket, int count, long end) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] bytes = new byte[count];
        for (int at = 0; at < count; ) {
            socket.setSoTimeout(millisUntil(end));
            int read = in.read(bytes, at, count - at);
            if (read < 0) {
                throw new IOException("the name server left");
            }
            at += read;
        }
        return bytes;
    }

    private static int millisUntil(long end) throws SocketTimeoutException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return Math.toIntExact(left);
    }
}
