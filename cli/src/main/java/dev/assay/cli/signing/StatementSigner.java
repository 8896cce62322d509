package dev.assay.cli.signing;

import dev.assay.model.Statement;
import dev.assay.trust.Bundle;

/** Signs statements, by whatever a person chose. */
public interface StatementSigner {
    /**
     * A signed statement.
     *
     * @param by a URI of who signed it
     */
    record Signed(Bundle bundle, String by) {}

    Signed sign(Statement statement);
}
