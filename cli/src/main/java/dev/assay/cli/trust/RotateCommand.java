package dev.assay.cli.trust;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.model.Inert;
import dev.assay.trust.KeyType;
import dev.assay.trust.Passphrase;
import dev.assay.trust.Role;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.TrustPolicy.Identity;
import dev.assay.trust.VerificationKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a key's successor, and says what has to happen before the old one may go. */
@Command(
        name = "rotate",
        description = {
            "Create the successor of a key that a trust policy names, and say step by step what has to happen then.",
            "The old key and the policy are left as they are: only runtimes that know the new key believe it.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay keys rotate auditor.pem.pub auditor-2.pem --trust trust.yaml --passphrase-file passphrase",
        })
public final class RotateCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "OLD", description = "The public half of the key to replace.")
    private Path old = Path.of("");

    @Parameters(index = "1", paramLabel = "NEW", description = "Where the new private key goes; it must not exist.")
    private Path file = Path.of("");

    @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy that names it.")
    private Path trust = Path.of("");

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            required = true,
            defaultValue = "${env:ASSAY_PASSPHRASE_FILE}",
            description = "The new key's passphrase, on the file's first line; mode 0600 (ASSAY_PASSPHRASE_FILE).")
    private Path passphraseFile = Path.of("");

    public RotateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        VerificationKey replaced = VerificationKey.read(old);
        TrustPolicy policy = TrustPolicy.read(trust);
        Role role = policy.roleOf(replaced)
                .orElseThrow(() -> new CommandException("the trust policy " + Inert.quote(trust.toString())
                        + " does not name the key " + replaced.hint() + ", so there is nothing to rotate."
                        + " 'assay keys create' makes a key"));
        Identity holder = policy.identityOf(replaced).orElseThrow();
        SecureRandom random = new SecureRandom();
        // P-384 is verified, but not made here.
        KeyType type = replaced.type() == KeyType.ED25519 ? KeyType.ED25519 : KeyType.P_256;
        SigningKey key = SigningKey.create(type, random);
        char[] passphrase = Passphrase.read(passphraseFile);
        try {
            key.save(file, passphrase, random);
        } finally {
            Arrays.fill(passphrase, '\0');
        }
        Path half = Path.of(file + ".pub");
        Inputs.write(half, key.verificationKey().pem().getBytes(StandardCharsets.US_ASCII));
        int minimum = policy.rule(role).orElseThrow().minimum();
        console.out().print(told(role, holder, minimum, replaced, key, half));
        return ExitStatus.DONE.code();
    }

    private String told(Role role, Identity holder, int minimum, VerificationKey replaced, SigningKey key, Path half) {
        String name = Inert.line(holder.name());
        return "Created " + file + " and " + half + ", hint " + key.hint() + ".\n"
                + "It is trusted by nobody yet. In this order:\n"
                + "1. " + (minimum > 1 ? "Replace the key of '" + name + "'" : "Beside '" + name + "'")
                + " under '" + role.id() + "' in every copy of the trust policy, the runtimes' own ones too"
                + (minimum > 1
                        ? " (not beside it: with both, one person would count twice of " + minimum + ")"
                        : ", name the new key")
                + ":\n"
                + "      - name: " + name + " (new)\n"
                + "        hint: " + key.hint() + "\n"
                + "        key: |\n"
                + key.verificationKey().pem().indent(10)
                + "2. " + next(role, minimum) + "\n"
                + "3. When all runtimes have the policy and all that counts is signed anew, remove the old key from the\n"
                + "   policy: from then on nothing that it signed counts. If it is stolen or lost, do not wait: revoke it,\n"
                + "   which voids all that it ever signed: assay registry revoke REGISTRY --signer " + old
                + " --reason …\n"
                + "4. Destroy the old private key of hint " + replaced.hint() + ".\n";
    }

    private static String next(Role role, int minimum) {
        return switch (role) {
            case BUILDER ->
                "Sign with the new key from now on. Provenance by the old one counts until step 3: sign it anew for every"
                        + "\n   release that is to load afterwards ('assay sign --as builder', 'assay registry publish').";
            case AUDITOR ->
                "Audit with the new key from now on. Audits by the old one count until step 3: make them anew for every"
                        + "\n   release that is to load afterwards ('assay sign --as auditor', 'assay registry publish').";
            case REVIEWER ->
                "Review with the new key from now on. Reviews by the old one "
                        + (minimum > 1 ? "no longer count" : "count until step 3")
                        + ": repeat those that are still\n   needed ('assay review list' shows them).";
            case PUBLISHER ->
                "Give the registry's root the new key. In a registry of one key: 'assay registry rotate REGISTRY --trust TRUST"
                        + "\n   --role all --threshold 1 --public NEW.pub --key OLD --root-key NEW'; else --role root with all its keys.";
        };
    }
}
