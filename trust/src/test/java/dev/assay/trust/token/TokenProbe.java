package dev.assay.trust.token;

import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import java.nio.charset.StandardCharsets;

/** A process of its own that signs with a token: SoftHSM learns from the environment, at its start, where its tokens are. */
final class TokenProbe {
    private TokenProbe() {}

    public static void main(String[] args) {
        try {
            SigningKey key = TokenKeys.open(TokenAddress.parse(args[0]), args[1].toCharArray());
            byte[] message = "a message".getBytes(StandardCharsets.UTF_8);
            System.out.println("signed " + key.verificationKey().verifies(message, key.sign(message)) + " "
                    + key.verificationKey().type().id());
        } catch (TrustException e) {
            System.out.println(e.getMessage());
            System.out.println(e.reason().code());
        }
    }
}
