package dev.assay.cli.advisories;

import dev.assay.audit.advisory.Advisories;
import dev.assay.audit.advisory.Advisory;
import dev.assay.audit.advisory.Affected;
import dev.assay.audit.advisory.SignedAdvisories;
import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Group;
import dev.assay.cli.Inputs;
import dev.assay.cli.signing.SigningOptions;
import dev.assay.cli.signing.StatementSigner;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.trust.Bundle;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Makes, checks, shows and renews what audits are to know of toolchains and libraries. */
@Command(
        name = "advisories",
        description = "Sign, check, show and renew what audits are to know of toolchains and libraries.",
        mixinStandardHelpOptions = true,
        subcommands = {
            AdvisoriesCommand.Sign.class,
            AdvisoriesCommand.Verify.class,
            AdvisoriesCommand.Show.class,
            AdvisoriesCommand.Update.class
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example:",
            "  assay advisories sign osv/crates.io --out advisories.json --key auditor.pem --passphrase-file auditor.passphrase",
            "  assay advisories verify advisories.json --trust trust.yaml",
            "  assay audit plugin.wasm --advisories advisories.json --trust trust.yaml",
        })
public final class AdvisoriesCommand extends Group {
    /** Makes the document and the statement about it. */
    @Command(
            name = "sign",
            description = {
                "Gather OSV entries into one document, and sign that audits are to know them: FILE and FILE.sigstore.json.",
                "Whoever names this key or login as an auditor can use both without a network, until they expire.",
            },
            mixinStandardHelpOptions = true)
    static final class Sign implements Callable<Integer> {
        private final Console console;

        @Parameters(
                paramLabel = "SOURCE",
                arity = "1..*",
                description = "OSV entries: files, folders of *.json, or a document of before, to be renewed.")
        private List<Path> sources = List.of();

        @Option(names = "--out", paramLabel = "FILE", required = true, description = "Where the document goes.")
        private Path out = Path.of("");

        @Option(
                names = "--valid",
                paramLabel = "DAYS",
                description = "For how many days it counts (default: 30, at most 366).")
        private int days = 30;

        @Mixin
        private final SigningOptions signing = new SigningOptions();

        Sign(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Sources gathered = new Sources();
            sources.forEach(gathered::add);
            byte[] document = Advisories.write(gathered.all());
            if (document.length > Advisories.MOST_BYTES) {
                throw new CommandException("the document would have " + document.length + " bytes, more than the "
                        + Advisories.MOST_BYTES + " that are read. Leave out ecosystems that no plugin is built from");
            }
            AdvisoriesFile file = new AdvisoriesFile(out);
            StatementSigner signer = signing.open(console, "auditor");
            Bundle bundle = signer.sign(SignedAdvisories.statement(
                            String.valueOf(out.getFileName()), document, Instant.now(), days))
                    .bundle();
            file.write(document, bundle.bytes());
            console.out()
                    .println("Signed " + gathered.all().size() + " advisories for " + days + " days: " + file.document()
                            + " and " + file.statement() + ".");
            return ExitStatus.DONE.code();
        }
    }

    /** Whose word it is. */
    @Command(
            name = "verify",
            description = "Say who signed advisories, and whether audits can use them now.",
            mixinStandardHelpOptions = true,
            footer = {"", "Exit status 20: nobody of the trust policy vouches for them, or not any more."})
    static final class Verify implements Callable<Integer> {
        private final Console console;

        @Parameters(paramLabel = "FILE", description = "The document; FILE.sigstore.json lies beside it.")
        private Path file = Path.of("");

        @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
        private Path trust = Path.of("");

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Verify(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            TrustPolicy policy = TrustPolicy.read(trust);
            Instant now = Instant.now();
            SignedAdvisories signed;
            try {
                signed = new AdvisoriesFile(file).read(policy, now);
            } catch (CommandException e) {
                console.err().println("assay: " + e.getMessage());
                return ExitStatus.REFUSED.code();
            }
            Optional<String> stale = signed.staleAt(now);
            if (json) {
                console.out().print(Json.pretty(json(signed, stale)));
            } else {
                print(signed, stale);
            }
            return (stale.isEmpty() ? ExitStatus.DONE : ExitStatus.REFUSED).code();
        }

        private static ObjectNode json(SignedAdvisories signed, Optional<String> stale) {
            return Json.object()
                    .put("digest", signed.advisories().digest().toString())
                    .put("by", signed.by())
                    .put("issued", signed.issued().toString())
                    .put("expires", signed.expires().toString())
                    .put("current", stale.isEmpty())
                    .put("entries", signed.advisories().entries().size());
        }

