package dev.assay.sandbox.attack;

import dev.assay.sandbox.worker.CallPayload;
import dev.assay.sandbox.worker.Channel;
import dev.assay.sandbox.worker.Ending;
import dev.assay.sandbox.worker.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What an honest worker says: where a fuzzer begins. */
final class FuzzSeeds {
    private FuzzSeeds() {}

    static Stream<Arguments> frames() {
        return Stream.of(
                        List.of(Channel.hello(), Frame.of(Frame.Type.CLOCK), new Frame(Frame.Type.LOG, new byte[9])),
                        List.of(new Frame(Frame.Type.DONE, new byte[1 << 10]), Frame.of(Frame.Type.STOP)),
                        List.of(new Frame(Frame.Type.DONE, new byte[(1 << 10) + 1])))
                .map(FuzzSeeds::bytes)
                .map(bytes -> Arguments.of((Object) bytes));
    }

    private static byte[] bytes(List<Frame> frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Channel channel = new Channel(InputStream.nullInputStream(), out, 0);
        try {
            for (Frame frame : frames) {
                channel.write(frame);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static Stream<Arguments> endings() {
        byte[] answer = "{\"abi\":\"1\"}".getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                        Ending.of(Ending.Kind.TRAPPED, "unreachable"),
                        Ending.of(Ending.Kind.REFUSED, "x".repeat(Ending.LONGEST_DETAIL)),
                        new Ending(Ending.Kind.ANSWERED, "größer", answer, 17, -1))
                .map(ending -> Arguments.of((Object) ending.bytes()));
    }

    static Stream<Arguments> calls() {
        return Stream.of(
                        List.of("exec", "{\"name\":\"id\"}"),
                        List.of("file", "{\"op\":\"read\",\"path\":\"/etc/ssh/sshd_config\"}"),
                        List.of("env", "{\"name\":\"HOSTNAME\"}"),
                        List.of("tls", "{\"host\":\"example.com\",\"port\":443,\"server-name\":\"a.example\"}"),
                        List.of("log", "{\"level\":\"info\",\"message\":\"a\\u001bb\"}"),
                        List.of("clock", "{}"),
                        List.of("random", "{\"bytes\":16}"))
                .map(call -> CallPayload.bytes(call.getFirst(), call.getLast().getBytes(StandardCharsets.UTF_8)))
                .map(bytes -> Arguments.of((Object) bytes));
    }
}
