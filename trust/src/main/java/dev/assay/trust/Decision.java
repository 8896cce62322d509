package dev.assay.trust;

import dev.assay.model.AuditPredicate;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Reason;
import dev.assay.trust.chain.Chain;
import dev.assay.trust.chain.Links;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether a module may be loaded. A refusal lists every reason, not only the first. */
public sealed interface Decision {
    /** The digest of the bytes that were to be loaded. */
    Digest module();

    /** The release that they were to be loaded as. */
    Digest release();

    /** What was checked, for people. */
    Chain chain();

    /** Every statement that was at hand or should have been, and what became of it. */
    Links statements();

    /**
     * It may be loaded, now.
     *
     * @param auditStatement the bundle digest of the audit statement that it rests on
     * @param inputs the bundle digests of all statements that it rests on, that one first
     */
    record Admitted(
            Digest module,
            Digest release,
            Digest auditStatement,
            AuditPredicate audit,
            List<Digest> inputs,
            Chain chain,
            Links statements)
            implements Decision {
        public Admitted {
            inputs = List.copyOf(inputs);
        }
    }

    /** It must not be loaded. At least one reason. */
    record Refused(Digest module, Digest release, List<Reason> reasons, Chain chain, Links statements)
            implements Decision {
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * The decision with all that it rests on, for programs: {@link #toJson} with the statements, and the tree that people
     * read. Described by {@code docs/decision.schema.json}.
     */
    default ObjectNode explained(Instant now) {
        ObjectNode out = toJson();
        out.set("statements", statements().toJson());
        out.set("chain", statements().told(chain(), now).toJson());
        return out;
    }

    /** The decision as a document of kind {@link DocumentKind#DECISION}; the caller may add to it before signing. */
    default ObjectNode toJson() {
        ObjectNode out = Json.document(DocumentKind.DECISION.noun(), 1)
                .put("module", module().toString())
                .put("release", release().toString());
        switch (this) {
            case Admitted admitted -> {
                out.put("decision", "admitted")
                        .put("audit-statement", admitted.auditStatement().toString());
                out.putArray("reasons");
            }
            case Refused refused -> {
                out.put("decision", "refused");
                ArrayNode reasons = out.putArray("reasons");
                refused.reasons().forEach(reason -> reasons.add(reason.toJson()));
            }
        }
        return out;
    }
}
