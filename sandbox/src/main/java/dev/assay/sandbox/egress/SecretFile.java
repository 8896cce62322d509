package dev.assay.sandbox.egress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A file that holds a secret and nothing else but perhaps a line's end. It is read each time it is needed, so that it may be
 * replaced.
 *
 * @param open whether other users may read it: Kubernetes writes the tokens of service accounts so
 */
record SecretFile(Path path, boolean open) {
    /** What is shorter would be found by chance in what servers answer, and hidden there. */
    private static final int SHORTEST = 8;

    private static final int LONGEST = 8000;
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE,
            PosixFilePermission.GROUP_WRITE);

    /** The secret: visible ASCII. */
    String read() throws EgressException {
        try (InputStream in = Files.newInputStream(path)) {
            if (!open && Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
                throw EgressException.refused(
                        "this host does not use a secret whose file other users may read or write: chmod 600");
            }
            String text = new String(in.readNBytes(LONGEST + 2), StandardCharsets.US_ASCII).stripTrailing();
            if (text.length() < SHORTEST || text.length() > LONGEST || !text.matches("[!-~]*")) {
                throw EgressException.failed("this host's secret is not one line of " + SHORTEST + " to " + LONGEST
                        + " visible ASCII characters");
            }
            return text;
        } catch (IOException | UnsupportedOperationException e) {
            throw EgressException.failed("this host's secret cannot be read"); // the path is nobody's business
        }
    }
}
