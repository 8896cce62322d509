package dev.assay.judgement;

import java.util.Collection;
import java.util.Map;

/**
 * What judging one run may cost. Units are counted, so that the same policies over the same records cost the same everywhere:
 * one for each step, and one for each character, byte or element of what the step gave. Time is the last resort. For one thread.
 */
final class Budget {
    /** Units of one expression on one record. */
    static final int EXPRESSION = 500_000;

    /** Units of a run. */
    static final int RUN = 20_000_000;

    static final int SECONDS = 5;

    private final long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    private int run;
    private int expression;

    /** Thrown out of an evaluation; its message says of what there was too much. */
    static final class SpentException extends RuntimeException {
        SpentException(String message) {
            super(message, null, false, false);
        }
    }

    /** Before an expression meets a record. */
    void begin() {
        expression = 0;
    }

    /** One step gave this value. */
    void charge(Object value) {
        int cost = 1 + size(value);
        expression = Math.addExact(expression, Math.min(cost, EXPRESSION + 1));
        run = Math.addExact(run, Math.min(cost, EXPRESSION + 1));
        if (expression > EXPRESSION) {
            throw new SpentException("it costs more than " + EXPRESSION + " units on one record");
        }
        check();
    }

    /** Whether anything is left of the run's. */
    void check() {
        if (run > RUN) {
            throw new SpentException("the policies of one run cost more than " + RUN + " units");
        }
        if (System.nanoTime() - end > 0) {
            throw new SpentException("the policies of one run take longer than " + SECONDS + " s");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new SpentException("it was interrupted");
        }
    }

    private static int size(Object value) {
        return switch (value) {
            case String text -> text.length();
            case Collection<?> many -> many.size();
            case Map<?, ?> map -> map.size();
            default -> 0;
        };
    }
}
