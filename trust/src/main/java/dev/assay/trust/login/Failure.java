package dev.assay.trust.login;

import dev.assay.model.Inert;
import dev.assay.model.Reason;
import dev.assay.trust.TrustException;
import java.net.URI;

/** What keeps a login from signing, told by service and address; never with the token. */
final class Failure {
    private static final int SHOWN = 500;

    private Failure() {}

    /** A service could not be asked, or did not do it. */
    static TrustException service(String service, URI address, String problem, String remedy) {
        return of("service-failed", service + " " + Inert.quote(address.toString()) + " " + problem, remedy);
    }

    /** A service gave something else than what its interface says. */
    static TrustException answer(String service, URI address, String problem) {
        return of(
                "service-answer-malformed",
                service + " " + Inert.quote(address.toString()) + " gave an answer that is none: " + problem,
                "Check that this address is that of " + service);
    }

    static TrustException of(String code, String message, String remedy) {
        return new TrustException(new Reason(code, Inert.line(message, SHOWN), remedy));
    }
}
