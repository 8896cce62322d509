package dev.assay.cli.registry;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.model.Word;
import dev.assay.registry.Publisher;
import dev.assay.trust.VerificationKey;
import dev.assay.trust.tuf.IndexLayout;
import dev.assay.trust.tuf.Quorum;
import dev.assay.trust.tuf.TopLevel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rotates keys of a registry's roles, changes a threshold. */
@Command(
        name = "rotate",
        description = {
            "Give a role of the index other keys, or another threshold.",
            "root, targets, online: by a new root that old and new root keys sign. After it, 'registry refresh' with the new",
            "keys of targets or online says anew what the old ones said; until then readers refuse the registry. The new root",
            "takes over what is there: if a key was stolen, look at it first ('registry list').",
            "publish, revocations, undos: at once, with keys of targets and online, and the new keys. all: at once, with both.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay registry rotate registry --trust trust.yaml --role root --threshold 2 --public root-1.pem.pub \\",
            "      --public root-2.pem.pub --public root-4.pem.pub \\",
            "      --root-key root-1.pem --root-key root-2.pem --passphrase-file passphrase",
            "  assay registry rotate registry --trust trust.yaml --role all --threshold 1 --public new.pem.pub \\",
            "      --key publisher.pem --root-key new.pem --passphrase-file passphrase",
        })
final class RotateRoleCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final IndexSigning signing = new IndexSigning();

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            required = true,
            description = "root, targets, online, publish, revocations or undos; all, in a registry of one key.")
    private String role = "";

    @Option(
            names = "--public",
            paramLabel = "FILE",
            required = true,
            description = "A public key of the role from now on; give all.")
    private List<Path> publics = List.of();

    @Option(
            names = "--threshold",
            paramLabel = "N",
            required = true,
            description = "How many of them must sign from now on.")
    private int threshold;

    /** The roles by the names that people have for them. */
    enum Named implements Word {
        ROOT,
        TARGETS,
        ONLINE,
        PUBLISH,
        REVOCATIONS,
        UNDOS,
        ALL
    }

    RotateRoleCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (threshold < 1 || threshold > publics.size()) {
            throw new CommandException("--threshold " + threshold + " is out of range. Give 1 to " + publics.size()
                    + ", the number of keys given with --public");
        }
        Named which = Word.parse(Named.class, role);
        Quorum quorum =
                Quorum.of(threshold, publics.stream().map(VerificationKey::read).toList());
        Publisher publisher = signing.open(console);
        switch (which) {
            case ROOT -> top(publisher, Map.of(TopLevel.ROOT, quorum), "");
            case TARGETS ->
                top(publisher, Map.of(TopLevel.TARGETS, quorum), ". Now refresh it with the new keys: --targets-key");
            case ONLINE ->
                top(
                        publisher,
                        Map.of(TopLevel.SNAPSHOT, quorum, TopLevel.TIMESTAMP, quorum),
                        ". Now refresh it with the new key: --online-key");
            case PUBLISH -> below(publisher, IndexLayout.INDEX, quorum);
            case REVOCATIONS -> below(publisher, IndexLayout.REVOCATIONS, quorum);
            case UNDOS -> below(publisher, IndexLayout.UNDOS, quorum);
            case ALL -> all(publisher);
        }
        return ExitStatus.DONE.code();
    }

    private void top(Publisher publisher, Map<TopLevel, Quorum> roles, String next) {
        console.out().println("Published root " + publisher.rotateTop(roles) + next + ".");
    }

    private void all(Publisher publisher) {
        if (publics.size() != 1) {
            throw new CommandException("--role all takes one key: a registry of several has roles of their own");
        }
        console.out()
                .println("Published root " + publisher.rotateAll(VerificationKey.read(publics.getFirst()))
                        + ", and signed everything with the new key.");
    }

    private void below(Publisher publisher, String delegated, Quorum quorum) {
        publisher.rotateBelow(delegated, quorum);
        console.out().println("The role '" + role + "' has its new keys, and they signed what it says.");
    }
}