        private void print(SignedAdvisories signed, Optional<String> stale) {
            var out = console.out();
            out.println((stale.isEmpty() ? "CURRENT" : "OUT OF DATE") + "  " + Inert.line(file.toString()));
            out.println("  digest     " + signed.advisories().digest());
            out.println("  signed by  " + signed.by());
            out.println("  issued     " + signed.issued());
            out.println("  expires    " + signed.expires());
            out.println("  entries    " + signed.advisories().entries().size());
            stale.ifPresent(why -> out.println("  " + why));
        }
    }

    /** What they say, whoever signed it. */
    @Command(
            name = "show",
            description = "Show what advisories say, whoever signed them: all in a line each, or one of them.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        private static final int MOST_NAMED = 5;

        private final Console console;

        @Parameters(index = "0", paramLabel = "FILE", description = "The document.")
        private Path file = Path.of("");

        @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "One entry, by its id or an alias.")
        private @Nullable String id;

        Show(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            List<Advisory> entries =
                    Advisories.read(new AdvisoriesFile(file).bytes()).entries();
            if (id == null) {
                entries.forEach(entry -> console.out().println(line(entry)));
                return ExitStatus.DONE.code();
            }
            String wanted = id;
            Advisory entry = entries.stream()
                    .filter(one -> one.id().equals(wanted) || one.aliases().contains(wanted))
                    .findFirst()
                    .orElseThrow(() -> new CommandException("there is no advisory " + Inert.quote(wanted) + " in "
                            + Inert.quote(file.toString()) + ". Without an id all are listed"));
            console.out().println(line(entry));
            console.out().println("  modified  " + entry.modified());
            entry.withdrawn().ifPresent(time -> console.out().println("  withdrawn " + time));
            entry.aliases().forEach(alias -> console.out().println("  alias     " + Inert.line(alias)));
            entry.affected()
                    .forEach(affected -> console.out().println("  affects   " + Inert.line(affected.describe())));
            return ExitStatus.DONE.code();
        }

        private static String line(Advisory entry) {
            List<Affected> affected = entry.affected();
            String packages = affected.stream()
                    .limit(MOST_NAMED)
                    .map(one -> one.coordinates().ecosystem() + " " + one.name())
                    .distinct()
                    .collect(Collectors.joining(", "));
            double score = affected.stream().mapToDouble(entry::score).max().orElse(-1);
            return Inert.line(entry.id() + "  " + (score < 0 ? "-" : String.format(Locale.ROOT, "%.1f", score)) + "  "
                    + packages + (affected.size() > MOST_NAMED ? ", …" : "") + "  "
                    + (entry.withdrawn().isPresent() ? "withdrawn: " : "") + entry.summary());
        }
    }

    /** Takes newer ones, and never older ones. */
    @Command(
            name = "update",
            description = {
                "Take newer advisories in the place of FILE: only what an auditor signed, and never what is older.",
                "Both files are copied; where they come from needs no network.",
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:",
                "  assay advisories update /mnt/stick/advisories.json advisories.json --trust trust.yaml"
            })
    static final class Update implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", paramLabel = "NEW", description = "The document that came, with NEW.sigstore.json.")
        private Path source = Path.of("");

        @Parameters(index = "1", paramLabel = "FILE", description = "The document that audits use.")
        private Path file = Path.of("");

        @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
        private Path trust = Path.of("");

        Update(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            TrustPolicy policy = TrustPolicy.read(trust);
            Instant now = Instant.now();
            AdvisoriesFile from = new AdvisoriesFile(source);
            AdvisoriesFile to = new AdvisoriesFile(file);
            SignedAdvisories newer = from.read(policy, now);
            newer.staleAt(now).ifPresent(why -> {
                throw new CommandException(Inert.quote(source.toString()) + ": " + why);
            });
            current(to, policy, now).ifPresent(older -> {
                if (newer.issued().isBefore(older.issued())) {
                    throw new CommandException(Inert.quote(source.toString()) + " was signed at " + newer.issued()
                            + ", before what is there (" + older.issued() + "). Fetch newer ones");
                }
            });
            to.write(from.bytes(), Inputs.read(from.statement(), "statement about advisories", Bundle.MOST_BYTES));
            // What was copied may have been changed since it was looked at.
            to.read(policy, now);
            console.out()
                    .println("Updated " + file + ": "
                            + newer.advisories().entries().size() + " advisories, signed by " + newer.by() + " at "
                            + newer.issued() + ", until " + newer.expires() + ".");
            return ExitStatus.DONE.code();
        }

        /** What is there, unless nobody vouches for it: that is no reason to stay with it. */
        private Optional<SignedAdvisories> current(AdvisoriesFile to, TrustPolicy policy, Instant now) {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            try {
                return Optional.of(to.read(policy, now));
            } catch (CommandException e) {
                console.note("What is there is replaced: " + e.getMessage());
                return Optional.empty();
            }
        }
    }
}
