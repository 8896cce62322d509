package dev.assay.judgement;

import com.google.common.collect.ImmutableMap;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.fleet.RecordPolicy;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;
import java.util.Optional;

/**
 * One CEL expression over {@code record}, {@code config} and {@code policy_data}, checked for types and bounded in cost.
 * Immutable, safe for concurrent use.
 */
final class Expression {
    private static final String RECORD = "Record";

    /** Input, configuration and data are whatever JSON they are; what is around them is known. */
    private static final ImmutableMap<String, CelType> FIELDS = ImmutableMap.of(
            "subject", SimpleType.STRING,
            "behavior", SimpleType.STRING,
            "input", SimpleType.DYN,
            "labels", MapType.create(SimpleType.STRING, SimpleType.STRING));

    private static final Cel CEL = CelFactory.plannerCelBuilder()
            .setOptions(CelOptions.current()
                    .enableHeterogeneousNumericComparisons(true)
                    .maxExpressionCodePointSize(RecordPolicy.LONGEST_EXPRESSION)
                    .maxParseRecursionDepth(50)
                    .comprehensionMaxIterations(100_000)
                    .maxRegexProgramSize(200)
                    .build())
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setTypeProvider(new RecordTypes(
                    StructType.create(RECORD, FIELDS.keySet(), field -> Optional.ofNullable(FIELDS.get(field)))))
            .addVar("record", StructTypeReference.create(RECORD))
            .addVar("config", SimpleType.DYN)
            .addVar("policy_data", SimpleType.DYN)
            .setResultType(SimpleType.BOOL)
            .build();

    private final CelRuntime.Program program;

    private Expression(CelRuntime.Program program) {
        this.program = program;
    }

    sealed interface Answer {
        record Satisfied() implements Answer {}

        record NotSatisfied() implements Answer {}

        /** No answer, and why. */
        record Failed(String reason) implements Answer {}
    }

    /** Compiles an expression; what is wrong with it is an {@link InvalidValueException} with the place inside it. */
    static Expression compile(String text) {
        CelValidationResult result = CEL.compile(text);
        if (result.hasError()) {
            String first = result.getErrors().stream()
                    .map(error -> place(
                            error.getSourceLocation().getLine(),
                            error.getSourceLocation().getColumn(),
                            Inert.line(error.getMessage(), 200)))
                    .findFirst()
                    .orElse("it is no CEL expression");
            throw new InvalidValueException("expression", first);
        }
        try {
            CelAbstractSyntaxTree ast = result.getAst();
            requireLiteralPatterns(ast);
            return new Expression(CEL.createProgram(ast));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new InvalidValueException("expression", Inert.line(String.valueOf(e.getMessage()), 200));
        }
    }

    private static String place(int line, int column, String message) {
        return "line " + line + ", column " + (column + 1) + ": " + message;
    }

    /** A pattern is the administrator's. One from a record would let a plugin say what matching it costs. */
    private static void requireLiteralPatterns(CelAbstractSyntaxTree ast) {
        CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .map(node -> node.expr())
                .filter(expr -> expr.getKind() == CelExpr.ExprKind.Kind.CALL
                        && expr.call().function().equals("matches"))
                .filter(expr -> expr.call().args().getLast().getKind() != CelExpr.ExprKind.Kind.CONSTANT)
                .findFirst()
                .ifPresent(expr -> {
                    String where = ast.getSource()
                            .getOffsetLocation(ast.getSource().getPositionsMap().getOrDefault(expr.id(), 0))
                            .map(at -> place(at.getLine(), at.getColumn(), ""))
                            .orElse("");
                    throw new InvalidValueException("expression", where + "the pattern of matches must be a literal");
                });
    }

    /** Of these variables, within what is left of the budget. */
    Answer on(Map<String, Object> variables, Budget budget) {
        budget.begin();
        try {
            budget.check();
            Object value = program.trace(variables, (expression, intermediate) -> budget.charge(intermediate));
            return Boolean.TRUE.equals(value)
                    ? new Answer.Satisfied()
                    : Boolean.FALSE.equals(value)
                            ? new Answer.NotSatisfied()
                            : new Answer.Failed("it is neither true nor false");
        } catch (Budget.SpentException e) {
            return new Answer.Failed(String.valueOf(e.getMessage()));
        } catch (CelEvaluationException e) {
            return new Answer.Failed(
                    e.getCause() instanceof Budget.SpentException spent
                            ? String.valueOf(spent.getMessage())
                            : Inert.line(String.valueOf(e.getMessage()), 200));
        }
    }
}
