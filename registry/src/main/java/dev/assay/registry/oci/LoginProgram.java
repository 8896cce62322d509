package dev.assay.registry.oci;

import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.registry.RegistryException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A program that keeps logins, {@code docker-credential-<name>}: the host goes to its standard input, the login comes from its
 * standard output. What it says is never shown.
 */
record LoginProgram(String program) {
    private static final int MOST_BYTES = 64 << 10;
    private static final int SECONDS = 30;
    private static final String NOT_FOUND = "credentials not found";

    /** The name is part of a program's name, so it can lead nowhere else. */
    static LoginProgram named(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new RegistryException("the credential helper " + Inert.quote(name)
                    + " is not the name of one. Give what follows 'docker-credential-'");
        }
        return new LoginProgram("docker-credential-" + name);
    }

    /** Empty when it knows none for that host. */
    Optional<Login> login(String host) {
        Process process = start();
        AtomicReference<byte[]> output = new AtomicReference<>(new byte[0]);
        Thread reader = Thread.startVirtualThread(() -> output.set(read(process)));
        try {
            try (var in = process.getOutputStream()) {
                in.write(host.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // One that does not read ends by itself, and its status tells.
            }
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new RegistryException(program + " did not answer within " + SECONDS + " s. Try it by hand: echo "
                        + Inert.line(host) + " | " + program + " get");
            }
            reader.join(TimeUnit.SECONDS.toMillis(SECONDS));
            return answer(process.exitValue(), output.get(), host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("interrupted while " + program + " was asked", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start() {
        try {
            return new ProcessBuilder(program, "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new RegistryException(
                    "the credential helper " + program
                            + " cannot be started. Install it, or take it out of Docker's config.json",
                    e);
        }
    }

    private static byte[] read(Process process) {
        try (InputStream out = process.getInputStream()) {
            byte[] bytes = out.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                process.destroyForcibly();
            }
            return bytes;
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private Optional<Login> answer(int status, byte[] output, String host) {
        if (status != 0) {
            if (new String(output, 0, Math.min(output.length, 1000), StandardCharsets.UTF_8).contains(NOT_FOUND)) {
                return Optional.empty();
            }
            throw new RegistryException(program + " failed with status " + status + ". Try it by hand: echo "
                    + Inert.line(host) + " | " + program + " get");
        }
        try {
            Fields fields = Fields.of(Json.read(output, MOST_BYTES), "$");
            String user = fields.text("Username");
            String secret = fields.text("Secret");
            return Optional.of(user.equals("<token>") ? new Login.Identity(secret) : new Login.Password(user, secret));
        } catch (ModelException e) {
            // Its words may hold the secret: where they are wrong is not told either.
            throw new RegistryException(program + " did not answer with a login in JSON. Try it by hand: echo "
                    + Inert.line(host) + " | " + program + " get");
        }
    }
}
