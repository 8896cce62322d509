package dev.assay.sandbox.worker;

import dev.assay.sandbox.worker.GeneratedModule.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The body of one function. One long file: statements hold expressions, and expressions statements, over the same locals and labels. */
final class GeneratedFunction {
    private static final String OWN = "iilfd";

    private final GeneratedModule module;
    private final Random random;
    private final List<Signature> types;
    private final int index;
    private final Signature type;
    private final String locals;
    private final Bytes out = new Bytes();
    private int budget;
    /** Whether a branch to each label, the innermost last, takes no value. */
    private final List<Boolean> labels = new ArrayList<>();

    GeneratedFunction(GeneratedModule module, int index) {
        this.module = module;
        this.random = module.random;
        this.budget = 40 + random.nextInt(160);
        this.types = module.types;
        this.index = index;
        this.type = types.get(index);
        // The last two are for values that may be no number.
        this.locals = type.parameters() + OWN + "fd";
    }

    Bytes sized() {
        labels.add(type.results().isEmpty());
        statements(2 + random.nextInt(6), 4);
        for (char result : type.results().toCharArray()) {
            expression(result, 4);
        }
        Bytes body = new Bytes().unsigned(OWN.length() + 2);
        for (char local : (OWN + "fd").toCharArray()) {
            body.unsigned(1).raw(GeneratedModule.code(local));
        }
        body.append(out).raw(0x0b);
        return new Bytes().unsigned(body.size()).append(body);
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    private int local(char wanted) {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < locals.length() - 2; i++) {
            if (locals.charAt(i) == wanted) {
                found.add(i);
            }
        }
        return found.get(random.nextInt(found.size()));
    }

    private char anyType() {
        return "ilfd".charAt(random.nextInt(4));
    }

    private void statements(int count, int depth) {
        for (int i = 0; i < count; i++) {
            statement(depth);
        }
    }

    private void statement(int depth) {
        if (depth == 0 || budget-- < 0) {
            out.raw(0x01);
            return;
        }
        switch (random.nextInt(16)) {
            case 0, 1, 2 -> {
                char to = anyType();
                expression(to, depth - 1);
                out.raw(0x21).unsigned(local(to));
            }
            case 3 -> {
                int global = random.nextInt(GeneratedModule.GLOBALS);
                expression("ilfd".charAt(global), depth - 1);
                out.raw(0x24).unsigned(global);
            }
            case 4, 5 -> store(depth);
            case 6 -> {
                expression('i', depth - 1);
                out.raw(0x04, 0x40);
                inside(true, () -> statements(1 + random.nextInt(3), depth - 1));
                if (chance(2)) {
                    out.raw(0x05);
                    inside(true, () -> statements(1 + random.nextInt(3), depth - 1));
                }
                out.raw(0x0b);
            }
            case 7 -> {
                out.raw(0x02, 0x40);
                inside(true, () -> {
                    statements(1 + random.nextInt(2), depth - 1);
                    branch(depth);
                    statements(1 + random.nextInt(2), depth - 1);
                });
                out.raw(0x0b);
            }
            case 8 -> {
                out.raw(0x03, 0x40);
                inside(true, () -> {
                    statements(1 + random.nextInt(3), depth - 1);
                    expression('i', depth - 1);
                    if (chance(3)) {
                        out.raw(0x41, 0x03, 0x71); // most end after some rounds
                    }
                    out.raw(0x0d, 0);
                });
                out.raw(0x0b);
            }
            case 9 -> branches(depth);
            case 10 -> call(callee(random.nextInt(types.size())), depth, true);
            case 11 -> bulk(depth);
            case 12 -> table(depth);
            case 13 -> branch(depth);
            case 14 -> {
                if (chance(12)) {
                    out.raw(0x00); // and what follows is dead
                } else if (chance(6) && type.results().length() < 2) {
                    for (char result : type.results().toCharArray()) {
                        expression(result, depth - 1);
                    }
                    out.raw(0x0f);
                } else {
                    expression('l', depth - 1);
                    out.raw(0x1a);
                }
            }
            default -> {
                expression('d', depth - 1);
                out.raw(0x1a);
            }
        }
    }

    private void inside(boolean takesNothing, Runnable content) {
        labels.add(takesNothing);
        content.run();
        labels.removeLast();
    }

