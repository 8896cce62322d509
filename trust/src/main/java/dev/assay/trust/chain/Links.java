package dev.assay.trust.chain;

import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;

/** Every statement of a module, from how it was built to who reviewed it, and what became of each. */
public record Links(List<Link> all) {
    public static final Links NONE = new Links(List.of());

    private static final List<String> ORDER = List.of(
            PredicateType.PROVENANCE,
            PredicateType.SBOM,
            PredicateType.AUDIT,
            PredicateType.VERIFICATION_SUMMARY,
            PredicateType.REVIEW);

    public Links {
        all = List.copyOf(all);
    }

    /** The decision's tree with the statements as its last branch, each with who, when, until when, and why not. */
    public Chain told(Chain decision, Instant now) {
        List<Chain> parts = new ArrayList<>();
        for (String type : ORDER) {
            List<Link> such = all.stream()
                    .filter(link -> link.type().equals(Optional.of(type)))
                    .toList();
            such.forEach(link -> parts.add(link.told(name(type), now)));
            if (such.isEmpty() && type.equals(PredicateType.SBOM)) {
                parts.add(new Chain(
                        Chain.Mark.NOTE,
                        "no SBOM: nobody states what it is made of; none is needed to load",
                        List.of()));
            }
        }
        all.stream()
                .filter(link -> link.type().filter(ORDER::contains).isEmpty())
                .forEach(
                        link -> parts.add(link.told(link.type().map(Links::name).orElse("statement"), now)));
        List<Chain> whole = new ArrayList<>(decision.parts());
        whole.add(new Chain(Chain.Mark.NOTE, "statements", parts));
        return new Chain(decision.mark(), decision.text(), whole);
    }

    /** In the order in which they were at hand, those that were not last. */
    public ArrayNode toJson() {
        ArrayNode out = Json.array();
        all.forEach(link -> out.add(link.toJson()));
        return out;
    }

    private static String name(String type) {
        return switch (type) {
            case PredicateType.PROVENANCE -> "provenance";
            case PredicateType.SBOM -> "SBOM";
            case PredicateType.AUDIT -> "audit";
            case PredicateType.VERIFICATION_SUMMARY -> "verification summary";
            case PredicateType.REVIEW -> "review";
            default -> "statement of type " + type;
        };
    }
}
