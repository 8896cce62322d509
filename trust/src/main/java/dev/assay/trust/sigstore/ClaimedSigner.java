package dev.assay.trust.sigstore;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.Reason;
import dev.assay.trust.TrustException;
import java.util.List;
import java.util.Optional;

/**
 * Who a bundle's certificate says signed it, with nothing verified: good for choosing whom to verify against, and for
 * telling a person whose statement was refused. Pure.
 */
public final class ClaimedSigner {
    private static final int MOST_CERTIFICATES = 16;

    private ClaimedSigner() {}

    /**
     * Refuses what the verifier would not even begin with: every field of a keyless bundle with an envelope is read.
     *
     * @throws TrustException with code {@code bundle-malformed}
     */
    public static void requireEnvelope(byte[] bundle) {
        try {
            if (Material.read(bundle, Optional.empty()).leaf().isEmpty()) {
                throw malformed("the bundle holds a bare key, no certificate");
            }
        } catch (ModelException | Malformed e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private static TrustException malformed(String problem) {
        return new TrustException(new Reason(
                "bundle-malformed",
                "this is no keyless bundle of the accepted form: " + problem,
                "Fetch it again, or sign the statement anew"));
    }

    /** Empty if it is no keyless bundle of at most so many bytes, or its certificate names nobody. Never throws. */
    public static Optional<SignerIdentity> of(byte[] bundle, int mostBytes) {
        try {
            Fields material = Fields.of(Json.read(bundle, mostBytes), "bundle").object("verificationMaterial");
            Optional<Fields> single = material.optionalObject("certificate");
            List<Fields> chain = single.map(List::of)
                    .or(() -> material.optionalObject("x509CertificateChain")
                            .map(holder -> holder.objects("certificates", MOST_CERTIFICATES)))
                    .orElse(List.of());
            if (chain.isEmpty()) {
                return Optional.empty();
            }
            byte[] leaf = TrustedRoot.base64(chain.getFirst(), "rawBytes");
            return Optional.of(SignerIdentity.of(TrustedRoot.certificate(leaf, "certificate")));
        } catch (ModelException | Malformed _) {
            return Optional.empty();
        }
    }
}
