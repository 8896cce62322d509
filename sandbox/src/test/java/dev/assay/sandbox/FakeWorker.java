package dev.assay.sandbox;

import dev.assay.sandbox.worker.CallPayload;
import dev.assay.sandbox.worker.Channel;
import dev.assay.sandbox.worker.Ending;
import dev.assay.sandbox.worker.Frame;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A worker that was taken over: speaks the channel, or does not, as its argument says. */
public final class FakeWorker {
    private FakeWorker() {}

    /** The command that starts one, for a parent that takes it for a worker. */
    public static List<String> command(String behaviour) {
        return List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FakeWorker.class.getName(),
                behaviour);
    }

    public static void main(String[] arguments) throws Exception {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        Channel channel = new Channel(new BufferedInputStream(new FileInputStream(FileDescriptor.in)), out, 1 << 24);
        switch (arguments[0]) {
            case "silent" -> Thread.sleep(Long.MAX_VALUE);
            case "garbage-greeting" ->
                out.write("HTTP/1.1 200 OK\r\n\r\nhello, this is no worker".getBytes(StandardCharsets.US_ASCII));
            case "newer-greeting" -> {
                byte[] hello = Channel.hello().payload();
                hello[hello.length - 1]++;
                channel.write(new Frame(Frame.Type.HELLO, hello));
            }
            default -> {
                channel.write(Channel.hello());
                if (!List.of("deaf", "answers-unasked").contains(arguments[0])) {
                    channel.read();
                }
                misbehave(arguments[0], channel, out);
            }
        }
        Thread.sleep(Long.MAX_VALUE);
    }

    private static Frame ended(String kind, String detail) {
        return new Frame(
                Frame.Type.DONE, Ending.of(Ending.Kind.valueOf(kind), detail).bytes());
    }

    private static void misbehave(String behaviour, Channel channel, OutputStream out)
            throws IOException, InterruptedException {
        switch (behaviour) {
            case "deaf", "mute" -> {}
            case "garbage" -> out.write(new byte[] {0, 0, 0, 1, '?', 0});
            case "endless-frame" -> out.write(new byte[] {0x7f, -1, -1, -1, 'D'});
            case "negative-frame" -> out.write(new byte[] {-1, -1, -1, -1, 'D'});
            case "half-frame" -> {
                out.write(new byte[] {0, 0, 1, 0, 'D', 1, 2});
                System.exit(0);
            }
            case "tells-its-pid" ->
                channel.write(ended("TRAPPED", "pid " + ProcessHandle.current().pid()));
            case "dies" -> System.exit(42);
            case "out-of-heap" -> System.exit(3);
            case "flood" -> {
                byte[] flood = new byte[1 << 16];
                while (true) {
                    channel.write(new Frame(Frame.Type.LOG, flood));
                }
            }
            case "stderr-flood" -> {
                byte[] flood = new byte[1 << 16];
                while (true) {
                    System.err.write(flood);
                }
            }
            case "clock-flood" -> {
                while (true) {
                    channel.write(Frame.of(Frame.Type.CLOCK)); // and never reads an answer
                }
            }
            case "empty-flood" -> {
                while (true) {
                    channel.write(Frame.of(Frame.Type.LOG));
                }
            }
            case "call-flood" -> {
                byte[] nonsense = CallPayload.bytes("clock", new byte[] {'?'});
                while (true) {
                    channel.write(new Frame(Frame.Type.CALL, nonsense));
                    channel.read();
                }
            }
            case "large-calls" -> {
                byte[] nonsense = CallPayload.bytes("clock", new byte[4 << 20]);
                while (true) {
                    channel.write(new Frame(Frame.Type.CALL, nonsense));
                    channel.read();
                }
            }
            case "nothing-random" -> {
                while (true) {
                    channel.write(new Frame(Frame.Type.RANDOM, new byte[4]));
                    channel.read();
                }
            }
            case "drip" -> {
                out.write(new byte[] {0, 0x10, 0, 0, 'D'});
                while (true) {
                    out.write(0);
                    Thread.sleep(20);
                }
            }
            case "answers-unasked" -> channel.write(ended("TRAPPED", "asked or not"));
            case "speaks-after-its-end" -> {
                channel.write(ended("TRAPPED", "it is over"));
                while (true) {
                    channel.write(new Frame(Frame.Type.LOG, new byte[1 << 16]));
                }
            }
            case "tells-its-environment" ->
                channel.write(ended("TRAPPED", "environment " + System.getenv().keySet()));
            case "is-another" ->
                channel.write(new Frame(
                        Frame.Type.DONE,
                        new Ending(
                                        Ending.Kind.ANSWERED,
                                        "",
                                        ("{\"abi\":\"1\",\"name\":\"other/plugin\",\"version\":\"1.0.0\",\"checks\":[{\"key\":\"k\",\"title\":\"T\","
                                                        + "\"control-ids\":[\"ac-1\"]}]}")
                                                .getBytes(StandardCharsets.US_ASCII),
                                        0,
                                        0)
                                .bytes()));
            case "speaks-as-parent" -> channel.write(Frame.of(Frame.Type.STOP));
            case "greets-again" -> channel.write(Channel.hello());
            case "profile" -> channel.write(new Frame(Frame.Type.PROFILE, new byte[7]));
            case "wrong-ending" -> channel.write(new Frame(Frame.Type.DONE, new byte[] {9, 9, 9}));
            case "unknown-ending" ->
                channel.write(new Frame(Frame.Type.DONE, new byte[] {0, 3, 'O', 'D', 'D', 0, 0, 0, 0, 0, 0, 0, 0}));
            case "wrong-call" -> channel.write(new Frame(Frame.Type.CALL, new byte[] {(byte) 200, 'x'}));
            case "wrong-random" -> channel.write(new Frame(Frame.Type.RANDOM, new byte[] {-1, -1, -1, -1}));
            case "undeclared-call" ->
                channel.write(new Frame(
                        Frame.Type.CALL,
                        CallPayload.bytes(
                                "file",
                                "{\"op\":\"read\",\"path\":\"/etc/shadow\"}".getBytes(StandardCharsets.US_ASCII))));
            case "stopped-by-itself" -> channel.write(ended("STOPPED", ""));
            case "long-response" ->
                channel.write(new Frame(
                        Frame.Type.DONE, new Ending(Ending.Kind.ANSWERED, "", new byte[(4 << 20) + 1], 0, 0).bytes()));
            case "false-response" ->
                channel.write(new Frame(
                        Frame.Type.DONE,
                        new Ending(
                                        Ending.Kind.ANSWERED,
                                        "",
                                        "{\"abi\":\"2\"}".getBytes(StandardCharsets.US_ASCII),
                                        Integer.MAX_VALUE,
                                        Long.MIN_VALUE)
                                .bytes()));
            case "escapes" -> channel.write(ended("TRAPPED", "\u001b[31m\n" + "x".repeat(9999)));
            default -> throw new IllegalArgumentException(behaviour + ByteBuffer.allocate(0));
        }
    }
}
