package dev.assay.cli.trust;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.KeyOptions;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.trust.Passphrase;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import dev.assay.trust.VerificationKey;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Shows which key a file holds. */
@Command(
        name = "inspect",
        aliases = "show",
        description = {
            "Show the type and the hint of a key, public or private, and who it is in a trust policy.",
            "Of a private key, the public half beside it is shown; with --passphrase-file it is opened, which shows that",
            "the passphrase is right and that the two are one key.",
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  assay keys inspect auditor.pem --trust trust.yaml"})
public final class InspectCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "A key in PEM.")
    private Path file = Path.of("");

    @Option(names = "--passphrase-file", paramLabel = "FILE", description = "Opens the private key; mode 0600.")
    private @Nullable Path passphraseFile;

    @Option(names = "--trust", paramLabel = "FILE", description = "A trust policy that may name the key.")
    private @Nullable Path trust;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    public InspectCommand(Console console) {
        this.console = console;
    }

    /** What is known of the file. */
    private record Seen(VerificationKey key, String kind, String state) {}

    @Override
    public Integer call() {
        Seen seen = see();
        Optional<TrustPolicy> policy = Optional.ofNullable(trust).map(TrustPolicy::read);
        Optional<String> role = policy.flatMap(p -> p.roleOf(seen.key()))
                .map(held -> held.id() + " '"
                        + Inert.line(policy.get().nameOf(seen.key()).orElse("")) + "'");
        if (json) {
            ObjectNode out = Json.object()
                    .put("type", seen.key().type().id())
                    .put("hint", seen.key().hint())
                    .put("kind", seen.kind())
                    .put("state", seen.state());
            policy.ifPresent(p -> out.put(
                            "role", p.roleOf(seen.key()).map(r -> r.id()).orElse("nobody"))
                    .put("name", p.nameOf(seen.key()).orElse("")));
            console.out().print(Json.pretty(out));
        } else {
            console.out().println(seen.key().type().id() + " " + seen.key().hint());
            console.out().println(seen.kind() + ", " + seen.state());
            policy.ifPresent(p -> console.out().println("in the trust policy: " + role.orElse("nobody")));
        }
        return ExitStatus.DONE.code();
    }

    private Seen see() {
        if (!SigningKey.isPrivate(file)) {
            return new Seen(VerificationKey.read(file), "public", "not secret");
        }
        if (passphraseFile != null) {
            SigningKey key = KeyOptions.load(file, Passphrase.read(passphraseFile));
            return new Seen(key.verificationKey(), "private", "encrypted, opened: the passphrase is right");
        }
        return SigningKey.claimedHalf(file)
                .map(half -> new Seen(half, "private", "encrypted, not opened: --passphrase-file checks it"))
                .orElseThrow(() -> new CommandException("signing key " + Inert.quote(file.toString())
                        + " does not say which key it is. Give --passphrase-file to open it"));
    }
}
