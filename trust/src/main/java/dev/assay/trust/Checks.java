package dev.assay.trust;

import dev.assay.model.Reason;
import dev.assay.trust.chain.Chain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Gathers what was checked, at once as a tree and as the reasons to refuse, so that the two cannot differ. */
final class Checks {
    private final List<Chain> parts = new ArrayList<>();
    private final List<Reason> reasons;

    Checks(List<Reason> reasons) {
        this.reasons = reasons;
    }

    void passes(String text) {
        parts.add(new Chain(Chain.Mark.OK, text, List.of()));
    }

    void notes(String text) {
        parts.add(new Chain(Chain.Mark.NOTE, text, List.of()));
    }

    void fails(Reason reason) {
        reasons.add(reason);
        parts.add(Chain.of(reason));
    }

    void fails(String code, String message, String remedy) {
        fails(new Reason(code, message, remedy));
    }

    /** A group of checks; it has failed if one of them did. */
    void within(String title, Consumer<Checks> group) {
        int before = reasons.size();
        Checks inner = new Checks(reasons);
        group.accept(inner);
        Chain.Mark mark = reasons.size() == before ? Chain.Mark.OK : Chain.Mark.FAILED;
        parts.add(new Chain(mark, title, inner.parts));
    }

    Chain chain(String title) {
        return new Chain(reasons.isEmpty() ? Chain.Mark.OK : Chain.Mark.FAILED, title, parts);
    }
}
