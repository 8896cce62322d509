package dev.assay.cli.signing;

import dev.assay.cli.Console;
import dev.assay.cli.Inputs;
import dev.assay.model.Inert;
import dev.assay.trust.login.LoginSigner;
import dev.assay.trust.login.Services;
import dev.assay.trust.login.Signed;
import dev.assay.trust.login.TokenSource;
import dev.assay.trust.sigstore.TrustedRoot;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The login that a command signs by. Its token comes from a file or the environment, never from the command line. */
final class LoginOptions {
    private static final int MOST_CONFIG_BYTES = 1 << 20;
    private static final int MOST_ROOT_BYTES = 4 << 20;

    @Option(
            names = "--keyless",
            required = true,
            description = "Sign by a login instead of a key, with a certificate of a Sigstore instance. The token is"
                    + " GitHub's in a workflow, else that of SIGSTORE_ID_TOKEN.")
    private boolean keyless;

    @Option(
            names = "--identity-token-file",
            paramLabel = "FILE",
            description = "An OpenID Connect token for the audience sigstore, read for each signature.")
    private @Nullable Path token;

    @Option(
            names = "--signing-config",
            paramLabel = "FILE",
            description =
                    "The instance's services; if absent, Sigstore's public-good instance as this program knows it.")
    private @Nullable Path config;

    @Option(
            names = "--trusted-root",
            paramLabel = "FILE",
            description =
                    "Whom what they make is verified by; if absent, Sigstore's public-good instance as this program"
                            + " brings it.")
    private @Nullable Path root;

    /** What else stands in the group needs the flag, which a person may write as {@code --keyless=false}. */
    boolean isWanted() {
        return keyless;
    }

    StatementSigner open(Console console) {
        TokenSource tokens = token == null ? TokenSource.environment(console.environment()) : TokenSource.file(token);
        tokens.token();
        LoginSigner signer = new LoginSigner(services(config), root(root), tokens);
        return statement -> {
            Signed signed = signer.sign(statement);
            console.note("Signed as " + Inert.line(signed.signer().name(), 300) + " by "
                    + Inert.line(signed.signer().issuer().orElse("nobody"), 300) + ", seen at " + signed.time() + ".");
            return new StatementSigner.Signed(signed.bundle(), uri(signed.signer().name()));
        };
    }

    /** A certificate's name is a URI, or a person's address. */
    private static String uri(String name) {
        return name.contains(":") ? name : "mailto:" + name;
    }

    private static Services services(@Nullable Path config) {
        return config == null
                ? Services.publicGood(Instant.now())
                : Services.of(Inputs.read(config, "signing config", MOST_CONFIG_BYTES), Instant.now());
    }

    private static TrustedRoot root(@Nullable Path root) {
        return root == null
                ? TrustedRoot.publicGood()
                : TrustedRoot.read(Inputs.read(root, "trusted root", MOST_ROOT_BYTES));
    }
}
