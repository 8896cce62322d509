package dev.assay.audit;

import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;

/**
 * One CEL expression over the variables of {@link PolicyTypes}, checked for types and bounded in cost. Immutable, safe
 * for concurrent use.
 */
final class Condition {
    /** Steps of one evaluation. A policy over a report of a thousand findings takes some tens of thousands. */
    static final int BUDGET = 500_000;

    private static final PolicyTypes TYPES = new PolicyTypes();

    private static final Cel CEL = CelFactory.plannerCelBuilder()
            .setOptions(CelOptions.current()
                    .enableHeterogeneousNumericComparisons(true)
                    .maxExpressionCodePointSize(4_000)
                    .maxParseRecursionDepth(50)
                    .comprehensionMaxIterations(100_000)
                    .maxRegexProgramSize(1_000)
                    .build())
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setTypeProvider(TYPES)
            .addVarDeclarations(TYPES.variables())
            .setResultType(SimpleType.BOOL)
            .build();

    private final String expression;
    private final CelRuntime.Program program;

    private Condition(String expression, CelRuntime.Program program) {
        this.expression = expression;
        this.program = program;
    }

    sealed interface Answer {
        record Yes() implements Answer {}

        record No() implements Answer {}

        record Failed(String reason) implements Answer {}
    }

    /** Compiles an expression; what is wrong with it is an {@link InvalidValueException} with the place inside it. */
    static Condition compile(String expression) {
        CelValidationResult result = CEL.compile(expression);
        if (result.hasError()) {
            String first = result.getErrors().stream()
                    .map(error -> "line " + error.getSourceLocation().getLine() + ", column "
                            + (error.getSourceLocation().getColumn() + 1) + ": " + Inert.line(error.getMessage(), 200))
                    .findFirst()
                    .orElse("it is no CEL expression");
            throw new InvalidValueException("condition", first);
        }
        try {
            return new Condition(expression, CEL.createProgram(result.getAst()));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new InvalidValueException("condition", Inert.line(String.valueOf(e.getMessage()), 200));
        }
    }

    /** The expression, on one line. */
    String text() {
        return Inert.line(expression.strip(), 4_000);
    }

    Answer holds(Map<String, Object> variables) {
        int[] steps = {0};
        try {
            Object value = program.trace(variables, (expression, intermediate) -> {
                if (++steps[0] > BUDGET) {
                    throw new IllegalStateException("it costs more than " + BUDGET + " steps");
                }
            });
            return Boolean.TRUE.equals(value)
                    ? new Answer.Yes()
                    : Boolean.FALSE.equals(value) ? new Answer.No() : new Answer.Failed("it is neither true nor false");
        } catch (CelEvaluationException e) {
            return new Answer.Failed(Inert.line(String.valueOf(e.getMessage()), 200));
        }
    }
}
