package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.KeyOptions;
import dev.assay.cli.Registries;
import dev.assay.cli.ReleaseFolder;
import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Release;
import dev.assay.registry.Index;
import dev.assay.registry.Publisher;
import dev.assay.registry.Publishing;
import dev.assay.trust.Bundle;
import dev.assay.trust.Passphrase;
import dev.assay.trust.Reviewer;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import dev.assay.trust.TrustPolicy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a reviewer's answer, and puts it where the release is. */
sealed class ReviewAnswer implements Callable<Integer> {
    private final Console console;
    private final boolean approved;

    @Parameters(
            paramLabel = "DIGEST|RELEASE",
            description = "What was looked at: the digest of a module or of a release, or owner/name@version.")
    private String named = "";

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Where where = new Where();

    @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
    private Path trust = Path.of("");

    @Mixin
    private final KeyOptions key = new KeyOptions();

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; people read it.")
    private String reason = "";

    @Option(names = "--pull-request", paramLabel = "URL", description = "Where it was discussed.")
    private @Nullable String pullRequest;

    @Option(names = "--valid", paramLabel = "DAYS", description = "For how many days the answer counts (default: 90).")
    private int days = 90;

    @Option(
            names = "--publisher-key",
            paramLabel = "FILE",
            description = "With --registry: the private key that signs its index.")
    private @Nullable Path publisherKey;

    @Option(
            names = "--online-key",
            paramLabel = "FILE",
            description = "With --registry: the key that signs what is newest, where that is another.")
    private @Nullable Path onlineKey;

    @Option(names = "--publisher-passphrase-file", paramLabel = "FILE", description = "Its passphrase; mode 0600.")
    private @Nullable Path publisherPassphrase;

    @Option(
            names = "--validity",
            paramLabel = "DAYS",
            description = "With --registry: for how many days its index counts (default: 7).")
    private int indexDays = 7;

    /** Where the release is. */
    static final class Where {
        @Option(names = "--registry", paramLabel = "DIR", description = "A registry that lists it.")
        private @Nullable Path registry;

        @Option(names = "--release", paramLabel = "FOLDER", description = "The folder that 'assay build' made.")
        private @Nullable Path release;
    }

    private ReviewAnswer(Console console, boolean approved) {
        this.console = console;
        this.approved = approved;
    }

