package dev.assay.runtime;

import dev.assay.model.Capabilities;
import dev.assay.model.Digest;
import dev.assay.model.Effective;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.model.PluginName;
import dev.assay.model.Version;
import dev.assay.model.receipt.ReceiptPredicate;
import dev.assay.sandbox.Conditions;
import dev.assay.sandbox.Operation;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.receipt.ChainCheck;
import dev.assay.sandbox.receipt.Draft;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Receipts of runs that never were, for chains that are. */
final class Drafts {
    static final UUID RUNTIME = new UUID(7, 7);
    static final KeyPair PAIR = pair();
    static final SigningKey KEY = SigningKey.of(PAIR.getPrivate(), "a key of the tests");

    private Drafts() {}

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static Draft draft(String request) {
        Run run = new Run(
                Outcome.TRAPPED,
                "unreachable",
                new byte[0],
                List.of(),
                List.of(),
                Instant.now(),
                Duration.ofMillis(3),
                65_536,
                17,
                Optional.empty(),
                new Conditions(
                        new ReceiptPredicate.Engine("endive", "1", Digest.of(new byte[] {1})),
                        Optional.of(Digest.of(new byte[] {2})),
                        Effective.of(Capabilities.NONE),
                        Limits.DEFAULT));
        Draft.Subject subject = new Draft.Subject(
                PluginName.parse("acme/x"),
                Version.parse("1.0.0"),
                Digest.of(new byte[] {3}),
                Digest.of(new byte[] {4}),
                Digest.of(new byte[] {5}),
                Digest.of(new byte[] {6}));
        return Draft.of(
                subject,
                UUID.randomUUID(),
                Operation.ASSESS,
                request.getBytes(StandardCharsets.UTF_8),
                run,
                new SecureRandom());
    }

    /** What is to be said of the chain in this folder. */
    static ChainCheck check(Path folder) throws IOException {
        ChainCheck check = new ChainCheck(List.of(KEY.verificationKey()));
        Path checkpoint = folder.resolve("checkpoint.json");
        if (Files.exists(checkpoint)) {
            check.checkpoint(Files.readAllBytes(checkpoint));
        }
        for (Path file : files(folder)) {
            check.next(file.getFileName().toString(), Files.readAllBytes(file));
        }
        return check;
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().matches("[0-9]+\\.json"))
                    .sorted()
                    .toList();
        }
    }
}
