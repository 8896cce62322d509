package dev.assay.control;

import dev.assay.control.http.Reply.Problem;
import dev.assay.control.http.Reply.Problem.Fault;
import dev.assay.control.http.Schemas;
import dev.assay.judgement.Judge;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import dev.assay.model.Release;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.Resolution;
import java.util.ArrayList;
import java.util.List;

/** Resolves what an administrator asks to one release of the verified index. Safe for concurrent use. */
final class Resolver {
    private static final int MOST_SCHEMA_BYTES = 1 << 20;

    private final Registries registries;

    Resolver(Registries registries) {
        this.registries = registries;
    }

    /** What became of it. */
    sealed interface Outcome {
        record Resolved(Index index, Entry entry, Release release, Manifest manifest) implements Outcome {}

        /** There is no such release, or the configuration is not as its schema says: every fault. */
        record Impossible(Problem problem) implements Outcome {}
    }

    Outcome resolve(Draft draft) {
        List<Fault> expressions = expressionFaults(draft);
        if (!expressions.isEmpty()) {
            return impossible("policy", "What a policy has for an expression is none", expressions);
        }
        Index index = registries.index();
        return switch (index.resolve(draft.plugin(), draft.versions())) {
            case Resolution.NotFound none ->
                impossible(
                        "unresolvable",
                        "The range " + draft.versions() + " of " + draft.plugin() + " resolves to no release",
                        none.reasons().stream()
                                .map(reason -> new Fault("$.versions", reason.toString()))
                                .toList());
            case Resolution.Found found -> check(draft, index, found.entry());
        };
    }

    private static Outcome check(Draft draft, Index index, Entry entry) {
        List<Fault> faults = configFaults(draft, index, entry);
        return faults.isEmpty()
                ? new Outcome.Resolved(index, entry, release(index, entry), manifest(index, entry))
                : impossible(
                        "configuration",
                        "The configuration is not as the schema of " + entry.plugin() + " " + entry.version() + " says",
                        faults);
    }

    private static List<Fault> expressionFaults(Draft draft) {
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < draft.policies().size(); i++) {
            String path = "$.policies[" + i + "].expression";
            Judge.fault(draft.policies().get(i)).ifPresent(fault -> faults.add(new Fault(path, fault)));
        }
        return faults;
    }

    /** A plugin without a schema takes no configuration. */
    private static List<Fault> configFaults(Draft draft, Index index, Entry entry) {
        if (entry.schema().isEmpty()) {
            return draft.config().isEmpty()
                    ? List.of()
                    : List.of(new Fault("$.config", "the plugin has no configuration schema, so it takes none"));
        }
        byte[] schema = index.fetch(entry, entry.schema().get());
        return new Schemas(Json.read(schema, MOST_SCHEMA_BYTES))
                .faults("", draft.config()).stream()
                        .map(fault -> new Fault("$.config" + fault.path().substring(1), fault.message()))
                        .toList();
    }

    static Release release(Index index, Entry entry) {
        return Release.read(index.fetch(entry, entry.release()));
    }

    static Manifest manifest(Index index, Entry entry) {
        return Manifest.read(
                index.fetch(entry, entry.manifest()), "plugin.yaml of " + entry.plugin() + " " + entry.version());
    }

    private static Outcome impossible(String code, String what, List<Fault> faults) {
        String first = faults.getFirst().path() + ": " + faults.getFirst().message();
        return new Outcome.Impossible(Problem.of(422, code, what + ": " + first).with(faults));
    }
}
