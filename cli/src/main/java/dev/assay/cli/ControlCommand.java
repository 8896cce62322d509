package dev.assay.cli;

import dev.assay.control.ConfigurationService;
import dev.assay.control.Settings;
import dev.assay.model.Inert;
import dev.assay.trust.TrustPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the Configuration Service. */
@Command(
        name = "control",
        description = "Run the Configuration Service: requirements, desired states, results, validations, console.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: on this machine, with its own PostgreSQL",
            "  assay control --registry registry --trust trust.yaml --data control",
            "Example: with your PostgreSQL",
            "  assay control --registry https://example.com/registry --trust trust.yaml --data control \\",
            "      --db-url postgresql://assay@db.example.com/assay --db-password-file db.password",
            "",
            "The administrator's password is printed once, at the first start.",
        })
final class ControlCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--registry",
            paramLabel = "REGISTRY",
            required = true,
            description = "A directory, or an https or oci address.")
    private String registry = "";

    @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
    private Path trust = Path.of("");

    @Option(names = "--data", paramLabel = "DIR", required = true, description = "Where it keeps its key and database.")
    private Path data = Path.of("");

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where it listens (default: 127.0.0.1:8484; port 0 takes a free one).")
    private String listen = "127.0.0.1:8484";

    @Option(names = "--db-url", paramLabel = "URL", description = "A PostgreSQL (default: an embedded one in --data).")
    private @Nullable String databaseUrl;

    @Option(
            names = "--db-password-file",
            paramLabel = "FILE",
            description = "The database's password, on the first line.")
    private @Nullable Path databasePassword;

    @Option(names = "--tls-chain", paramLabel = "FILE", description = "The certificate chain, PEM.")
    private @Nullable Path tlsChain;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key, PEM.")
    private @Nullable Path tlsKey;

    @Option(names = "--public-url", paramLabel = "URL", description = "The address that runtimes use, behind a proxy.")
    private @Nullable URI publicUrl;

    @Option(
            names = "--allow-plain-text",
            description = "Listen beyond loopback without TLS: only behind a proxy that adds it.")
    private boolean plainText;

    @Option(names = "--url-file", paramLabel = "FILE", description = "Write the address there once it answers.")
    private @Nullable Path urlFile;

    @Option(
            names = "--save-password",
            paramLabel = "FILE",
            description = "Write the administrator's first password there, mode 0600, instead of printing it.")
    private @Nullable Path savePassword;

    ControlCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Settings settings = settings();
        // Before the start: a signal in the midst of it waits until there is something to stop, and then stops it.
        Stop.onSignal(end, ended);
        try (ConfigurationService service = ConfigurationService.start(settings)) {
            tell(service);
            end.await();
        } catch (InterruptedException e) {
            // Asked to stop by the program it runs in.
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
        return ExitStatus.DONE.code();
    }

    private void tell(ConfigurationService service) {
        service.firstPassword().ifPresent(password -> {
            if (savePassword != null) {
                savePassword(savePassword, password);
            } else {
                console.out()
                        .println("User " + service.administrator() + ", password " + password
                                + "\nThis is shown once. Keep it where others cannot read it.");
            }
        });
        console.out().println("The Configuration Service answers at " + service.uri() + ". Stop it with Ctrl-C.");
        if (urlFile != null) {
            Inputs.write(urlFile, (service.uri() + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private Settings settings() {
        // First of all: a policy with faults must leave nothing behind, and a password a place to go to.
        TrustPolicy.read(trust);
        if (savePassword != null && Files.exists(savePassword, LinkOption.NOFOLLOW_LINKS)) {
            throw new CommandException("--save-password " + Inert.quote(savePassword.toString())
                    + " is there already. Name a file that is not");
        }
        Settings settings = Settings.of(data, registry, trust).listen(listen);
        if (databaseUrl != null) {
            char[] password =
                    databasePassword == null ? null : Inputs.secret(databasePassword, "database password file");
            settings = settings.database(databaseUrl, password == null ? null : new String(password));
            if (password != null) {
                Arrays.fill(password, '\0');
            }
        } else if (databasePassword != null) {
            throw new CommandException("--db-password-file is for --db-url. Give both, or neither");
        }
        if (tlsChain != null && tlsKey != null) {
            settings = settings.tls(tlsChain, tlsKey);
        } else if (tlsChain != null || tlsKey != null) {
            throw new CommandException("TLS needs both --tls-chain and --tls-key");
        }
        if (publicUrl != null) {
            settings = settings.publicUri(publicUrl);
        }
        return plainText ? settings.allowPlainText() : settings;
    }

    private static void savePassword(Path file, String password) {
        try {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(Set.copyOf(PosixFilePermissions.fromString("rw-------"))));
            Files.writeString(file, password + "\n", StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new CommandException("cannot save the password: " + Explain.message(e), e);
        }
    }
}
