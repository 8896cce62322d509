package dev.assay.trust.login;

import dev.assay.trust.TrustException;
import dev.assay.trust.login.Caller.Question;
import dev.assay.trust.sigstore.TimestampRequest;
import java.net.URI;
import java.security.SecureRandom;

/** Says when a signature existed: RFC 3161 over HTTP (section 3.4). */
record TimestampAuthority(URI address, Caller caller, SecureRandom random) {
    private static final String SERVICE = "the timestamp authority";

    /** The response, which answers exactly this request; who signed it is not looked at yet. */
    byte[] stamp(byte[] signature) {
        TimestampRequest request = TimestampRequest.of(signature, random);
        Answer answer = caller.ask(Question.post(
                SERVICE, address, "application/timestamp-query", "application/timestamp-reply", request.bytes()));
        try {
            request.requireAnswer(answer.body());
            return answer.body();
        } catch (TrustException e) {
            throw answer.malformed(e.reason().message());
        }
    }
}
