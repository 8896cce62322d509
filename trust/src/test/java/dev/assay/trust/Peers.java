package dev.assay.trust;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** The npm packages of others that must agree with us. */
public final class Peers {
    public static final Path FOLDER = Path.of("src/test/node").toAbsolutePath();

    private Peers() {}

    /** ./check installs them and sets ASSAY_CHECK: there, a missing peer fails; elsewhere the test is skipped. */
    public static void require() {
        if (Files.isDirectory(FOLDER.resolve("node_modules/@sigstore/mock"))) {
            return;
        }
        String remedy = "Sigstore's JavaScript packages are missing; run: npm ci --prefix trust/src/test/node";
        if (System.getenv("ASSAY_CHECK") != null) {
            fail(remedy);
        }
        abort(remedy);
    }
}
