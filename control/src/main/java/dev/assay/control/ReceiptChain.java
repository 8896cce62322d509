package dev.assay.control;

import dev.assay.control.database.Transaction;
import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.model.fleet.Result;
import dev.assay.model.receipt.Link;
import dev.assay.model.receipt.ReceiptPredicate;
import dev.assay.trust.BundleVerifier;
import dev.assay.trust.Verification;
import dev.assay.trust.VerificationKey;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The receipts that runtimes deliver with their results. One that is not this runtime's or not of this run is refused; one that
 * does not follow the one before is kept and says so, since the result is evidence all the same.
 */
final class ReceiptChain {
    private ReceiptChain() {}

    /** Why the receipt of this result does not prove this run; empty if it does, or if there is none. */
    static Optional<String> unproved(Result result, VerificationKey key) {
        return result.receipt().flatMap(bundle -> switch (BundleVerifier.verify(Json.canonical(bundle), List.of(key))) {
            case Verification.Refused refused -> Optional.of(refused.reason().toString());
            case Verification.Verified verified -> otherwise(verified.statement(), result);
        });
    }

    private static Optional<String> otherwise(Statement statement, Result result) {
        if (!statement.predicateType().equals(PredicateType.RECEIPT)
                || !statement.isAbout(result.module(), result.release())) {
            return Optional.of("it is no receipt about the module and release of the result");
        }
        try {
            ReceiptPredicate receipt = ReceiptPredicate.fromJson(Fields.of(statement.predicate(), "receipt"));
            boolean same = receipt.run().equals(result.runId())
                    && receipt.runtime().equals(result.runtimeId())
                    && receipt.plugin().equals(result.plugin())
                    && receipt.version().equals(result.version())
                    && receipt.outcome() == result.outcome()
                    && receipt.fuel() == result.fuel()
                    && Optional.of(receipt.audit()).equals(result.audit())
                    && Optional.of(receipt.load()).equals(result.loadStatement());
            return same ? Optional.empty() : Optional.of("it is of another run, or tells this one otherwise");
        } catch (ModelException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Keeps the receipt of a stored result, and whether it follows the newest one of its runtime. */
    static void store(Transaction t, Result result) throws SQLException {
        if (result.receipt().isEmpty()) {
            return;
        }
        ReceiptPredicate receipt = predicate(result);
        t.run(
                "INSERT INTO receipt (run, runtime, sequence, digest, previous, problem) VALUES (?, ?, ?, ?, ?, ?)",
                result.runId(),
                result.runtimeId(),
                receipt.sequence(),
                result.receiptStatement().orElseThrow().toString(),
                receipt.previous().map(Digest::toString).orElse(null),
                problem(receipt, newest(t, result.runtimeId()).orElse(null)).orElse(null));
    }

    private static ReceiptPredicate predicate(Result result) {
        byte[] bundle = Json.canonical(result.receipt().orElseThrow());
        return ReceiptPredicate.fromJson(
                Fields.of(dev.assay.trust.Bundle.read(bundle).claimed().predicate(), "receipt"));
    }

    private static Optional<Link> newest(Transaction t, UUID runtime) throws SQLException {
        return t.first(
                "SELECT sequence, digest FROM receipt WHERE runtime = ? ORDER BY sequence DESC LIMIT 1",
                row -> new Link(row.number("sequence"), Digest.parse(row.text("digest"))),
                runtime);
    }

    /** Runtimes deliver in the order of their receipts, so whatever comes out of turn is missing or was made again. */
    private static Optional<String> problem(ReceiptPredicate receipt, @Nullable Link newest) {
        long due = newest == null ? 1 : newest.sequence() + 1;
        if (receipt.sequence() > due) {
            return Optional.of((receipt.sequence() == due + 1
                            ? "receipt " + due + " never came"
                            : "receipts " + due + " to " + (receipt.sequence() - 1) + " never came")
                    + ": their runs have no result here");
        }
        if (receipt.sequence() < due) {
            return Optional.of("receipt " + receipt.sequence() + " came after receipt " + (due - 1)
                    + ": it is late, or a number was given twice");
        }
        return newest == null || receipt.previous().equals(Optional.of(newest.digest()))
                ? Optional.empty()
                : Optional.of("it follows another receipt " + newest.sequence() + " than the one that came");
    }
}
