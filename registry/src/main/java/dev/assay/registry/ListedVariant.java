package dev.assay.registry;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A module of a release as the index lists it.
 *
 * @param artifact its OCI manifest
 * @param referrers the OCI index of what refers to that manifest
 * @param statements in the order in which they were listed
 * @param audit the bundle of the audit statement that counts, one of the statements; empty: never audited
 * @param verdict what that audit statement says, for lists: the statement itself is what is verified
 */
public record ListedVariant(
        String name,
        Blob module,
        SortedSet<String> features,
        Blob artifact,
        Blob referrers,
        List<ListedStatement> statements,
        Optional<Digest> audit,
        Optional<Verdict> verdict) {
    private static final int MOST_STATEMENTS = 1000;
    private static final int MOST_FEATURES = 64;

    public ListedVariant {
        features = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(features));
        statements = List.copyOf(statements);
        if (statements.size() > MOST_STATEMENTS) {
            throw new RegistryException("variant " + name + " has more than " + MOST_STATEMENTS
                    + " statements. Publish a new version instead");
        }
        if (audit.isPresent() != verdict.isPresent()) {
            throw new InvalidValueException("variant " + name, "audit and verdict go together");
        }
        List<Digest> bundles = statements.stream().map(s -> s.bundle().digest()).toList();
        if (audit.isPresent() && !bundles.contains(audit.get())) {
            throw new InvalidValueException("variant " + name, "its audit statement is not among its statements");
        }
        if (bundles.stream().distinct().count() != bundles.size()) {
            throw new InvalidValueException("variant " + name, "a statement is listed twice");
        }
    }

    /** The statement in this bundle, one of the variant's. */
    ListedStatement statement(Digest bundle) {
        return statements.stream()
                .filter(statement -> statement.bundle().digest().equals(bundle))
                .findFirst()
                .orElseThrow(() -> new RegistryException("variant " + name + " lists no statement " + bundle));
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("name", name);
        json.set("module", module.toJson());
        json.set("features", Json.texts(features));
        json.set("artifact", artifact.toJson());
        json.set("referrers", referrers.toJson());
        ArrayNode list = json.putArray("statements");
        statements.forEach(statement -> list.add(statement.toJson()));
        audit.ifPresent(digest -> json.put("audit", digest.toString()));
        verdict.ifPresent(word -> json.put("verdict", word.id()));
        return json;
    }

    static ListedVariant fromJson(Fields fields) {
        ListedVariant variant = new ListedVariant(
                fields.text("name"),
                Blob.fromJson(fields.object("module")),
                new TreeSet<>(fields.texts("features", MOST_FEATURES)),
                Blob.fromJson(fields.object("artifact")),
                Blob.fromJson(fields.object("referrers")),
                fields.objects("statements", MOST_STATEMENTS).stream()
                        .map(ListedStatement::fromJson)
                        .toList(),
                fields.optionalValue("audit", Digest::parse),
                fields.optionalValue("verdict", Verdict::parse));
        fields.end();
        return variant;
    }
}
