package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/**
 * A statement as the index lists it.
 *
 * @param bundle the signed statement
 * @param predicateType what kind of statement it is
 * @param listed when it was first listed: the time from which the age of a statement by a bare key counts
 */
public record ListedStatement(Blob bundle, String predicateType, Instant listed) {
    ObjectNode toJson() {
        return bundle.toJson().put("predicate-type", predicateType).put("listed", listed.toString());
    }

    static ListedStatement fromJson(Fields fields) {
        ListedStatement statement = new ListedStatement(
                new Blob(fields.value("digest", Digest::parse), fields.integer("size", 0, Blob.LARGEST)),
                fields.text("predicate-type"),
                fields.instant("listed"));
        fields.end();
        return statement;
    }
}
