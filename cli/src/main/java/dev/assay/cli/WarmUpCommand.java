package dev.assay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.cli.demo.Output;
import dev.assay.cli.registry.SmallRegistry;
import dev.assay.sandbox.WorkerCache;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs commands that touch most classes, in a folder that it removes. The build records which classes they load, so that
 * later starts need not parse them (JEP 514). With {@code --workers} the same for workers.
 */
@Command(name = "warm-up", hidden = true, description = "Used by the build.", mixinStandardHelpOptions = true)
final class WarmUpCommand implements Callable<Integer> {
    /** The smallest module. */
    private static final byte[] MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0};

    @Option(names = "--workers", description = "Write the cache of workers beside their jars.")
    private boolean workers;

    WarmUpCommand(@SuppressWarnings("unused") Console console) {}

    @Override
    public Integer call() throws IOException {
        if (workers) {
            WorkerCache.make();
            return ExitStatus.DONE.code();
        }
        Path folder = Files.createTempDirectory("assay-warm-up-");
        try {
            return run(folder).code();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static ExitStatus run(Path folder) throws IOException {
        Path passphrase = folder.resolve("passphrase");
        Files.createFile(
                passphrase, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passphrase, "a passphrase of no value\n");
        Path module = Files.write(folder.resolve("empty.wasm"), MODULE);
        String key = folder.resolve("key.pem").toString();
        String trust = folder.resolve("trust.yaml").toString();
        String other = folder.resolve("other.pem").toString();
        String registry = folder.resolve("registry").toString();
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), true, UTF_8);
        InProcess shell = new InProcess(new Console(
                nowhere, nowhere, false, Map.of("ASSAY_DATA", folder.toString(), "ASSAY_CACHE", folder.toString())));
        String[][] commands = {
            {"--help"},
            {"audit", "--help"},
            {"keys", "create", key, "--passphrase-file", passphrase.toString()},
            {"keys", "create", other, "--passphrase-file", passphrase.toString()},
            {"trust", "init", trust, "--auditor", key + ".pub", "--publisher", other + ".pub"},
            {"trust", "check", trust},
            {"registry", "init", registry, "--key", other, "--passphrase-file", passphrase.toString()},
            {"registry", "list", registry, "--trust", trust},
            {"audit", module.toString()},
            {"rules", "X04"},
            {"github", "discover", "--all", "--root", repository(folder.resolve("repository"))},
        };
        ExitStatus worst = ExitStatus.DONE;
        // Long enough that what reads and digests content is known to be hot.
        try (SmallRegistry small = new SmallRegistry(Arrays.copyOf(MODULE, 16 << 20))) {
            String pulled = folder.resolve("pulled.wasm").toString();
            if (shell.run("registry", "pull", small.reference(), "--out", pulled)
                            .status()
                    != 0) {
                worst = ExitStatus.FAILED;
            }
        }
        for (String[] command : commands) {
            Output output = shell.run(command);
            // The empty module imports nothing and exports nothing: whatever the audit says of it is fine here, and so
            // is
            // what is told of a policy without builders.
            if (output.status() != 0 && output.status() != ExitStatus.FLAGGED.code() && !command[0].equals("audit")) {
                worst = ExitStatus.FAILED;
            }
        }
        return worst;
    }

    /** A registry repository with one plugin. */
    private static String repository(Path root) throws IOException {
        Files.createDirectories(root.resolve("plugins/warm"));
        Files.writeString(root.resolve("registry.yaml"), """
                format: assay.registry-repository/1
                name: warm
                plugins: plugins
                audit: audit.yaml
                trust: trust.yaml
                branch: registry
                reviewers: [{login: nobody, id: 1}]
                quorum: 1
                assay: {repository: warm/up, commit: 0000000000000000000000000000000000000000}
                """);
        Files.writeString(root.resolve("plugins/warm/plugin.yaml"), """
                apiVersion: assay/v1
                kind: Plugin
                name: warm/up
                version: 0.1.0
                summary: Nothing
                license: Apache-2.0
                source: https://example.org/warm
                contract: assessment/1
                build: {toolchain: rust, path: .}
                """);
        return root.toString();
    }
}
