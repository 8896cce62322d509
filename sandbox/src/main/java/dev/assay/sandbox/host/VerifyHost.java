package dev.assay.sandbox.host;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.trust.Credential;
import dev.assay.trust.artifact.ArtifactPolicy;
import dev.assay.trust.sigstore.Artifact;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Verifies signatures by the policies of the host file: a guest brings artifact and bundle, and never says whom to trust. A
 * signature that does not count is no error: whether and why not is the answer. Thread-safe.
 */
final class VerifyHost {
    private static final int LONGEST = 500;

    private final Map<String, ArtifactPolicy> policies;

    VerifyHost(Map<String, ArtifactPolicy> policies) {
        this.policies = policies;
    }

    ObjectNode verify(CapabilityRequest.Verify request) {
        ArtifactPolicy policy = policies.get(request.policy());
        if (policy == null) {
            return Answer.error(Answer.NOT_FOUND, "this host has no policy named " + request.policy());
        }
        Artifact artifact = request.base64()
                .map(text -> Artifact.of(Base64.getDecoder().decode(text)))
                .orElseGet(() -> Artifact.of(request.artifact()));
        byte[] bundle = request.bundle().getBytes(StandardCharsets.UTF_8);
        return Answer.ok(
                switch (policy.verify(bundle, artifact)) {
                    case ArtifactPolicy.Verified verified -> told(request, verified);
                    case ArtifactPolicy.Refused refused -> {
                        ObjectNode out = Json.object().put("verified", false);
                        out.putObject("reason")
                                .put("code", refused.reason().code())
                                .put("message", Inert.line(refused.reason().message(), LONGEST));
                        yield out;
                    }
                });
    }

    private static ObjectNode told(CapabilityRequest.Verify request, ArtifactPolicy.Verified verified) {
        ObjectNode out = Json.object()
                .put("verified", true)
                .put("digest", request.artifact().toString())
                .put("signer", verified.name());
        ObjectNode identity = out.putObject("identity");
        switch (verified.credential()) {
            case Credential.Key key -> identity.put("key", key.key().hint());
            case Credential.Keyless login ->
                identity.put(
                                "san",
                                verified.login().map(signer -> signer.name()).orElse(login.san()))
                        .put("issuer", login.issuer());
        }
        verified.signed().ifPresent(time -> out.put("signed", time.toString()));
        verified.predicateType().ifPresent(type -> out.put("predicate-type", Inert.line(type, LONGEST)));
        return out;
    }
}
