package dev.assay.sandbox.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A valid module that a seed gives: a few functions that call each other, work on memory, a table and globals, loop, and now and then
 * trap. Every value that may be no number is made the same one, because engines may choose its bits. It exports its functions as f0,
 * f1 and so on, and its memory.
 */
final class GeneratedModule {
    private static final int TABLE = 12;

    /** One of each type. */
    static final int GLOBALS = 4;

    final Random random;
    final boolean simd;
    final List<Signature> types = new ArrayList<>();

    /** Where in the table the functions are, in their order, before any code changes that. */
    int first;

    record Signature(String parameters, String results) {}

    private GeneratedModule(long seed, boolean simd) {
        this.random = new Random(seed);
        this.simd = simd;
    }

    static byte[] of(long seed, boolean simd) {
        return new GeneratedModule(seed, simd).module();
    }

    private byte[] module() {
        int functions = 2 + random.nextInt(5);
        for (int i = 0; i < functions; i++) {
            String results = random.nextInt(6) == 0 ? word(2) : random.nextInt(5) == 0 ? "" : word(1);
            types.add(new Signature(word(random.nextInt(4)), results));
        }
        Bytes out = new Bytes().raw(0, 'a', 's', 'm', 1, 0, 0, 0);
        section(
                out,
                1,
                types,
                type -> new Bytes().raw(0x60).types(type.parameters).types(type.results));
        section(out, 3, indexes(functions), i -> new Bytes().unsigned(i));
        section(out, 4, List.of(0), _ -> new Bytes().raw(0x70, 1, TABLE, TABLE + 8));
        section(out, 5, List.of(0), _ -> new Bytes().raw(1, 1, 3));
        first = random.nextInt(TABLE - functions);
        section(
                out,
                6,
                List.of('i', 'l', 'f', 'd'),
                type -> new Bytes().raw(code(type), 1).append(constant(type)).raw(0x0b));
        List<Bytes> exports = new ArrayList<>();
        exports.add(new Bytes().name("memory").raw(2, 0));
        indexes(functions)
                .forEach(i -> exports.add(new Bytes().name("f" + i).raw(0).unsigned(i)));
        section(out, 7, exports, export -> export);
        section(out, 9, List.of(0), _ -> {
            Bytes segment = new Bytes().raw(0, 0x41).signed(first).raw(0x0b);
            segment.unsigned(functions);
            indexes(functions).forEach(segment::unsigned);
            return segment;
        });
        section(out, 12, new Bytes().unsigned(2));
        section(out, 10, indexes(functions), i -> new GeneratedFunction(this, i).sized());
        section(out, 11, List.of(0, 1), segment -> {
            byte[] data = new byte[64];
            random.nextBytes(data);
            Bytes head = segment == 0
                    ? new Bytes().raw(0, 0x41).signed(random.nextInt(60_000)).raw(0x0b)
                    : new Bytes().raw(1);
            return head.unsigned(data.length).bytes(data);
        });
        return out.toByteArray();
    }

    private static List<Integer> indexes(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static <T> void section(Bytes out, int id, List<T> items, Function<T, Bytes> each) {
        Bytes content = new Bytes().unsigned(items.size());
        items.forEach(item -> content.append(each.apply(item)));
        section(out, id, content);
    }

    private static void section(Bytes out, int id, Bytes content) {
        out.raw(id).unsigned(content.size()).append(content);
    }

    private String word(int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append("ilfd".charAt(random.nextInt(4)));
        }
        return word.toString();
    }

    static int code(char type) {
        return switch (type) {
            case 'i' -> 0x7f;
            case 'l' -> 0x7e;
            case 'f' -> 0x7d;
            case 'd' -> 0x7c;
            case 'v' -> 0x7b;
            default -> throw new AssertionError(type);
        };
    }

    private long number() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt(8) - 3;
            case 1 -> random.nextInt(70_000);
            case 2 -> Integer.MIN_VALUE + random.nextInt(2);
            case 3 -> Integer.MAX_VALUE - random.nextInt(2);
            case 4 -> random.nextLong();
            default -> Long.MIN_VALUE >> random.nextInt(64);
        };
    }

    Bytes constant(char type) {
        return switch (type) {
            case 'i' -> new Bytes().raw(0x41).signed(number() << 32 >> 32);
            case 'l' -> new Bytes().raw(0x42).signed(number());
            case 'f' -> new Bytes().raw(0x43).fixed(Float.floatToIntBits(number() / 3f), 4);
            case 'd' -> new Bytes().raw(0x44).fixed(Double.doubleToLongBits(number() / 3d), 8);
            default -> throw new AssertionError(type);
        };
    }
}
