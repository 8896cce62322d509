package dev.assay.trust.login;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import dev.assay.trust.login.Caller.Question;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A certificate authority with the interface of Fulcio, version 2: {@code POST /api/v2/signingCert}. */
final class Fulcio {
    private static final String SERVICE = "the certificate authority";
    private static final String PATH = "api/v2/signingCert";
    private static final int MOST_CERTIFICATES = 16;

    private final URI base;
    private final Caller caller;
    private final SecureRandom random;

    Fulcio(URI base, Caller caller, SecureRandom random) {
        this.base = base;
        this.caller = caller;
        this.random = random;
    }

    /** A new P-256 key, certified for whom the token is of. */
    CertifiedKey certify(IdentityToken token) {
        SigningKey key = SigningKey.create(KeyType.P_256, random);
        ObjectNode body = Json.object();
        body.putObject("credentials").put("oidcIdentityToken", token.text());
        ObjectNode request = body.putObject("publicKeyRequest");
        request.putObject("publicKey")
                .put("algorithm", "ECDSA")
                .put("content", key.verificationKey().pem());
        request.put("proofOfPossession", Draft.base64(key.sign(Caller.utf8(token.subject()))));
        Question question = Question.post(
                        SERVICE,
                        Address.below(base, PATH),
                        "application/json",
                        "application/json",
                        Json.canonical(body))
                .hiding(token::isIn);
        Answer answer = caller.ask(question);
        byte[] leaf = answer.read(fields -> encoded(leaf(fields), answer, key));
        return new CertifiedKey(key, leaf);
    }

    private static String leaf(Fields answer) {
        Optional<Fields> embedded = answer.optionalObject("signedCertificateEmbeddedSct");
        Fields holder = embedded.orElseGet(() -> answer.object("signedCertificateDetachedSct"));
        List<String> chain = holder.object("chain").texts("certificates", MOST_CERTIFICATES);
        return chain.isEmpty() ? "" : chain.getFirst();
    }

    private static byte[] encoded(String pem, Answer answer, SigningKey key) {
        byte[] der;
        byte[] certified;
        try {
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Caller.utf8(pem)));
            der = certificate.getEncoded();
            certified = certificate.getPublicKey().getEncoded();
        } catch (CertificateException | RuntimeException _) {
            // The JDK's parser throws several unchecked ones too.
            throw answer.malformed("it holds no certificate in PEM");
        }
        if (!Arrays.equals(certified, key.verificationKey().spki())) {
            throw answer.malformed("the certificate is of another key");
        }
        return der;
    }
}
