package dev.assay.sandbox.receipt;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
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
import dev.assay.sandbox.host.HostCall;
import dev.assay.sandbox.host.LogLine;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What a fuzzer starts from: small receipts. */
public final class ReceiptSeeds {
    static final SigningKey KEY = SigningKey.create(KeyType.ED25519, new SecureRandom());

    private ReceiptSeeds() {}

    static Stream<Arguments> receipts() {
        return Stream.of(Outcome.COMPLETED, Outcome.DENIED, Outcome.DEADLINE)
                .map(outcome -> Arguments.of((Object) receipt(outcome).bytes()));
    }

    /** The predicates of such receipts. */
    static Stream<Arguments> statements() {
        return Stream.of(Outcome.COMPLETED, Outcome.MEMORY)
                .map(outcome -> Arguments.of((Object)
                        receipt(outcome).statement().toJson().toString().getBytes(StandardCharsets.UTF_8)));
    }

    static Receipt receipt(Outcome outcome) {
        Capabilities granted = Capabilities.of(new Capability.Env("A"), new Capability.Tls(List.of("*"), List.of(443)));
        Run run = new Run(
                outcome,
                outcome == Outcome.COMPLETED ? "" : "why",
                outcome == Outcome.COMPLETED ? bytes("{\"abi\":\"1\"}") : new byte[0],
                List.of(new LogLine(LogLine.Level.INFO, "hello")),
                List.of(
                        new HostCall("env", bytes("{\"name\":\"A\"}"), bytes("{\"ok\":{\"value\":\"a\"}}")),
                        new HostCall("clock", new byte[] {(byte) 0xff, 0}, bytes("{\"error\":{}}"))),
                Instant.EPOCH,
                Duration.ofMillis(1),
                65_536,
                99,
                outcome == Outcome.DENIED
                        ? Optional.of(new HostCall("env", bytes("{\"name\":\"B\"}"), new byte[0]))
                        : Optional.empty(),
                new Conditions(
                        new ReceiptPredicate.Engine("endive", "1.2.0", digest(1)),
                        Optional.of(digest(2)),
                        Effective.of(granted, granted, granted),
                        Limits.DEFAULT));
        return Draft.of(
                        new Draft.Subject(
                                PluginName.parse("acme/x"),
                                Version.parse("1.0.0"),
                                digest(3),
                                digest(4),
                                digest(5),
                                digest(6)),
                        new UUID(1, 1),
                        Operation.ASSESS,
                        bytes("{}"),
                        run,
                        new Random(0))
                .sign(new UUID(2, 2), 2, Optional.of(digest(7)), KEY);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Digest digest(int of) {
        return Digest.of(new byte[] {(byte) of});
    }
}
