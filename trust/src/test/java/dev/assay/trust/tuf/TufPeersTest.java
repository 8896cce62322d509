package dev.assay.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.assay.model.Json;
import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Others, who know nothing of us, read what our writer writes, and our client reads what they write. */
class TufPeersTest {
    private static final Path NODE = Path.of("src/test/node").toAbsolutePath();
    private static final Path PYTHON = Path.of("../.assay/python/bin/python").toAbsolutePath();
    private static final Path SCRIPT = Path.of("src/test/python/tuf_peer.py").toAbsolutePath();
    private static final List<String> TARGETS =
            List.of(Published.HELLO, IndexLayout.REVOCATION_LIST, Published.TRUSTED_ROOT, "index/acme/other.json");

    @TempDir
    private Path folder;

    @Test
    void tufJsReadsWhatWeWrite() throws Exception {
        if (!Files.isDirectory(NODE.resolve("node_modules/tuf-js"))) {
            String remedy = "tuf-js is missing; run: npm ci --prefix trust/src/test/node";
            if (System.getenv("ASSAY_CHECK") != null) {
                fail(remedy);
            }
            abort(remedy);
        }
        Path repository = rotated();

        requireFound(run(
                NODE,
                "node",
                "tuf.mjs",
                repository.toString(),
                repository.resolve("metadata/1.root.json").toString(),
                folder.resolve("work").toString()));
    }

    @Test
    void pythonTufReadsWhatWeWrite() throws Exception {
        requirePython();
        Path repository = rotated();

        requireFound(run(
                folder,
                PYTHON.toString(),
                SCRIPT.toString(),
                "read",
                repository.toString(),
                repository.resolve("metadata/1.root.json").toString()));
    }

    @Test
    void weReadWhatPythonTufWrites() throws Exception {
        requirePython();
        Path repository = folder.resolve("repository");
        shell(folder, List.of(PYTHON.toString(), SCRIPT.toString(), "write", repository.toString()));
        Map<String, String> found = new TreeMap<>();

        for (String path : List.of(
                "top.txt",
                "docs/readme.md",
                "docs/a1.txt",
                "hashed.txt",
                "index/acme/hello.json",
                // Nobody vouches for these: B is trusted for docs only, and no set holds c.
                "elsewhere/readme.md",
                "docs/c1.txt")) {
            Published.read(repository, folder.resolve("store"), path).ifPresent(content -> found.put(path, content));
        }

        assertThat(found)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "top.txt", "top",
                        "docs/readme.md", "readme",
                        "docs/a1.txt", "a1",
                        "hashed.txt", "hashed",
                        "index/acme/hello.json", "hello"));
        assertThat(Metadata.root(Files.readAllBytes(folder.resolve("store/root.json")))
                        .content()
                        .version())
                .isEqualTo(3);
    }

    /** Ours, with a root that was rotated. */
    private Path rotated() {
        Path repository = folder.resolve("repository");
        Published published = new Published(repository);
        List<SigningKey> keys = List.of(
                Published.ROOT.get(0), Published.ROOT.get(1), SigningKey.create(KeyType.ED25519, new SecureRandom()));
        Root next =
                published.repository.root().next(Published.EXPIRES, Map.of(TopLevel.ROOT, Published.quorum(3, keys)));
        published.repository.rotate(Metadata.sign(next, keys));
        return repository;
    }

    private static void requireFound(JsonNode said) {
        assertThat(said.path("found").path(Published.HELLO).asString()).isEqualTo("hello");
        assertThat(said.path("found").path(IndexLayout.REVOCATION_LIST).asString())
                .isEqualTo("none");
        assertThat(said.path("found").path(Published.TRUSTED_ROOT).asString()).isEqualTo("roots");
        assertThat(said.path("found").path("index/acme/other.json").isNull()).isTrue();
        assertThat(said.path("asked").toString()).contains("metadata/2.root.json", "metadata/1.index-bin-");
    }

    private static void requirePython() throws Exception {
        if (!Files.isExecutable(PYTHON)
                || new ProcessBuilder(PYTHON.toString(), "-c", "import tuf")
                                .start()
                                .waitFor()
                        != 0) {
            // On PyPI only, so that a machine may lack it even in the check.
            abort("python-tuf is missing, so nobody compares; run: python3 -m venv .assay/python"
                    + " && .assay/python/bin/pip install -r trust/src/test/python/requirements.txt");
        }
    }

    private JsonNode run(Path where, String... command) throws Exception {
        List<String> all = new java.util.ArrayList<>(List.of(command));
        all.addAll(TARGETS);
        byte[] said = shell(where, all).getBytes(StandardCharsets.UTF_8);
        return Json.read(said, said.length);
    }

    private static String shell(Path where, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends in time").isTrue();
        assertThat(process.exitValue()).as(command + ":\n" + output).isZero();
        return output;
    }
}
