package dev.assay.cli.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.cli.CommandException;
import dev.assay.github.RepositoryFile;
import dev.assay.model.Inert;
import dev.assay.trust.Role;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new registry repository on GitHub is filled with. */
public final class RepositoryOptions {
    private static final Pattern REVIEWER = Pattern.compile("([A-Za-z0-9][A-Za-z0-9-]{0,38}):([1-9][0-9]{0,15})");
    private static final Pattern ASSAY = Pattern.compile("([\\w.-]+/[\\w.-]+)@([0-9a-f]{40})");
    private static final String NOBODY = "0".repeat(40);

    @Option(
            names = "--github",
            paramLabel = "DIR",
            description = "Write a registry repository for GitHub, with its workflows, into this new or empty folder.")
    private @Nullable Path folder;

    @Option(names = "--name", paramLabel = "NAME", description = "The repository's name (default: that of DIR).")
    private @Nullable String name;

    @Option(
            names = "--reviewer",
            paramLabel = "LOGIN:ID",
            description = "A person whose reviews on GitHub count: 'gh api users/LOGIN --jq .id' says the id.")
    private List<String> reviewers = new ArrayList<>();

    @Option(names = "--builder", paramLabel = "PUBKEY", description = "Public key that says how modules were built.")
    private List<Path> builders = new ArrayList<>();

    @Option(names = "--auditor", paramLabel = "PUBKEY", description = "Public key that says what audits found.")
    private List<Path> auditors = new ArrayList<>();

    @Option(names = "--reviewer-key", paramLabel = "PUBKEY", description = "Public key that says what people approved.")
    private List<Path> reviewerKeys = new ArrayList<>();

    @Option(names = "--publisher", paramLabel = "PUBKEY", description = "Public key that signs the index.")
    private List<Path> publishers = new ArrayList<>();

    @Option(
            names = "--assay",
            paramLabel = "OWNER/NAME@COMMIT",
            description = "The Assay that the workflows run (default: to be filled in).")
    private String assay = "assay-dev/assay@" + NOBODY;

    /** Where the repository goes, where one was asked for. */
    public Optional<Path> folder() {
        return Optional.ofNullable(folder);
    }

    /** Whether the commit of Assay is still to be filled in. */
    public boolean lacksAssay() {
        return assay.endsWith("@" + NOBODY);
    }

    /** The repository's files; what does not fit is a {@link CommandException}. */
    public SortedMap<String, byte[]> files(Path target) {
        Map<Role, List<Path>> keys = new EnumMap<>(Role.class);
        keys.put(Role.BUILDER, builders);
        keys.put(Role.AUDITOR, auditors);
        keys.put(Role.REVIEWER, reviewerKeys);
        keys.put(Role.PUBLISHER, publishers);
        requireAll(keys);
        Matcher pin = matching(ASSAY, assay, "--assay", "OWNER/NAME@ and the 40 hexadecimal digits of a commit");
        List<Matcher> people = reviewers.stream()
                .map(one -> matching(REVIEWER, one, "--reviewer", "LOGIN:ID, such as kim:12345"))
                .toList();
        Map<String, String> values = new HashMap<>();
        values.put(
                "NAME",
                name == null
                        ? String.valueOf(target.toAbsolutePath().normalize().getFileName())
                        : name);
        values.put(
                "REVIEWERS", list(people, "\n", one -> "  - {login: " + one.group(1) + ", id: " + one.group(2) + "}"));
        values.put("OWNERS", list(people, " ", one -> "@" + one.group(1)));
        values.put("ASSAY_REPOSITORY", pin.group(1));
        values.put("ASSAY_COMMIT", pin.group(2));
        values.put("TRUST", TrustFile.yaml(keys).strip());
        SortedMap<String, byte[]> files = RegistryTemplate.filled(values);
        RepositoryFile.read(file(files, RepositoryFile.FILE), RepositoryFile.FILE);
        TrustPolicy.read(file(files, "trust.yaml"), Path.of("trust.yaml"));
        return files;
    }

    private void requireAll(Map<Role, List<Path>> keys) {
        List<String> missing = new ArrayList<>();
        if (reviewers.isEmpty()) {
            missing.add("--reviewer");
        }
        keys.forEach((role, files) -> {
            if (files.isEmpty()) {
                missing.add(role == Role.REVIEWER ? "--reviewer-key" : "--" + role.id());
            }
        });
        if (!missing.isEmpty()) {
            throw new CommandException("a registry repository needs " + String.join(", ", missing)
                    + ". 'assay keys create FILE' makes a key, one a role; its public half is FILE.pub");
        }
    }

    private static String list(List<Matcher> people, String between, java.util.function.Function<Matcher, String> one) {
        return people.stream().map(one).collect(Collectors.joining(between));
    }

    private static Matcher matching(Pattern pattern, String text, String option, String form) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new CommandException(option + " " + Inert.quote(text) + " is not of the form " + form);
        }
        return matcher;
    }

    private static byte[] file(SortedMap<String, byte[]> files, String name) {
        return files.getOrDefault(name, "".getBytes(UTF_8));
    }
}
