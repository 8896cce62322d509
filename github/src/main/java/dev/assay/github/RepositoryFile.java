package dev.assay.github;

import dev.assay.model.Document;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What {@code registry.yaml} at the root of a registry repository says.
 *
 * @param name the registry's
 * @param plugins the folder whose folders are plugins; relative, inside the repository, as every path here
 * @param audit the audit policy's file
 * @param trust the trust policy's file
 * @param advisories what audits are to know of toolchains and libraries, signed by an auditor of the trust policy
 * @param branch where published content lives
 * @param reviewers whose reviews on GitHub count
 * @param quorum how many of them a flagged release needs, at least 1
 * @param assay the Assay that the workflows run
 */
public record RepositoryFile(
        String name,
        String plugins,
        String audit,
        String trust,
        Optional<String> advisories,
        String branch,
        List<Account> reviewers,
        int quorum,
        Pin assay) {
    public static final String FILE = "registry.yaml";

    private static final int NEWEST = 1;
    private static final int MOST_REVIEWERS = 100;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern LOGIN = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,38}");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");
    private static final Pattern BRANCH = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

    public RepositoryFile {
        reviewers = List.copyOf(reviewers);
    }

    /** The exact source of a program. */
    public record Pin(RepositoryName repository, CommitId commit) {}

    /** Reads the file of the repository with this root; {@link GitHubException} where there is none. */
    public static RepositoryFile in(Path root) {
        Path file = root.resolve(FILE);
        try {
            return read(Files.readAllBytes(file), FILE);
        } catch (IOException e) {
            throw new GitHubException(
                    Inert.quote(root.toString()) + " is not a registry repository: " + FILE
                            + " cannot be read there. Run this in the root of one; 'assay registry init --github DIR' makes one",
                    e);
        }
    }

    /** Whether the review of this account counts. By id: a login can change hands. */
    public boolean isReviewer(Account account) {
        return reviewers.stream().anyMatch(reviewer -> reviewer.id() == account.id());
    }

    /** Reads the file; {@link dev.assay.model.FaultyDocumentException} tells all its faults at once. */
    public static RepositoryFile read(byte[] yaml, String file) {
        Document document = Document.read(yaml, file);
        document.required("format", RepositoryFile::format);
        Optional<String> name = document.required("name", text -> matching(NAME, text, "registry name"));
        Optional<String> plugins = document.required("plugins", RepositoryFile::path);
        Optional<String> audit = document.required("audit", RepositoryFile::path);
        Optional<String> trust = document.required("trust", RepositoryFile::path);
        Optional<String> advisories = document.optional("advisories", RepositoryFile::path);
        Optional<String> branch = document.required("branch", RepositoryFile::branch);
        List<Account> reviewers = document.mappings("reviewers").stream()
                .flatMap(one -> reviewer(one).stream())
                .toList();
        Optional<Integer> quorum = document.required("quorum", text -> (int) number(text, "quorum", MOST_REVIEWERS));
        Optional<Pin> assay = document.requiredMapping("assay").flatMap(RepositoryFile::pin);
        checkReviewers(document, reviewers, quorum.orElse(1));
        document.end();
        document.finish();
        return new RepositoryFile(
                name.orElseThrow(),
                plugins.orElseThrow(),
                audit.orElseThrow(),
                trust.orElseThrow(),
                advisories,
                branch.orElseThrow(),
                reviewers,
                quorum.orElseThrow(),
                assay.orElseThrow());
    }

    /** Without reviewers nothing flagged can be published, which is safe; a quorum that they cannot reach is a mistake. */
    private static void checkReviewers(Document document, List<Account> reviewers, int quorum) {
        Set<Long> ids = new HashSet<>();
        for (Account reviewer : reviewers) {
            if (!ids.add(reviewer.id())) {
                document.fault("reviewers", "the id " + reviewer.id() + " is there twice", "name each person once");
            }
        }
        if (reviewers.size() > MOST_REVIEWERS) {
            document.fault("reviewers", "there are more than " + MOST_REVIEWERS, "name fewer people");
        }
        if (!reviewers.isEmpty() && quorum > ids.size()) {
            document.fault(
                    "quorum",
                    "a quorum of " + quorum + " cannot be reached by " + ids.size() + " reviewers",
                    "lower it or name more reviewers");
        }
    }

    private static Optional<Account> reviewer(Document one) {
        Optional<String> login = one.required("login", text -> matching(LOGIN, text, "login"));
        Optional<Long> id = one.required("id", text -> number(text, "id", Json.LARGEST_INTEGER));
        one.end();
        return login.flatMap(l -> id.map(i -> new Account(l, i)));
    }

    private static Optional<Pin> pin(Document assay) {
        Optional<RepositoryName> repository = assay.required("repository", RepositoryName::parse);
        Optional<CommitId> commit = assay.required("commit", CommitId::parse);
        assay.end();
        return repository.flatMap(r -> commit.map(c -> new Pin(r, c)));
    }

    private static String format(String text) {
        Json.requireFormat(Json.object().put("format", text), "assay.registry-repository", NEWEST);
        return text;
    }

    private static String path(String text) {
        return matching(PATH, text, "path");
    }

    /** What git accepts as a branch's name, less what no registry needs. */
    private static String branch(String text) {
        if (text.contains("..") || text.toLowerCase(Locale.ROOT).matches(".*\\.lock(/.*)?") || text.endsWith(".")) {
            throw new InvalidValueException("branch", text, "a branch's name");
        }
        return matching(BRANCH, text, "branch");
    }

    private static String matching(Pattern pattern, String text, String what) {
        if (text.length() > 200 || !pattern.matcher(text).matches()) {
            throw new InvalidValueException(what, text, "the form " + pattern);
        }
        return text;
    }

    private static long number(String text, String what, long most) {
        if (text.matches("[1-9][0-9]{0,15}") && Long.parseLong(text) <= most) {
            return Long.parseLong(text);
        }
        throw new InvalidValueException(what, text, "a whole number from 1 to " + most);
    }
}
