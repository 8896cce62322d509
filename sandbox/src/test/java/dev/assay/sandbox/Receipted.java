package dev.assay.sandbox;

import dev.assay.model.Capabilities;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.PluginName;
import dev.assay.model.Version;
import dev.assay.model.receipt.Link;
import dev.assay.sandbox.receipt.Draft;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Real runs and their receipts, as a runtime with one key makes them. */
final class Receipted {
    static final SigningKey KEY = SigningKey.create(KeyType.ED25519, new SecureRandom());
    static final UUID RUNTIME = UUID.fromString("5b8f3a54-7a3e-4a53-9c2b-1d7e6f0a9b11");

    private Receipted() {}

    static Draft draft(Assessment assessment, Run run) {
        return Draft.of(
                new Draft.Subject(
                        PluginName.parse("test/guest"),
                        Version.parse("1.0.0"),
                        Digest.of(assessment.module()),
                        Digest.of(new byte[] {1}),
                        Digest.of(new byte[] {2}),
                        Digest.of(new byte[] {3})),
                UUID.randomUUID(),
                assessment.operation(),
                assessment.request(),
                run,
                new SecureRandom());
    }

    static Receipt sign(Draft draft, Optional<Link> previous) {
        return draft.sign(
                RUNTIME, previous.map(link -> link.sequence() + 1).orElse(1L), previous.map(Link::digest), KEY);
    }

    /** Of one run of a guest that asks its capability this. */
    static Receipt ask(Sandbox sandbox, String guest, Capabilities granted, String request)
            throws InterruptedException {
        return of(sandbox, Guests.assess(guest, granted, Guests.LIMITS, request));
    }

    static Receipt of(Sandbox sandbox, String guest, Limits limits) throws InterruptedException {
        return of(sandbox, Guests.assess(guest, limits));
    }

    static Receipt of(Sandbox sandbox, Assessment assessment) throws InterruptedException {
        return sign(draft(assessment, sandbox.run(assessment)), Optional.empty());
    }

    /** So many receipts, each of which follows the one before. */
    static List<Receipt> chain(Draft draft, int count) {
        List<Receipt> chain = new ArrayList<>();
        Optional<Link> last = Optional.empty();
        for (int i = 0; i < count; i++) {
            Receipt receipt = sign(draft, last);
            chain.add(receipt);
            last = Optional.of(receipt.link());
        }
        return chain;
    }

    /** Its file, changed so. */
    static byte[] changed(Receipt receipt, Consumer<ObjectNode> change) {
        ObjectNode file = Json.read(receipt.bytes(), Receipt.MOST_BYTES).asObject();
        change.accept(file);
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }
}
