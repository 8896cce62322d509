package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sigstore's own mock of its services, as the room trust serves it on this machine. */
final class SigstoreInstance implements AutoCloseable {
    static final String ISSUER = "https://token.actions.githubusercontent.com";

    private static final Path NODE = Assay.HOME.resolve("trust/src/test/node");

    private final Process process;
    private final JsonNode said;

    SigstoreInstance() throws IOException {
        boolean there = Files.isDirectory(NODE.resolve("node_modules/@sigstore/mock"));
        String remedy = "Sigstore's JavaScript packages are missing; run: npm ci --prefix trust/src/test/node";
        if (System.getenv("ASSAY_CHECK") != null) {
            assertThat(there).as(remedy).isTrue();
        }
        Assumptions.assumeTrue(there, remedy);
        process = new ProcessBuilder("node", "services.mjs")
                .directory(NODE.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = process.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(line).as("what the services say of themselves").isNotNull();
        said = Json.read(line.getBytes(StandardCharsets.UTF_8), 1 << 20);
    }

    /** Puts {@code root.json}, and {@code v1.json} and {@code v2.json} for the two interfaces of logs, into a folder. */
    void into(Path folder) throws IOException {
        Files.writeString(folder.resolve("root.json"), said.path("root").toString());
        Files.writeString(folder.resolve("v1.json"), said.at("/config/v1").toString());
        Files.writeString(folder.resolve("v2.json"), said.at("/config/v2").toString());
    }

    /** A token of this login that is good for so many seconds. */
    static String token(String name, int seconds) {
        ObjectNode claims = Json.object()
                .put("iss", ISSUER)
                .put("aud", "sigstore")
                .put("sub", name)
                .put("repository_id", "4711")
                .put("exp", Instant.now().getEpochSecond() + seconds);
        return encoded("{}") + "." + encoded(claims.toString()) + "." + encoded("nobody here looks at the signature");
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        // It ends with its input.
        process.getOutputStream().close();
    }
}
