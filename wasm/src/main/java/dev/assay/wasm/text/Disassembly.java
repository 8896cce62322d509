package dev.assay.wasm.text;

import dev.assay.wasm.ExternType;
import dev.assay.wasm.Function;
import dev.assay.wasm.Operators;
import dev.assay.wasm.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Functions in text format (WebAssembly 3.0 chapter 6), one operator a line, everything by its index and nothing by a name, so that no text of
 * the module's author is in it. Stateless; time is linear in the function, text is made line by line.
 */
public final class Disassembly {
    /**
     * One line.
     *
     * @param offset where its bytes begin, from the start of the module
     * @param indent how many steps it is set in
     * @param text without the offset and the indentation
     */
    public record Line(int offset, int indent, String text) {
        /** The line as it is shown: {@code (;@5b    ;)      local.get 1}. */
        @Override
        public String toString() {
            return String.format("(;@%-6x;)", offset) + "  ".repeat(Math.min(indent, DEEPEST_SHOWN) + 1) + text;
        }
    }

    /** Lines deeper than this are not set in further: a million nested blocks must not give a line of two million spaces. */
    private static final int DEEPEST_SHOWN = 40;

    private static final int MOST_LOCALS = 1_000;

    private static final String CLOSE = ")";

    private Disassembly() {}

    /** Hands on every line of a function, from {@code (func} to the closing parenthesis. */
    public static void function(Summary module, Function function, Consumer<Line> sink) {
        Operators operators = module.operators(function);
        ExternType.Func type = module.functionType(function.type()).orElseThrow();
        sink.accept(new Line(
                function.offset(),
                0,
                "(func (;" + function.index() + ";) (type " + function.type() + ")" + signature(type)));
        locals(operators).ifPresent(text -> sink.accept(new Line(function.offset(), 1, text)));
        OperatorText text = new OperatorText(module, operators);
        int before = 0;
        while (operators.next()) {
            if (operators.end() == function.offset() + function.size()) {
                sink.accept(new Line(operators.offset(), 0, CLOSE));
                return;
            }
            sink.accept(new Line(operators.offset(), 1 + indent(operators, before), text.write()));
            before = operators.depth();
        }
    }

    /** An operator that opens, turns or closes a block stands where the block began. */
    private static int indent(Operators operators, int before) {
        return switch (operators.immediate()) {
            case ELSE, CATCH, CATCH_ALL -> before - 1;
            default -> Math.min(before, operators.depth());
        };
    }

    /** A function's lines, at most so many; a last line says how many are left out. */
    public static List<Line> function(Summary module, Function function, int most) {
        return range(module, function, 0, Integer.MAX_VALUE, most);
    }

    /** The lines of a function whose bytes begin in a range of offsets, at most so many; a last line says how many are left out. */
    public static List<Line> range(Summary module, Function function, int from, int to, int most) {
        List<Line> lines = new ArrayList<>();
        int[] leftOut = {0};
        Line[] last = new Line[1];
        function(module, function, line -> {
            if (line.offset() < from || line.offset() >= to) {
                return;
            }
            if (lines.size() < most) {
                lines.add(line);
            } else {
                leftOut[0]++;
                last[0] = line;
            }
        });
        if (leftOut[0] > 0) {
            lines.add(new Line(last[0].offset(), 1, ";; " + leftOut[0] + " more"));
        }
        return lines;
    }

    static String signature(ExternType.Func type) {
        return values(" (param", type.params()) + values(" (result", type.results());
    }

    private static String values(String word, List<String> types) {
        return types.isEmpty() ? "" : word + " " + String.join(" ", types) + ")";
    }

    /** Runs of locals; a long one is told by its length, since fifty thousand words help no reader. */
    private static Optional<String> locals(Operators operators) {
        List<Operators.Locals> runs =
                operators.locals().stream().filter(run -> run.count() > 0).toList();
        if (runs.isEmpty()) {
            return Optional.empty();
        }
        long total = runs.stream().mapToLong(Operators.Locals::count).sum();
        return Optional.of(
                total > MOST_LOCALS
                        ? ";; " + total + " locals"
                        : runs.stream()
                                .map(run -> (" " + run.type()).repeat((int) run.count()))
                                .collect(Collectors.joining("", "(local", ")")));
    }
}
