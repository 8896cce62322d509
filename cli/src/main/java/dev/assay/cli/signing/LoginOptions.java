package dev.assay.cli.signing;

import dev.assay.cli.Console;
import dev.assay.model.Inert;
import dev.assay.trust.login.LoginSigner;
import dev.assay.trust.login.Signed;
import dev.assay.trust.login.TokenSource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The login that a command signs by. Its token comes from a file or the environment, never from the command line. */
final class LoginOptions {
    @Option(
            names = "--keyless",
            required = true,
            description = "Sign by a login instead of a key, with a certificate of a Sigstore instance. The token is"
                    + " that of SIGSTORE_ID_TOKEN, else GitHub's in a workflow.")
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
        LoginSigner signer = new LoginSigner(Instance.services(config), Instance.root(root), tokens);
        return statement -> {
            Signed signed = signer.sign(statement);
            console.note("Signed as " + Inert.line(signed.signer().name(), 300) + " by "
                    + Inert.line(signed.signer().issuer().orElse("nobody"), 300) + ", seen at " + signed.time() + ".");
            return new StatementSigner.Signed(
                    signed.bundle(), uri(signed.signer().name()));
        };
    }

    /** A certificate's name is a URI, or a person's address. */
    private static String uri(String name) {
        return name.contains(":") ? name : "mailto:" + name;
    }
}
