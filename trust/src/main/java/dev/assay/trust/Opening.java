package dev.assay.trust;

import dev.assay.model.Reason;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What became of a signed document. */
public sealed interface Opening {
    /** The key signed exactly this document, and it is in force. */
    record Opened(JsonNode document, VerificationKey signer, Optional<Instant> expires) implements Opening {}

    /**
     * It is not to be used. Codes: {@code unknown-signer}, {@code signature-invalid}, {@code document-malformed}, and the
     * kind with {@code -expired}, such as {@code index-expired}.
     */
    record Refused(Reason reason) implements Opening {}
}
