package dev.assay.trust.sigstore;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Reason;
import dev.assay.trust.VerificationKey;
import dev.assay.trust.sigstore.KeylessVerification.Refused;
import dev.assay.trust.sigstore.KeylessVerification.Verified;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** A case in the layout of the public conformance suite; a test may change its bundle and its trusted root. */
public final class SuiteCase {
    private static final Path ALL = Path.of("src/test/resources/sigstore/suite").toAbsolutePath();
    private static final int MOST = 16 << 20;

    private final Path folder;
    final ObjectNode bundle;
    final ObjectNode root;

    private SuiteCase(Path folder) {
        this.folder = folder;
        this.bundle = json(folder.resolve("bundle.sigstore.json"));
        Path own = folder.resolve("trusted_root.json");
        this.root = Files.exists(own)
                ? json(own)
                : json(Path.of("src/main/resources/dev/assay/trust/sigstore/public-good.json"));
    }

    public static SuiteCase named(String name) {
        return new SuiteCase(ALL.resolve(name));
    }

    public static List<String> names() {
        try (var folders = Files.list(ALL)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SuiteCase with(Consumer<SuiteCase> change) {
        change.accept(this);
        return this;
    }

    ObjectNode entry() {
        return (ObjectNode) bundle.at("/verificationMaterial/tlogEntries/0");
    }

    /** The code of the refusal, or {@code verified}. */
    public String outcome() {
        return outcome(bytes(), artifact()).map(Reason::code).orElse("verified");
    }

    /** What the verifier says of these bytes in the place of the bundle. */
    public Optional<Reason> outcome(byte[] bytes, Artifact artifact) {
        TrustedRoot trusted = TrustedRoot.read(root.toString().getBytes(StandardCharsets.UTF_8));
        Path key = folder.resolve("key.pub");
        if (Files.exists(key)) {
            return new KeyedVerifier(trusted).refusal(bytes, VerificationKey.read(key), artifact);
        }
        Optional<String> issuer = Optional.of(text("issuer")).filter(text -> !text.isEmpty());
        return switch (new KeylessVerifier(trusted)
                .verify(bytes, new ExpectedSigner(text("identity"), issuer, Map.of()), artifact)) {
            case Verified _ -> Optional.empty();
            case Refused refused -> Optional.of(refused.reason());
        };
    }

    public byte[] bytes() {
        return bundle.toString().getBytes(StandardCharsets.UTF_8);
    }

    public Artifact artifact() {
        if (Files.exists(folder.resolve("digest"))) {
            return Artifact.of(Digest.parse(text("digest")));
        }
        Path own = folder.resolve("artifact");
        return Artifact.of(read(Files.exists(own) ? own : ALL.resolve("a.txt")));
    }

    private String text(String name) {
        return new String(read(folder.resolve(name)), StandardCharsets.UTF_8);
    }

    private static ObjectNode json(Path file) {
        return (ObjectNode) Json.read(read(file), MOST);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
