package dev.assay.trust.sigstore;

import java.util.Map;
import java.util.Optional;

/**
 * Who must have signed: every part is compared exactly, and there is no way to say 'anyone'.
 *
 * @param name the subject alternative name
 * @param issuer of the token; empty only where the certificate must have none
 * @param extensions that must have exactly these values, by the last number of their identifier; for a workflow at least
 *     15 (the numeric id of the repository) and 14 (the ref)
 */
public record ExpectedSigner(String name, Optional<String> issuer, Map<Integer, String> extensions) {
    public ExpectedSigner {
        extensions = Map.copyOf(extensions);
    }

    /** What differs, for people; empty if it is this signer. */
    Optional<String> difference(SignerIdentity found) {
        if (!found.name().equals(name)) {
            return Optional.of("it is " + found.name() + ", not " + name);
        }
        if (!found.issuer().equals(issuer)) {
            return Optional.of(
                    "its token is of " + found.issuer().orElse("nobody") + ", not of " + issuer.orElse("nobody"));
        }
        return extensions.entrySet().stream()
                .filter(wanted -> !wanted.getValue().equals(found.extensions().get(wanted.getKey())))
                .map(wanted -> "its extension " + wanted.getKey() + " is "
                        + found.extensions().getOrDefault(wanted.getKey(), "absent") + ", not " + wanted.getValue())
                .sorted()
                .findFirst();
    }
}
