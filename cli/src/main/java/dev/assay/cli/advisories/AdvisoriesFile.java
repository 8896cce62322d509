package dev.assay.cli.advisories;

import dev.assay.audit.AuditException;
import dev.assay.audit.advisory.Advisories;
import dev.assay.audit.advisory.SignedAdvisories;
import dev.assay.cli.CommandException;
import dev.assay.cli.Inputs;
import dev.assay.model.Inert;
import dev.assay.trust.Bundle;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Advisories in a file, and the statement about them in another beside it, so that both can be copied to where there is no network.
 *
 * @param document {@code assay.advisories/1}
 */
public record AdvisoriesFile(Path document) {
    /** Where the statement lies. */
    Path statement() {
        return Path.of(document + ".sigstore.json");
    }

    /**
     * Reads both.
     *
     * @throws CommandException that names the file and why nobody vouches for it; one that is out of date is read
     */
    public SignedAdvisories read(TrustPolicy policy, Instant now) {
        byte[] bytes = bytes();
        byte[] bundle = Inputs.read(statement(), "statement about advisories", Bundle.MOST_BYTES);
        try {
            return SignedAdvisories.read(bytes, bundle, policy, now);
        } catch (AuditException e) {
            throw new CommandException(Inert.quote(document.toString()) + ": " + e.getMessage(), e);
        }
    }

    byte[] bytes() {
        return Inputs.read(document, "advisories", Advisories.MOST_BYTES);
    }

    void write(byte[] bytes, byte[] bundle) {
        // Between the two a reader finds a statement about other bytes, and refuses.
        Inputs.write(document, bytes);
        Inputs.write(statement(), bundle);
    }
}
