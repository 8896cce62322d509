package dev.assay.model;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an audit statement says: the verdict, what it was given for, and by which policy. The load key of a module.
 *
 * @param complete whether nothing was skipped; an incomplete audit never gives the right to load
 * @param capabilities the kinds of capability that the binary imports
 * @param contract the host contract that it was judged against
 * @param features the WebAssembly proposals that the binary needs
 * @param policy the digest of the policy
 * @param auditor name and version of the program
 * @param rules the version of the rule set
 * @param report the digest of the JSON report
 * @param audited when
 * @param expires from when on it counts no more
 */
public record AuditPredicate(
        Verdict verdict,
        boolean complete,
        SortedSet<String> capabilities,
        Contract contract,
        SortedSet<String> features,
        Digest policy,
        String auditor,
        String rules,
        Digest report,
        Instant audited,
        Instant expires) {
    private static final String NOUN = "assay.audit-statement";
    private static final int FORMAT = 1;

    public AuditPredicate {
        capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
        features = Collections.unmodifiableSortedSet(new TreeSet<>(features));
        if (!expires.isAfter(audited)) {
            throw new InvalidValueException("expires", expires.toString(), "a time after " + audited);
        }
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.document(NOUN, FORMAT)
                .put("verdict", verdict.id())
                .put("complete", complete)
                .put("contract", contract.toString())
                .put("policy", policy.toString())
                .put("auditor", auditor)
                .put("rules", rules)
                .put("report", report.toString())
                .put("audited", audited.toString())
                .put("expires", expires.toString());
        out.set("capabilities", Json.texts(capabilities));
        out.set("features", Json.texts(features));
        return out;
    }

    public static AuditPredicate fromJson(Fields fields) {
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        fields.text("format");
        AuditPredicate predicate = new AuditPredicate(
                fields.value("verdict", Verdict::parse),
                fields.flag("complete"),
                new TreeSet<>(fields.requiredTexts("capabilities", 64)),
                fields.value("contract", Contract::parse),
                new TreeSet<>(fields.requiredTexts("features", Variant.MOST_FEATURES)),
                fields.value("policy", Digest::parse),
                fields.text("auditor"),
                fields.text("rules"),
                fields.value("report", Digest::parse),
                fields.instant("audited"),
                fields.instant("expires"));
        fields.end();
        return predicate;
    }
}
