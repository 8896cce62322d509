package dev.assay.cli.sigstore;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.cli.signing.Instance;
import dev.assay.model.Digest;
import dev.assay.model.Reason;
import dev.assay.trust.VerificationKey;
import dev.assay.trust.sigstore.Artifact;
import dev.assay.trust.sigstore.ExpectedSigner;
import dev.assay.trust.sigstore.KeyedVerifier;
import dev.assay.trust.sigstore.KeylessVerification.Refused;
import dev.assay.trust.sigstore.KeylessVerification.Verified;
import dev.assay.trust.sigstore.KeylessVerifier;
import dev.assay.trust.sigstore.TrustedRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says whether a bundle shows that a signer, or a key, signed a file. */
@Command(
        name = "verify-bundle",
        description = "Say whether a bundle shows that a signer, or a key, signed a file. Needs no network.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit status: 0 it does, 20 it does not, 1 something cannot be read, 2 wrong usage."})
final class VerifyBundleCommand implements Callable<Integer> {
    private static final int MOST_BUNDLE_BYTES = 16 << 20;
    private static final int MOST_ARTIFACT_BYTES = 512 << 20;

    private final Console console;

    @Option(names = "--staging", description = "Of Sigstore's staging instance; needs --trusted-root.")
    private boolean staging;

    @Option(names = "--bundle", paramLabel = "FILE", required = true, description = "The bundle.")
    private Path bundle = Path.of("");

    @Option(names = "--certificate-identity", paramLabel = "NAME", description = "Who must have signed.")
    private @Nullable String identity;

    @Option(names = "--certificate-oidc-issuer", paramLabel = "URL", description = "Who must vouch for the name.")
    private @Nullable String issuer;

    @Option(names = "--key", paramLabel = "FILE", description = "The public key that must have signed.")
    private @Nullable Path key;

    @Option(
            names = "--trusted-root",
            paramLabel = "FILE",
            description = "Whom to trust; if absent, Sigstore's public-good instance as this program brings it.")
    private @Nullable Path trustedRoot;

    @Parameters(paramLabel = "FILE_OR_DIGEST", description = "What was signed: a file, or sha256: and its digest.")
    private String artifact = "";

    VerifyBundleCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<Reason> refusal = refusal(Inputs.read(bundle, "bundle", MOST_BUNDLE_BYTES), root());
        refusal.ifPresent(reason -> console.err().println("assay: refused: " + reason));
        return (refusal.isPresent() ? ExitStatus.REFUSED : ExitStatus.DONE).code();
    }

    private Optional<Reason> refusal(byte[] bytes, TrustedRoot root) {
        boolean named = identity != null || issuer != null;
        if (key != null && !named) {
            return new KeyedVerifier(root).refusal(bytes, VerificationKey.read(key), artifact());
        }
        if (key != null || identity == null || issuer == null) {
            throw new CommandException(
                    "give either --key, or --certificate-identity and --certificate-oidc-issuer: who must have signed");
        }
        ExpectedSigner signer = new ExpectedSigner(identity, Optional.of(issuer), Map.of());
        return switch (new KeylessVerifier(root).verify(bytes, signer, artifact())) {
            case Verified _ -> Optional.empty();
            case Refused refused -> Optional.of(refused.reason());
        };
    }

    private TrustedRoot root() {
        if (staging && trustedRoot == null) {
            throw new CommandException("only the public-good instance's trusted root is part of this program."
                    + " Give the staging instance's with --trusted-root");
        }
        return Instance.root(trustedRoot);
    }

    /** A digest is of the right form and no file of that name is there. */
    private Artifact artifact() {
        return artifact.matches("sha256:[0-9a-fA-F]{64}") && !Files.exists(Path.of(artifact))
                ? Artifact.of(Digest.parse(artifact.toLowerCase(Locale.ROOT)))
                : Artifact.of(Inputs.read(Path.of(artifact), "artifact", MOST_ARTIFACT_BYTES));
    }
}
