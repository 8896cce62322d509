package dev.assay.cli.registry;

import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.template.RegistryTemplate;
import dev.assay.cli.template.RepositoryOptions;
import dev.assay.registry.Publisher;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an empty registry, or the repository that keeps one on GitHub. */
@Command(
        name = "init",
        description = {
            "Make an empty registry; with --github, the repository that builds, audits and publishes to one.",
            "With --key alone, that key signs everything. With keys for all roles, each signs what is its own: who steals the",
            "publish key can then neither undo a revocation nor change whom readers trust.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay registry init registry --key publisher.pem --passphrase-file publisher.passphrase",
            "  assay registry init registry --key publish.pem --online-key online.pem --passphrase-file passphrase \\",
            "      --root-key root-1.pem --root-key root-2.pem --root-key root-3.pem \\",
            "      --targets-key targets-1.pem --targets-key targets-2.pem \\",
            "      --security-key security-1.pem --security-key security-2.pem",
            "  assay registry init --github acme-plugins --reviewer kim:12345 --builder builder.pem.pub \\",
            "      --auditor auditor.pem.pub --reviewer-key reviewer.pem.pub --publisher publisher.pem.pub",
        })
final class InitCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "REGISTRY", arity = "0..1", description = "The registry's directory.")
    private @Nullable Path registry;

    @Mixin
    private final RoleKeys keys = new RoleKeys();

    @Mixin
    private final RoleThresholds thresholds = new RoleThresholds();

    @Mixin
    private final IndexSigning.Validity validity = new IndexSigning.Validity();

    @Mixin
    private final RepositoryOptions repository = new RepositoryOptions();

    @Spec
    private CommandSpec spec;

    InitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if ((registry == null) == repository.folder().isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "Give one of them: a directory for a registry, or --github DIR");
        }
        if (registry != null) {
            make(registry);
        } else {
            repository.folder().ifPresent(this::write);
        }
        return ExitStatus.DONE.code();
    }

    private void make(Path directory) {
        Publisher.create(
                directory,
                thresholds.beginning(keys),
                keys.areSeparate() ? keys.all() : List.of(keys.publisher()),
                validity.duration(),
                Clock.systemUTC());
        console.out().println("Made the registry " + directory + ".");
        if (keys.areSeparate()) {
            console.out()
                    .println(
                            "Name the root's public keys under 'publisher' in the trust policies of those who read it.");
        }
    }

    private void write(Path folder) {
        RegistryTemplate.write(repository.files(folder), folder);
        console.out()
                .println("Made the registry repository " + folder + ". What is next, as " + folder.resolve("GUIDE.md"));
        console.out().println("says in full:");
        if (repository.lacksAssay()) {
            console.out().println("  - write the commit of Assay that the workflows run into registry.yaml");
        }
        console.out().println("  - push it to a new repository on GitHub, as the branch main");
        console.out().println("  - push an empty registry, made with the publisher key, as the branch registry");
        console.out().println("  - make the environment 'registry' with the private keys as secrets, for main alone");
        console.out().println("  - require the checks 'done' and 'assay/gate' on main");
        console.out().println("  - open a pull request with your first plugin");
    }
}
