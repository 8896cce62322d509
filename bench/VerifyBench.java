import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.trust.Bundle;
import dev.assay.trust.BundleVerifier;
import dev.assay.trust.KeyType;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import dev.assay.trust.Verification;
import dev.assay.trust.VerificationKey;
import dev.assay.trust.sigstore.Artifact;
import dev.assay.trust.sigstore.ExpectedSigner;
import dev.assay.trust.sigstore.KeylessVerification;
import dev.assay.trust.sigstore.KeylessVerifier;
import dev.assay.trust.sigstore.TrustedRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * {@code make FOLDER}: a module, a statement about it by a new key, a trust policy and a trusted root that names nobody.
 * {@code warm SUITE}: how long the verification of one bundle takes when all is loaded, and what 10,000 leave on the heap.
 */
final class VerifyBench {
    private static final int ROUNDS = 10_000;

    private static boolean failed;

    private VerifyBench() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "make" -> make(Path.of(arguments[1]));
            case "warm" -> warm(Path.of(arguments[1]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.exit(failed ? 1 : 0);
    }

    private static Bundle statement(byte[] module, SigningKey key) {
        List<Statement.Subject> subjects = List.of(
                new Statement.Subject("acme/check@1.0.0#baseline", Digest.of(module)),
                new Statement.Subject("acme/check@1.0.0", Digest.of(new byte[1])));
        return Signer.sign(new Statement(subjects, PredicateType.PROVENANCE, Json.object().put("note", "x".repeat(2000))), key);
    }

    private static void make(Path folder) throws Exception {
        byte[] module = {0, 'a', 's', 'm', 1, 0, 0, 0};
        SigningKey key = SigningKey.create(KeyType.P_256, new SecureRandom());
        VerificationKey publicKey = key.verificationKey();
        Files.write(folder.resolve("module.wasm"), module);
        Files.write(folder.resolve("bundle.sigstore.json"), statement(module, key).bytes());
        Files.writeString(folder.resolve("key.pub"), publicKey.pem());
        Files.writeString(folder.resolve("trusted_root.json"),
                "{\"mediaType\":\"application/vnd.dev.sigstore.trustedroot+json;version=0.1\"}\n");
        StringBuilder trust = new StringBuilder("format: assay.trust-policy/1\nroles:\n");
        for (String role : List.of("builder", "auditor", "publisher")) {
            VerificationKey known = role.equals("builder")
                    ? publicKey
                    : SigningKey.create(KeyType.P_256, new SecureRandom()).verificationKey();
            trust.append("  " + role + ":\n    identities:\n      - name: " + role + "\n        key: |\n");
            trust.append(known.pem().indent(10));
        }
        Files.writeString(folder.resolve("trust.yaml"), trust);
    }

    private static void warm(Path suite) throws Exception {
        for (String name : List.of("happy-path", "rekor2-happy-path", "rekor2-dsse-happy-path")) {
            Path folder = suite.resolve(name);
            Path own = folder.resolve("trusted_root.json");
            TrustedRoot root = Files.exists(own) ? TrustedRoot.read(Files.readAllBytes(own)) : TrustedRoot.publicGood();
            KeylessVerifier verifier = new KeylessVerifier(root);
            byte[] bundle = Files.readAllBytes(folder.resolve("bundle.sigstore.json"));
            ExpectedSigner signer = new ExpectedSigner(Files.readString(folder.resolve("identity")),
                    Optional.of(Files.readString(folder.resolve("issuer"))), Map.of());
            Artifact artifact = Artifact.of(Files.readAllBytes(suite.resolve("a.txt")));
            measure("keyless, " + name, 3.5,
                    () -> verifier.verify(bundle, signer, artifact) instanceof KeylessVerification.Verified);
        }
        for (KeyType type : List.of(KeyType.P_256, KeyType.ED25519)) {
            SigningKey key = SigningKey.create(type, new SecureRandom());
            byte[] bundle = statement(new byte[8], key).bytes();
            List<VerificationKey> keys = List.of(key.verificationKey());
            measure("bare key, " + type.id(), 0.6,
                    () -> BundleVerifier.verify(bundle, keys) instanceof Verification.Verified);
        }
    }

    private static void measure(String name, double most, BooleanSupplier verified) throws InterruptedException {
        long[] nanos = new long[ROUNDS];
        long early = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            if (!verified.getAsBoolean()) {
                throw new AssertionError(name + " is not verified");
            }
            nanos[i] = System.nanoTime() - begin;
            if (i == ROUNDS / 10) {
                early = used();
            }
        }
        long late = used();
        Arrays.sort(nanos, ROUNDS / 2, ROUNDS);
        double median = nanos[ROUNDS * 3 / 4] / 1e6;
        System.out.printf("%-32s median %.2f ms (at most %.1f), %d in a row: heap %+d KB%n", name, median, most, ROUNDS,
                (late - early) >> 10);
        if (median > most || late - early > 2 << 20) {
            System.out.println("bench: " + name + " is slower, or grew more, than it may");
            failed = true;
        }
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
