package dev.assay.cli.sigstore;

import dev.assay.cli.CommandException;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.cli.signing.Instance;
import dev.assay.model.Statement;
import dev.assay.trust.login.LoginSigner;
import dev.assay.trust.login.Signed;
import dev.assay.trust.login.TokenSource;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a file by a login. The token on the command line, where others see it, is the suite's way; ours is a file. */
@Command(
        name = "sign-bundle",
        description = {
            "Sign a file by a login, and write the bundle once it verifies.",
            "For the suite's tokens, which are nobody's: others on this machine see the command line.",
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Exit status: 0 signed, 1 it could not be done, 2 wrong usage."})
final class SignBundleCommand implements Callable<Integer> {
    private static final int MOST_ARTIFACT_BYTES = 512 << 20;

    @Option(
            names = "--staging",
            description = "With Sigstore's staging instance; needs --trusted-root and --signing-config.")
    private boolean staging;

    @Option(names = "--in-toto", description = "The file is an in-toto statement: sign it in an envelope.")
    private boolean statement;

    @Option(names = "--identity-token", paramLabel = "TOKEN", required = true, description = "The token of the login.")
    private String token = "";

    @Option(names = "--bundle", paramLabel = "FILE", required = true, description = "Where the bundle goes.")
    private Path bundle = Path.of("");

    @Option(
            names = "--trusted-root",
            paramLabel = "FILE",
            description = "Whom to trust; if absent, Sigstore's public-good instance as this program brings it.")
    private @Nullable Path trustedRoot;

    @Option(
            names = "--signing-config",
            paramLabel = "FILE",
            description = "Which services to use; if absent, those of Sigstore's public-good instance.")
    private @Nullable Path signingConfig;

    @Parameters(paramLabel = "FILE", description = "What is signed.")
    private Path artifact = Path.of("");

    @Override
    public Integer call() {
        if (staging && (trustedRoot == null || signingConfig == null)) {
            throw new CommandException("only the public-good instance's trusted root and services are part of this"
                    + " program. Give the staging instance's with --trusted-root and --signing-config");
        }
        byte[] file = Inputs.read(artifact, "artifact", MOST_ARTIFACT_BYTES);
        LoginSigner signer =
                new LoginSigner(Instance.services(signingConfig), Instance.root(trustedRoot), TokenSource.of(token));
        Signed signed = statement ? signer.envelope(Statement.PAYLOAD_TYPE, file) : signer.file(file);
        Inputs.write(bundle, signed.bytes());
        return ExitStatus.DONE.code();
    }
}