    private List<Integer> targets() {
        List<Integer> targets = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(labels.size() - 1 - i)) {
                targets.add(i);
            }
        }
        return targets;
    }

    private void branch(int depth) {
        List<Integer> targets = targets();
        if (targets.isEmpty()) {
            return;
        }
        expression('i', depth - 1);
        out.raw(0x0d).unsigned(targets.get(random.nextInt(targets.size())));
    }

    private void branches(int depth) {
        out.raw(0x02, 0x40, 0x02, 0x40);
        inside(
                true,
                () -> inside(true, () -> {
                    expression('i', depth - 1);
                    List<Integer> targets = targets();
                    out.raw(0x0e, 3);
                    for (int i = 0; i < 4; i++) {
                        out.unsigned(targets.get(random.nextInt(targets.size())));
                    }
                }));
        out.raw(0x0b);
        inside(true, () -> statement(depth - 1));
        out.raw(0x0b);
    }

    private void address(int depth) {
        expression('i', depth - 1);
        if (!chance(150)) {
            out.raw(0x41).signed(0xffff).raw(0x71);
        }
    }

    private void argument() {
        out.raw(0).unsigned(chance(600) ? random.nextLong() & 0xffff_ffffL : random.nextInt(200));
    }

    private void store(int depth) {
        if (module.simd && chance(3)) {
            address(depth);
            vector(depth - 1);
            out.raw(0xfd).unsigned(0x0b);
            argument();
            return;
        }
        char what = anyType();
        address(depth);
        expression(what, depth - 1);
        int[] codes = switch (what) {
            case 'i' -> new int[] {0x36, 0x3a, 0x3b};
            case 'l' -> new int[] {0x37, 0x3c, 0x3d, 0x3e};
            case 'f' -> new int[] {0x38};
            default -> new int[] {0x39};
        };
        out.raw(codes[random.nextInt(codes.length)]);
        argument();
    }

    private void small(int depth, int most) {
        expression('i', depth - 1);
        if (!chance(120)) {
            out.raw(0x41).signed(most).raw(0x71);
        }
    }

    private void bulk(int depth) {
        small(depth, 0xffff);
        switch (random.nextInt(4)) {
            case 0 -> {
                expression('i', depth - 1);
                small(depth, 0xff);
                out.raw(0xfc, 11, 0);
            }
            case 1 -> {
                small(depth, 0xffff);
                small(depth, 0xff);
                out.raw(0xfc, 10, 0, 0);
            }
            case 2 -> {
                small(depth, 31);
                small(depth, 31);
                out.raw(0xfc, 8).unsigned(random.nextInt(2)).raw(0);
            }
            default -> {
                out.raw(0x1a);
                if (chance(8)) {
                    out.raw(0xfc, 9).unsigned(random.nextInt(2));
                }
            }
        }
    }

    private void table(int depth) {
        small(depth, 7);
        switch (random.nextInt(4)) {
            case 0 -> {
                out.raw(0xd0, 0x70);
                small(depth, 3);
                out.raw(0xfc, 17, 0);
            }
            case 1 -> {
                small(depth, 7);
                small(depth, 3);
                out.raw(0xfc, 14, 0, 0);
            }
            case 2 -> {
                small(depth, 7);
                out.raw(0x25, 0, 0x26, 0);
            }
            default -> {
                small(depth, 1);
                small(depth, 1);
                out.raw(0xfc, 12, 0, 0);
            }
        }
    }

    /** Seldom one from which there may be a way back: that seldom ends. */
    private int callee(int wanted) {
        return chance(12) ? wanted : Math.min(Math.max(wanted, index + 1), types.size() - 1);
    }

    /** Leaves no value if {@code dropped}, else the one that the function has. */
    private void call(int callee, int depth, boolean dropped) {
        Signature called = types.get(callee);
        for (char parameter : called.parameters().toCharArray()) {
            expression(parameter, Math.min(depth - 1, 1));
        }
        if (chance(3)) {
            if (chance(6)) {
                small(depth, 7);
            } else {
                out.raw(0x41).signed(module.first + callee);
            }
            out.raw(0x11).unsigned(callee).raw(0);
        } else {
            out.raw(0x10).unsigned(callee);
        }
        if (dropped) {
            for (int i = 0; i < called.results().length(); i++) {
                out.raw(0x1a);
            }
        }
    }

    private void expression(char wanted, int depth) {
        if (depth <= 0 || budget-- < 0) {
            if (chance(2)) {
                out.append(module.constant(wanted));
            } else {
                out.raw(0x20).unsigned(local(wanted));
            }
            return;
        }
        switch (random.nextInt(12)) {
            case 0 -> {
                expression(wanted, depth - 1);
                out.raw(0x22).unsigned(local(wanted));
            }
            case 1 -> out.raw(0x23).unsigned("ilfd".indexOf(wanted));
            case 2 -> {
                expression('i', depth - 1);
                out.raw(0x04, GeneratedModule.code(wanted));
                inside(false, () -> expression(wanted, depth - 1));
                out.raw(0x05);
                inside(false, () -> expression(wanted, depth - 1));
                out.raw(0x0b);
            }
            case 3 -> {
                expression(wanted, depth - 1);
                expression(wanted, depth - 1);
                expression('i', depth - 1);
                out.raw(0x1b);
            }
            case 4 -> {
                out.raw(0x02, GeneratedModule.code(wanted));
                inside(false, () -> {
                    expression(wanted, depth - 1);
                    expression('i', depth - 1);
                    out.raw(0x0d, 0); // with the value
                });
                out.raw(0x0b);
            }
            case 5 -> {
                List<Integer> fit = new ArrayList<>();
                for (int i = callee(0); i < types.size(); i++) {
                    if (types.get(i).results().equals(String.valueOf(wanted))) {
                        fit.add(i);
                    }
                }
                if (fit.isEmpty()) {
                    out.append(module.constant(wanted));
                } else {
                    call(fit.get(random.nextInt(fit.size())), depth, false);
                }
            }
            case 6 -> load(wanted, depth);
            case 7 -> convert(wanted, depth);
            default -> operate(wanted, depth);
        }
    }

    private void load(char wanted, int depth) {
        address(depth);
        int[] codes = switch (wanted) {
            case 'i' -> new int[] {0x28, 0x2c, 0x2d, 0x2e, 0x2f};
            case 'l' -> new int[] {0x29, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35};
            case 'f' -> new int[] {0x2a};
            default -> new int[] {0x2b};
        };
        out.raw(codes[random.nextInt(codes.length)]);
        argument();
        same(wanted);
    }

    private void operate(char wanted, int depth) {
        if (wanted == 'i' && chance(3)) {
            truth(depth);
            return;
        }
        int unary = switch (wanted) {
            case 'i' -> pick(0x67, 0x68, 0x69, 0xc0, 0xc1);
            case 'l' -> pick(0x79, 0x7a, 0x7b, 0xc2, 0xc3, 0xc4);
            case 'f' -> pick(0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x91);
            default -> pick(0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f);
        };
        expression(wanted, depth - 1);
        if (chance(4)) {
            out.raw(unary);
        } else {
            expression(wanted, depth - 1);
            int first = switch (wanted) {
                case 'i' -> 0x6a;
                case 'l' -> 0x7c;
                case 'f' -> 0x92;
                default -> 0xa0;
            };
            int count = wanted == 'f' || wanted == 'd' ? 7 : 15;
            int which = random.nextInt(count);
            // A division may trap, which ends everything; so there are few.
            out.raw(first + (count == 15 && which >= 3 && which <= 6 && !chance(4) ? 0 : which));
        }
        same(wanted);
    }

    private void truth(int depth) {
        switch (random.nextInt(module.simd ? 8 : 7)) {
            case 0 -> out.raw(0x3f, 0);
            case 1 -> {
                small(depth, 1);
                out.raw(0x40, 0);
            }
            case 2 -> out.raw(0xfc, 16, 0);
            case 3 -> {
                small(depth, 7);
                out.raw(0x25, 0, 0xd1);
            }
            case 4 -> {
                out.raw(0xd0, 0x70);
                small(depth, 1);
                out.raw(0xfc, 15, 0);
            }
            case 5, 6 -> {
                char of = anyType();
                expression(of, depth - 1);
                if ((of == 'i' || of == 'l') && chance(4)) {
                    out.raw(of == 'i' ? 0x45 : 0x50);
                    return;
                }
                expression(of, depth - 1);
                out.raw(
                        switch (of) {
                            case 'i' -> 0x46 + random.nextInt(10);
                            case 'l' -> 0x51 + random.nextInt(10);
                            case 'f' -> 0x5b + random.nextInt(6);
                            default -> 0x61 + random.nextInt(6);
                        });
            }
            default -> {
                vector(depth);
                out.raw(0xfd);
                switch (random.nextInt(3)) {
                    case 0 -> out.unsigned(0x1b).raw(random.nextInt(4));
                    case 1 -> out.unsigned(pick(0x15, 0x16)).raw(random.nextInt(16));
                    default -> out.unsigned(pick(0x53, 0x63, 0x64, 0x83, 0x84, 0xa3, 0xa4, 0xc3, 0xc4));
                }
            }
        }
    }

    private void vector(int depth) {
        switch (depth <= 0 ? random.nextInt(2) : random.nextInt(8)) {
            case 0 -> {
                out.raw(0xfd).unsigned(0x0c);
                out.fixed(random.nextLong(), 8).fixed(random.nextLong(), 8);
            }
            case 1 -> {
                expression('i', depth - 1);
                out.raw(0xfd).unsigned(pick(0x0f, 0x10, 0x11));
            }
            case 2 -> {
                address(depth);
                out.raw(0xfd).unsigned(0x00);
                argument();
            }
            case 3 -> {
                vector(depth - 1);
                vector(depth - 1);
                out.raw(0xfd).unsigned(0x0d);
                for (int i = 0; i < 16; i++) {
                    out.raw(random.nextInt(32));
                }
            }
            case 4 -> {
                vector(depth - 1);
                out.raw(0xfd)
                        .unsigned(pick(
                                0x4d, 0x60, 0x61, 0x62, 0x80, 0x81, 0x87, 0x88, 0x89, 0x8a, 0xa0, 0xa1, 0xa7, 0xa8,
                                0xc0, 0xc1, 0xc7, 0xca));
            }
            case 5 -> {
                vector(depth - 1);
                expression('i', depth - 1);
                // GraalWasm 25.0.2 does not take the count modulo 16 where lanes have 16 bits.
                out.raw(0x41, 0x07, 0x71);
                out.raw(0xfd).unsigned(pick(0x6b, 0x6c, 0x6d, 0x8b, 0x8c, 0x8d, 0xab, 0xac, 0xad, 0xcb, 0xcc, 0xcd));
            }
            default -> {
                vector(depth - 1);
                vector(depth - 1);
                out.raw(0xfd)
                        .unsigned(pick(
                                0x0e, 0x23, 0x26, 0x2d, 0x30, 0x37, 0x3a, 0x4e, 0x4f, 0x50, 0x51, 0x65, 0x66, 0x6e,
                                0x6f, 0x70, 0x71, 0x72, 0x73, 0x76, 0x77, 0x78, 0x79, 0x7b, 0x82, 0x85, 0x86, 0x8e,
                                0x8f, 0x90, 0x91, 0x92, 0x93, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9b, 0x9c, 0x9f, 0xae,
                                0xb1, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xbc, 0xbf, 0xce, 0xd1, 0xd5, 0xd6));
            }
        }
    }

    private int pick(int... codes) {
        return codes[random.nextInt(codes.length)];
    }

    private void convert(char wanted, int depth) {
        char from = anyType();
        expression(from, depth - 1);
        if (from == wanted) {
            return;
        }
        boolean trap = chance(6);
        switch ("" + from + wanted) {
            case "li" -> out.raw(0xa7);
            case "fi" -> truncate(trap, 0xa8, 0, 0xbc);
            case "di" -> truncate(trap, 0xaa, 2, 0);
            case "il" -> out.raw(pick(0xac, 0xad));
            case "fl" -> truncate(trap, 0xae, 4, 0);
            case "dl" -> truncate(trap, 0xb0, 6, 0xbd);
            case "if" -> out.raw(pick(0xb2, 0xb3, 0xbe));
            case "lf" -> out.raw(pick(0xb4, 0xb5));
            case "df" -> out.raw(0xb6);
            case "id" -> out.raw(pick(0xb7, 0xb8));
            case "ld" -> out.raw(pick(0xb9, 0xba, 0xbf));
            case "fd" -> out.raw(0xbb);
            default -> throw new AssertionError("" + from + wanted);
        }
        same(wanted);
    }

    private void truncate(boolean trap, int trapping, int saturating, int other) {
        if (trap) {
            out.raw(trapping + random.nextInt(2));
        } else if (chance(3) && other >= 0xbc) {
            out.raw(other);
        } else {
            out.raw(0xfc).unsigned(saturating + random.nextInt(2));
        }
    }

    /** What is no number becomes one such value. */
    private void same(char wanted) {
        if (wanted == 'f' || wanted == 'd') {
            int scratch = locals.length() - (wanted == 'f' ? 2 : 1);
            out.raw(0x22).unsigned(scratch);
            if (wanted == 'f') {
                out.raw(0x43).fixed(0x7fc0_0000, 4);
            } else {
                out.raw(0x44).fixed(0x7ff8_0000_0000_0000L, 8);
            }
            out.raw(0x20).unsigned(scratch).raw(0x20).unsigned(scratch);
            out.raw(wanted == 'f' ? 0x5b : 0x61, 0x1b);
        }
    }
}
