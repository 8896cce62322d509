package dev.assay.sandbox.worker;

import dev.assay.model.Digest;
import dev.assay.sandbox.worker.Played.Call;
import dev.assay.wasm.fuel.Meter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.ByteSequence;

/** Plays a module on GraalWasm, which shares nothing with our engine. */
final class GraalPlayer implements AutoCloseable {
    private final Engine engine = Engine.newBuilder("wasm")
            .option("engine.WarnInterpreterOnly", "false")
            .build();

    Played play(byte[] metered, List<Call> calls) {
        try (Context context = Context.newBuilder("wasm").engine(engine).build()) {
            Source source = Source.newBuilder("wasm", ByteSequence.create(metered), "module")
                    .cached(false)
                    .build();
            Value exports;
            try {
                exports = context.eval(source).newInstance().getMember("exports");
            } catch (PolyglotException e) {
                return Played.NOT_INSTANTIATED;
            }
            List<String> answers = new ArrayList<>();
            for (Call call : calls) {
                try {
                    answers.add(call.export()
                            + results(call, exports.getMember(call.export()).execute(arguments(call))));
                } catch (PolyglotException e) {
                    answers.add("trap in " + call.export() + ": " + Played.kind(e));
                    break;
                }
            }
            return new Played(
                    answers,
                    exports.getMember(Meter.FUEL).getMember("value").asLong(),
                    exports.getMember(Meter.STOP).getMember("value").asLong(),
                    Digest.of(memory(exports)).toString());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] memory(Value exports) {
        if (!exports.hasMember("memory")) {
            return new byte[0];
        }
        Value memory = exports.getMember("memory");
        byte[] bytes = new byte[(int) memory.getBufferSize()];
        memory.readBuffer(0, bytes, 0, bytes.length);
        return bytes;
    }

    private static Object[] arguments(Call call) {
        Object[] arguments = new Object[call.arguments().length];
        for (int i = 0; i < arguments.length; i++) {
            long bits = call.arguments()[i];
            arguments[i] = switch (call.parameters().charAt(i)) {
                case 'i' -> (int) bits;
                case 'l' -> bits;
                case 'f' -> Float.intBitsToFloat((int) bits);
                default -> Double.longBitsToDouble(bits);
            };
        }
        return arguments;
    }

    private static String results(Call call, Value result) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < call.results().length(); i++) {
            Value one = call.results().length() > 1 ? result.getArrayElement(i) : result;
            text.append(' ')
                    .append(Long.toHexString(
                            switch (call.results().charAt(i)) {
                                case 'i' -> one.asInt() & 0xffff_ffffL;
                                case 'l' -> one.asLong();
                                case 'f' -> Float.floatToRawIntBits(one.asFloat()) & 0xffff_ffffL;
                                default -> Double.doubleToRawLongBits(one.asDouble());
                            }));
        }
        return text.toString();
    }

    @Override
    public void close() {
        engine.close();
    }
}