    /** Lets a flagged module load. */
    @Command(
            name = "approve",
            description = {
                "Sign that a flagged module may load, and list that with its release.",
                "The answer is to its current audit: a later audit wants a later review.",
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Exit status 20: refused, nothing was signed."})
    static final class Approve extends ReviewAnswer {
        Approve(Console console) {
            super(console, true);
        }
    }

    /** Keeps a flagged module from loading. */
    @Command(
            name = "reject",
            description = {
                "Sign that a flagged module must not load, and list that with its release.",
                "One reviewer is enough, whatever others say, until it is audited anew.",
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Exit status 20: refused, nothing was signed."})
    static final class Reject extends ReviewAnswer {
        Reject(Console console) {
            super(console, false);
        }
    }

    @Override
    public Integer call() {
        if (days < 1 || days > 730) {
            throw new CommandException("--valid " + days + " is out of range. Give 1 to 730 days");
        }
        TrustPolicy policy = TrustPolicy.read(trust);
        Reviewer reviewer;
        try {
            reviewer = Reviewer.of(policy, key.load());
        } catch (TrustException e) {
            if (e.reason().code().equals(Reviewer.NOT_A_REVIEWER)) {
                return refused(String.valueOf(e.getMessage()));
            }
            throw e;
        }
        return where.release == null
                ? inRegistry(
                        policy, reviewer, Optional.ofNullable(where.registry).orElseThrow())
                : inFolder(policy, reviewer, ReleaseFolder.open(where.release));
    }

    private int inFolder(TrustPolicy policy, Reviewer reviewer, ReleaseFolder folder) {
        List<Candidate> candidates = Candidate.of(folder, policy, Instant.now());
        Optional<String> refusal = refusal(candidates);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        for (Candidate candidate : meant(candidates)) {
            // One answer a reviewer: the latest takes the place of the one before, until it is published.
            String what = "review-"
                    + Digest.of(reviewer.name().getBytes(StandardCharsets.UTF_8))
                            .brief();
            folder.keep(candidate.variant(), what, sign(reviewer, candidate));
        }
        return say(reviewer, meant(Candidate.of(folder, policy, Instant.now())));
    }

    private int inRegistry(TrustPolicy policy, Reviewer reviewer, Path directory) {
        Publisher publisher = publisher(policy, directory);
        List<Candidate> candidates = Candidate.of(index(directory), policy, Instant.now());
        Optional<String> refusal = refusal(candidates);
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        List<Candidate> meant = meant(candidates);
        List<Bundle> reviews =
                meant.stream().map(candidate -> sign(reviewer, candidate)).toList();
        Release release = meant.getFirst().release();
        if (publisher.attach(release.name(), release.version(), reviews) instanceof Publishing.Refused refused) {
            return refused(refused.reason().toString());
        }
        return say(reviewer, meant(Candidate.of(index(directory), policy, Instant.now())));
    }

    private Index index(Path directory) {
        return Registries.open(directory.toString(), trust, console).current();
    }

    private Publisher publisher(TrustPolicy policy, Path directory) {
        if (publisherKey == null || publisherPassphrase == null) {
            throw new CommandException("who signs the index? Give --publisher-key and --publisher-passphrase-file, or "
                    + "review a release folder with --release and have its publisher publish it");
        }
        if (indexDays < 1 || indexDays > 366) {
            throw new CommandException("--validity " + indexDays + " is out of range. Give 1 to 366 days");
        }
        List<SigningKey> keys = new ArrayList<>();
        for (Path file : onlineKey == null ? List.of(publisherKey) : List.of(publisherKey, onlineKey)) {
            keys.add(KeyOptions.load(file, Passphrase.read(publisherPassphrase)));
        }
        return Publisher.open(
                directory,
                Publisher.anchor(policy),
                keys,
                Duration.ofDays(indexDays),
                Clock.systemUTC(),
                Registries.published(directory, console));
    }

    private List<Candidate> meant(List<Candidate> candidates) {
        return candidates.stream().filter(c -> c.isNamed(named)).toList();
    }

    private Optional<String> refusal(List<Candidate> candidates) {
        List<Candidate> meant = meant(candidates);
        if (meant.isEmpty()) {
            return Optional.of(
                    "no module of " + Inert.quote(named) + " is flagged by its current audit here, so there is "
                            + "nothing to review. 'assay review list' shows what is, 'assay verify' how it stands");
        }
        if (meant.stream().map(Candidate::release).distinct().count() > 1) {
            return Optional.of(Inert.quote(named) + " is a module of several releases, which may differ in what they "
                    + "declare. Name the digest of one release");
        }
        return meant.stream()
                .filter(c -> approved && !c.standing().rejecting().isEmpty())
                .map(c -> c + " is rejected by "
                        + Inert.line(String.join(", ", c.standing().rejecting()))
                        + ": an approval would not count. Have it audited anew and review that audit")
                .findFirst();
    }

    private Bundle sign(Reviewer reviewer, Candidate candidate) {
        Reviewer.Answer answer =
                new Reviewer.Answer(approved, reason, Optional.ofNullable(pullRequest), Duration.ofDays(days));
        return reviewer.sign(candidate.release(), candidate.variant(), candidate.standing(), answer, Instant.now());
    }

    private int say(Reviewer reviewer, List<Candidate> answered) {
        for (Candidate candidate : answered) {
            int approving = candidate.standing().approving().size();
            int needed = candidate.standing().needed();
            console.out()
                    .println((approved ? "Approved " : "Rejected ") + candidate + " as " + Inert.line(reviewer.name())
                            + ": " + approving + " of " + needed + " reviews. "
                            + switch (candidate.state()) {
                                case "waiting" -> (needed - approving) + " more to go.";
                                case "approved" -> "Its review is complete.";
                                default -> "It loads nowhere until it is audited anew and that audit is approved.";
                            });
        }
        return ExitStatus.DONE.code();
    }

    private int refused(String why) {
        console.err().println("assay: refused: " + why);
        return ExitStatus.REFUSED.code();
    }
}
