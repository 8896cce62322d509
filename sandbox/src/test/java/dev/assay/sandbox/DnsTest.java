package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.ModelException;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.CapabilityRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a name server on loopback that knows a few names. */
class DnsTest {
    private static final Map<String, byte[]> ZONE = Map.of(
            "a.test 1", new byte[] {10, 0, 0, 1},
            "a.test 15", concat(new byte[] {0, 10}, name("mail.test")),
            "_dmarc.a.test 16",
                    concat(
                            concat(new byte[] {8}, "v=DMARC1".getBytes(StandardCharsets.US_ASCII)),
                            new byte[] {4, 'p', '=', '"', -1}),
            "a.test 257", concat(new byte[] {0, 5}, "issueca.test".getBytes(StandardCharsets.US_ASCII)),
            "bad.test 257", new byte[] {0, 9, 'x'});

    private static DatagramSocket server;
    private static Sandbox sandbox;
    private static Capabilities any;

    @BeforeAll
    static void serve() throws Exception {
        server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(DnsTest::answerAll);
        String yaml = """
                apiVersion: assay/v1
                kind: Host
                workers: 0
                ceiling: {dns: [{names: ["*"]}]}
                dns: {servers: ["127.0.0.1:%d"]}
                """.formatted(server.getLocalPort());
        HostFile file = HostFile.read(yaml.getBytes(StandardCharsets.UTF_8), HostFile.FILE);
        any = file.ceiling();
        sandbox = Sandbox.open(file, List.of());
    }

    @AfterAll
    static void close() {
        server.close();
        sandbox.close();
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static byte[] name(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String label : text.split("\\.", -1)) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.write(0);
        return out.toByteArray();
    }

    private static void answerAll() {
        while (true) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                server.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                return; // the end of the test
            }
        }
    }

    /** RFC 1035, section 4.1: the question again, and after it what the zone has. */
    private static byte[] answer(byte[] query) {
        StringBuilder asked = new StringBuilder();
        int at = 12;
        while (query[at] != 0) {
            asked.append(asked.isEmpty() ? "" : ".")
                    .append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII)
                            .toLowerCase(java.util.Locale.ROOT));
            at += query[at] + 1;
        }
        int type = ByteBuffer.wrap(query).getShort(at + 1);
        boolean known = ZONE.keySet().stream().anyMatch(key -> key.startsWith(asked + " "));
        byte[] data = ZONE.get(asked + " " + type);
        ByteBuffer out = ByteBuffer.allocate(1024)
                .put(query, 0, 2)
                .putShort((short) (0x8180 | (asked.toString().equals("broken.test") ? 2 : known ? 0 : 3)))
                .putShort((short) 1)
                .putShort((short) (data == null ? 0 : 1))
                .putInt(0)
                .put(query, 12, at + 5 - 12);
        if (data != null) {
            out.putShort((short) 0xc00c)
                    .putShort((short) type)
                    .putShort((short) 1)
                    .putInt(60);
            out.putShort((short) data.length).put(data);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static String request(String name, String type) {
        return "{\"name\":\"" + name + "\",\"type\":\"" + type + "\"}";
    }

    private static List<String> records(String name, String type) throws InterruptedException {
        return new Exchanges(sandbox, any)
                .ok("dns", request(name, type))
                .path("records")
                .valueStream()
                .map(r -> r.asString())
                .toList();
    }

    @Test
    void recordsAreToldAsZoneFilesHaveThem() throws Exception {
        assertThat(records("a.test", "A")).containsExactly("10.0.0.1");
        assertThat(records("a.test", "MX")).containsExactly("10 mail.test.");
        assertThat(records("_dmarc.a.test", "TXT")).containsExactly("\"v=DMARC1\" \"p=\\\"\\255\"");
        assertThat(records("a.test", "CAA")).containsExactly("0 issue \"ca.test\"");
        assertThat(records("a.test", "SRV")).isEmpty();
    }

    @Test
    void whatIsNotThereOrNotToldIsAnError() throws Exception {
        Exchanges host = new Exchanges(sandbox, any);
        assertThat(host.error("dns", request("none.test", "A"))).isEqualTo("not-found");
        assertThat(host.error("dns", request("broken.test", "A"))).isEqualTo("failed");
        assertThat(host.error("dns", request("bad.test", "CAA"))).isEqualTo("unavailable"); // never a whole answer
    }

    @Test
    void outsideTheEffectiveSetTheRunEnds() throws Exception {
        Exchanges narrowed =
                new Exchanges(sandbox, Capabilities.of(new Capability.Dns(List.of("*.test"), Set.of("A"))));
        assertThat(narrowed.ok("dns", request("A.test", "A")).path("records")).hasSize(1);
        assertThat(narrowed.run("dns", request("a.test", "MX")).outcome()).isEqualTo(Outcome.DENIED);
        assertThat(narrowed.run("dns", request("test", "A")).outcome()).isEqualTo(Outcome.DENIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a.test.",
                "a..test",
                "*.test",
                "a b",
                "a/b",
                "-a.test",
                "a.test\\n",
                "dns://x",
                "\u00e4.test"
            })
    void aNameThatIsNoneIsInvalid(String name) {
        assertThatThrownBy(
                        () -> CapabilityRequest.read("dns", request(name, "A").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ModelException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANY", "AXFR", "a", "1", ""})
    void aTypeThatIsNoneOfTheContractIsInvalid(String type) {
        assertThatThrownBy(() ->
                        CapabilityRequest.read("dns", request("a.test", type).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ModelException.class);
    }
}
