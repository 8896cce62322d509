package dev.assay.cli.tuf;

import dev.assay.cli.CommandException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Inputs;
import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.trust.TrustException;
import dev.assay.trust.tuf.TargetFile;
import dev.assay.trust.tuf.TrustedView;
import dev.assay.trust.tuf.TufClient;
import dev.assay.trust.tuf.TufStore;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The client under test of the TUF conformance suite. Its options and exit status are the suite's, not ours. */
@Command(
        name = "tuf",
        description = "Act as the client that the TUF conformance suite tests.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit status: 0 if the repository is believed and what was asked for is there, 1 otherwise.",
            "",
            "Example:",
            "  pytest tuf_conformance --entrypoint './assay conformance tuf'"
        })
public final class TufCommand implements Callable<Integer> {
    private static final int MOST_ROOT_BYTES = 512_000;

    /** What the suite asks for. */
    enum Action {
        INIT,
        REFRESH,
        DOWNLOAD
    }

    private final Console console;

    @Option(
            names = "--metadata-dir",
            paramLabel = "DIR",
            required = true,
            description = "The folder of trusted metadata.")
    private Path metadataDir = Path.of("");

    @Option(names = "--metadata-url", paramLabel = "URL", description = "Where the repository's metadata are.")
    private @Nullable URI metadataUrl;

    @Option(names = "--target-name", paramLabel = "PATH", description = "The target to download.")
    private @Nullable String targetName;

    @Option(names = "--target-base-url", paramLabel = "URL", description = "Where the repository's targets are.")
    private @Nullable URI targetBaseUrl;

    @Option(names = "--target-dir", paramLabel = "DIR", description = "The folder to download to.")
    private @Nullable Path targetDir;

    @Parameters(index = "0", paramLabel = "ACTION", description = "init, refresh or download.")
    private Action action = Action.REFRESH;

    @Parameters(index = "1", arity = "0..1", paramLabel = "TRUSTED_ROOT", description = "The first root, for init.")
    private @Nullable Path trustedRoot;

    TufCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        TufStore store = new TufStore(metadataDir);
        switch (action) {
            case INIT ->
                store.initialize(Inputs.read(needed(trustedRoot, "TRUSTED_ROOT"), "trusted root", MOST_ROOT_BYTES));
            case REFRESH -> refreshed(store);
            case DOWNLOAD -> download(refreshed(store));
        }
        return ExitStatus.DONE.code();
    }

    private TrustedView refreshed(TufStore store) {
        HttpTransport metadata = new HttpTransport(needed(metadataUrl, "--metadata-url"));
        return new TufClient(store, metadata, Clock.systemUTC()).refresh();
    }

    private void download(TrustedView repository) {
        String name = needed(targetName, "--target-name");
        TargetFile target = repository
                .find(name)
                .orElseThrow(() -> new CommandException(
                        "no role of the repository vouches for a target " + Inert.quote(name) + ". Check its name"));
        // The name is the repository's, and may be none that a file can have here.
        Path file = needed(targetDir, "--target-dir")
                .resolve(Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex());
        if (!holds(file, target)) {
            Inputs.write(file, repository.fetch(target, new HttpTransport(needed(targetBaseUrl, "--target-base-url"))));
        }
        console.out().println(file);
    }

    /** Whether it was downloaded before. */
    private static boolean holds(Path file, TargetFile target) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) == target.length()) {
                target.require(Files.readAllBytes(file));
                return true;
            }
            return false;
        } catch (IOException | TrustException _) {
            return false;
        }
    }

    private static <T> T needed(@Nullable T option, String name) {
        return Optional.ofNullable(option).orElseThrow(() -> new CommandException("give " + name + " for this"));
    }
}
