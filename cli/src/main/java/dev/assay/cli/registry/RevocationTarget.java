package dev.assay.cli.registry;

import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.model.VersionRange;
import dev.assay.trust.Revocation;
import dev.assay.trust.VerificationKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What a revocation names. */
final class RevocationTarget {
    @ArgGroup(exclusive = true, multiplicity = "1")
    private What what = new What();

    /** One of three. */
    static final class What {
        @Option(names = "--digest", paramLabel = "DIGEST", description = "A module or a release.")
        private @Nullable String digest;

        @Option(names = "--plugin", paramLabel = "NAME@RANGE", description = "Versions, such as acme/x@<1.4.")
        private @Nullable String plugin;

        @Option(names = "--signer", paramLabel = "KEY", description = "Everything that this public key signed.")
        private @Nullable Path signer;

        @ArgGroup(exclusive = false)
        private @Nullable Login login;
    }

    /** Both or neither. */
    static final class Login {
        @Option(
                names = "--login",
                paramLabel = "SAN",
                required = true,
                description = "Everything that this login signed: the name as its certificates have it, exactly.")
        private String san = "";

        @Option(names = "--issuer", paramLabel = "URL", required = true, description = "Who gave the login its token.")
        private String issuer = "";
    }

    Revocation.Target read() {
        if (what.digest != null) {
            return new Revocation.Target.Content(Digest.parse(what.digest));
        }
        if (what.login != null) {
            return new Revocation.Target.Login(what.login.san, what.login.issuer);
        }
        if (what.signer != null) {
            return new Revocation.Target.Signer(
                    VerificationKey.read(what.signer).hint());
        }
        String text = String.valueOf(what.plugin);
        int at = text.indexOf('@');
        return new Revocation.Target.Versions(
                PluginName.parse(at < 0 ? text : text.substring(0, at)),
                VersionRange.parse(at < 0 ? "*" : text.substring(at + 1)));
    }

    /** As it was typed. */
    @Override
    public String toString() {
        if (what.login != null) {
            return "login " + what.login.san;
        }
        return what.signer != null
                ? "signer " + what.signer
                : String.valueOf(what.digest == null ? what.plugin : what.digest);
    }
}
