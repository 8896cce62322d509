package dev.assay.runtime;

import dev.assay.model.Fields;
import dev.assay.model.Ids;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.fleet.RuntimeProfile;
import dev.assay.registry.Folder;
import dev.assay.trust.TrustException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.node.ObjectNode;

/** Makes a new runtime known to a Configuration Service, and pins that service's key. */
final class Enrolment {
    private static final int MOST_BYTES = 64 << 10;
    private static final Duration LONGEST_HEARTBEAT = Duration.ofHours(1);

    private final Folder home;
    private final Clock clock;
    private final SecureRandom random;

    Enrolment(Folder home, Clock clock, SecureRandom random) {
        this.home = home;
        this.clock = clock;
        this.random = random;
    }

    /** The lock of the home must be held. */
    Identity enrol(EnrolmentToken token, RuntimeProfile profile) {
        if (Identity.exists(home)) {
            throw new AssessmentRuntimeException(home.root() + " holds an enrolled runtime already: "
                    + Identity.load(home) + ". Give another directory, or delete that one if it is no longer used");
        }
        if (!clock.instant().isBefore(token.expires())) {
            throw new AssessmentRuntimeException(
                    "the enrolment token expired at " + token.expires() + ". Ask an administrator for a new one");
        }
        KeyPair pair = newKey();
        ObjectNode body = Json.object().put("token", token.text()).put("key", Identity.pem(pair.getPublic()));
        body.set("profile", profile.toJson());
        try (ControlClient client = new ControlClient(token.control(), clock)) {
            Reply reply = client.post("api/v1/enrolments", body);
            if (!reply.isSuccess()) {
                throw new AssessmentRuntimeException("the Configuration Service " + client
                        + " did not enrol this runtime: " + ControlClient.problem(reply));
            }
            Identity identity = new Identity(enrolled(reply, token), pair.getPrivate());
            identity.save(home);
            return identity;
        }
    }

    private static Identity.Enrolled enrolled(Reply reply, EnrolmentToken token) {
        try {
            Fields fields = Fields.of(Json.read(reply.body(), MOST_BYTES), "enrolment");
            String key = fields.text("control-key");
            // The token came by another way than this answer: who stands between cannot bring a key of his own.
            if (!Identity.verificationKey(key).hint().equals(token.key())) {
                throw new AssessmentRuntimeException("the key that " + token.control()
                        + " gives is not the one that the enrolment token names: something stands between, or the token"
                        + " is of another service. Nothing was enrolled here; ask an administrator");
            }
            Duration heartbeat = Duration.parse(fields.text("heartbeat"));
            if (heartbeat.compareTo(Duration.ofSeconds(1)) < 0 || heartbeat.compareTo(LONGEST_HEARTBEAT) > 0) {
                throw new AssessmentRuntimeException(
                        token.control() + " asks for a heartbeat of " + heartbeat + "; it must be PT1S to PT1H");
            }
            return new Identity.Enrolled(
                    fields.value("runtime", Ids::parse),
                    fields.text("name"),
                    token.control(),
                    key,
                    fields.text("token-url"),
                    heartbeat);
        } catch (ModelException | TrustException | DateTimeParseException e) {
            throw new AssessmentRuntimeException(
                    token.control() + " gave an answer that is no enrolment: " + e.getMessage(), e);
        }
    }

    private KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK 25 makes Ed25519 keys", e);
        }
    }
}
