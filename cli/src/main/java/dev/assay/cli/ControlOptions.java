package dev.assay.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command finds a Configuration Service and who it is there. */
final class ControlOptions {
    @Option(
            names = "--control",
            paramLabel = "URL",
            defaultValue = "${env:ASSAY_CONTROL:-http://127.0.0.1:8484}",
            description = "The Configuration Service (ASSAY_CONTROL; default http://127.0.0.1:8484).")
    private URI control = URI.create("http://127.0.0.1:8484");

    @Option(
            names = "--user",
            paramLabel = "NAME",
            defaultValue = "admin",
            description = "Who you are (default: admin).")
    private String user = "admin";

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            defaultValue = "${env:ASSAY_PASSWORD_FILE}",
            description = "Your password, on the file's first line (ASSAY_PASSWORD_FILE).")
    private @Nullable Path passwordFile;

    ControlClient login() {
        if (control.getHost() == null || !("http".equals(control.getScheme()) || "https".equals(control.getScheme()))) {
            throw new CommandException(
                    "--control '" + control + "' is no address. Give one such as http://127.0.0.1:8484");
        }
        Path file = Optional.ofNullable(passwordFile)
                .orElseThrow(() -> new CommandException(
                        "no password: name a file that holds it with --password-file or ASSAY_PASSWORD_FILE"));
        char[] password = Inputs.secret(file, "password file");
        try {
            return ControlClient.login(control, user, password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }
}
