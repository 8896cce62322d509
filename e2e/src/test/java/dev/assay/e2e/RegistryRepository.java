package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A registry repository made as GUIDE.md says: what {@code assay registry init --github} writes, pushed to a bare
 * repository, beside the branch that holds what is published.
 */
final class RegistryRepository {
    static final String NAME = "acme/plugins";
    static final String MAIN = "main";
    private static final List<String> ROLES = List.of("builder", "auditor", "reviewer", "publisher");

    private final Path folder;
    private final Git clone;

    private RegistryRepository(Path folder) {
        this.folder = folder;
        this.clone = new Git(folder.resolve("clone"));
    }

    /** @param commit of the Assay that the workflows are to use */
    static RegistryRepository make(Path folder, String commit) throws IOException {
        Files.createDirectories(folder);
        RegistryRepository made = new RegistryRepository(folder);
        Assay assay = new Assay(folder);
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "a passphrase for tests\n");
        Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
        for (String role : ROLES) {
            run(assay, "keys create " + role + ".pem --passphrase-file passphrase");
        }
        run(
                assay,
                "registry init --github clone --name plugins --reviewer kim:11 --builder builder.pem.pub --auditor"
                        + " auditor.pem.pub --reviewer-key reviewer.pem.pub --publisher publisher.pem.pub --assay "
                        + Machine.ASSAY + "@" + commit);
        run(assay, "registry init published --key publisher.pem --passphrase-file passphrase");
        new Git(folder).run("init", "-q", "--bare", "-b", MAIN, "plugins.git");
        made.begin(made.clone, MAIN);
        made.begin(new Git(folder.resolve("published")), "registry");
        return made;
    }

    /** Another one that begins like the one in {@code from}: making it takes seconds, copying it none. */
    static RegistryRepository copy(Path from, Path folder) throws IOException {
        PluginChange.copy(from, folder);
        RegistryRepository copy = new RegistryRepository(folder);
        for (Git git : List.of(copy.clone, new Git(folder.resolve("published")))) {
            git.run("remote", "set-url", "origin", copy.bare().toString());
        }
        return copy;
    }

    private static void run(Assay assay, String line) {
        Assay.Ended ended = assay.run(line.split(" "));
        assertThat(ended.status()).as(line + "\n" + ended.out() + ended.err()).isZero();
    }

    private void begin(Git git, String branch) {
        git.run("init", "-q", "-b", branch);
        git.run("remote", "add", "origin", bare().toString());
        git.run("add", "-A");
        git.run("commit", "-q", "-m", "Begin");
        git.run("push", "-q", "origin", branch);
    }

    /** Where pushes arrive, and what the workflows are read from. */
    Path bare() {
        return folder.resolve("plugins.git");
    }

    /** The files that a change is made of; {@link #commit} takes what was written here. */
    Path files() {
        return clone.folder();
    }

    Path trust() {
        return folder.resolve("clone/trust.yaml");
    }

    /** What the environment {@code registry} keeps: the keys and what opens them. */
    Map<String, String> secrets() throws IOException {
        Map<String, String> secrets = new TreeMap<>();
        for (String role : ROLES) {
            secrets.put(
                    "ASSAY_" + role.toUpperCase(java.util.Locale.ROOT) + "_KEY",
                    Files.readString(folder.resolve(role + ".pem")).strip());
        }
        secrets.put(
                "ASSAY_PASSPHRASE",
                Files.readString(folder.resolve("passphrase")).strip());
        return secrets;
    }

    /** The paths that a commit changes of this branch. */
    String[] changed(String branch, String commit) {
        return new Git(bare())
                .run("diff", "--name-only", "--diff-filter=d", "refs/heads/" + branch + "..." + commit)
                .lines()
                .toArray(String[]::new);
    }

    String head(String branch) {
        return new Git(bare()).run("rev-parse", "refs/heads/" + branch);
    }

    /** Begins a change: the files are those of the newest {@code main} again. */
    void branch(String branch) {
        clone.run("switch", "-q", "-C", branch, "origin/" + MAIN);
    }

    /** Commits everything, and pushes it to a ref; a fork's commits arrive as {@code refs/pull/N/head}. */
    String commit(String ref, String message) {
        clone.run("add", "-A");
        clone.run("commit", "-q", "-m", message);
        clone.run("push", "-q", "--force", "origin", "HEAD:" + ref);
        return clone.run("rev-parse", "HEAD");
    }

    /** Merges a commit into {@code main}, by a commit of its own as GitHub's button does. */
    String merge(String head) {
        branch(MAIN);
        clone.run("merge", "-q", "--no-ff", "-m", "Merge", head);
        clone.run("push", "-q", "origin", MAIN);
        return clone.run("rev-parse", "HEAD");
    }

    /** A checkout of what is published now. */
    Path published() {
        Git git = new Git(folder.resolve("published"));
        git.run("fetch", "-q", "origin");
        git.run("reset", "-q", "--hard", "origin/registry");
        return git.folder();
    }
}
