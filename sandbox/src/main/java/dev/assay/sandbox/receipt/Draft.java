package dev.assay.sandbox.receipt;

import dev.assay.model.Digest;
import dev.assay.model.Outcome;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.model.Version;
import dev.assay.model.receipt.ReceiptPredicate;
import dev.assay.sandbox.Conditions;
import dev.assay.sandbox.Operation;
import dev.assay.sandbox.Run;
import dev.assay.trust.Bundle;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** A receipt that has no place in a chain yet, and is therefore not signed. Immutable. */
public final class Draft {
    private final Subject subject;
    private final UUID id;
    private final Operation operation;
    private final Run run;
    private final Content whole;
    private final Content kept;

    /**
     * What was run.
     *
     * @param audit the audit statement that it was loaded by
     * @param load the runtime's statement of its decision to load
     */
    public record Subject(
            PluginName plugin, Version version, Digest module, Digest release, Digest audit, Digest load) {}

    private Draft(Subject subject, UUID id, Operation operation, Run run, Content whole) {
        this.subject = subject;
        this.id = id;
        this.operation = operation;
        this.run = run;
        this.whole = whole;
        this.kept = whole.kept();
    }

    /**
     * Of a run that is over.
     *
     * @param random for salts: one that nobody can foretell
     */
    public static Draft of(
            Subject subject, UUID id, Operation operation, byte[] request, Run run, RandomGenerator random) {
        return new Draft(subject, id, operation, run, Content.of(run, request, random));
    }

    /**
     * The receipt of this number.
     *
     * @param previous the digest of the one before it; empty for the first
     */
    public Receipt sign(UUID runtime, long sequence, Optional<Digest> previous, SigningKey key) {
        String name = subject.plugin() + "@" + subject.version();
        Statement statement = new Statement(
                List.of(
                        new Statement.Subject(name + "#module", subject.module()),
                        new Statement.Subject(name, subject.release())),
                PredicateType.RECEIPT,
                predicate(runtime, sequence, previous).toJson());
        Bundle bundle = Signer.sign(statement, key);
        return new Receipt(bundle, statement, kept);
    }

    private ReceiptPredicate predicate(UUID runtime, long sequence, Optional<Digest> previous) {
        Conditions conditions = run.conditions();
        return new ReceiptPredicate(
                runtime,
                sequence,
                previous,
                id,
                run.started(),
                subject.plugin(),
                subject.version(),
                operation.id(),
                subject.audit(),
                subject.load(),
                conditions.engine(),
                conditions.metered(),
                whole.layers(),
                conditions.limits(),
                whole.request().orElseThrow().digest(),
                whole.transcript().digest(),
                whole.log().orElseThrow().digest(),
                run.outcome(),
                run.detail(),
                run.fuel(),
                run.peakMemoryBytes(),
                run.outcome() == Outcome.COMPLETED ? Optional.of(Digest.of(run.response())) : Optional.empty(),
                Receipt.obstacle(run.outcome(), run.peakMemoryBytes(), kept).isEmpty());
    }
}
