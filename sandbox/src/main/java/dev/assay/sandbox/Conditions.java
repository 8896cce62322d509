package dev.assay.sandbox;

import dev.assay.model.Digest;
import dev.assay.model.Effective;
import dev.assay.model.Limits;
import dev.assay.model.receipt.ReceiptPredicate;
import java.util.Optional;

/**
 * Under what a run took place: with the module, the request and what the host told, all that decides what comes of it.
 *
 * @param metered the digest of the module as it went to the engine; empty where it was refused before
 * @param effective what each layer allowed
 * @param limits the least of everybody's
 */
public record Conditions(
        ReceiptPredicate.Engine engine, Optional<Digest> metered, Effective effective, Limits limits) {}
