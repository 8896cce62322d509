package dev.assay.cli.signing;

import dev.assay.cli.Console;
import dev.assay.cli.KeyOptions;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import dev.assay.trust.VerificationSummary;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Exactly one of key and login. A key that only the environment names gives way to {@code --keyless}. */
public final class SigningOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Mixin
    private final KeyOptions key = new KeyOptions();

    @ArgGroup(exclusive = false)
    private @Nullable LoginOptions login;

    /**
     * Reads key or token now: what takes long comes after.
     *
     * @param role as what it signs
     */
    public StatementSigner open(Console console, String role) {
        if (login == null || !login.isWanted()) {
            SigningKey loaded = key.load();
            String by = VerificationSummary.verifier(role, loaded.verificationKey());
            return statement -> new StatementSigner.Signed(Signer.sign(statement, loaded), by);
        }
        if (command != null && command.commandLine().getParseResult().hasMatchedOption("--key")) {
            throw new ParameterException(command.commandLine(), "Give one of them: --key FILE, or --keyless");
        }
        return login.open(console);
    }
}
