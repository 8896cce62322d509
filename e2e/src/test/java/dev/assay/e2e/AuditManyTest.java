package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many files by a list, shared by machines and gone on with; and what one module is compared with. */
class AuditManyTest {
    private static final byte[] EMPTY = {0, 'a', 's', 'm', 1, 0, 0, 0};

    @TempDir
    Path folder;

    private Path list;
    private final List<String> paths = new ArrayList<>();

    @BeforeEach
    void fiveFilesOfWhichOneIsNoModuleAndOneIsMissing() throws IOException {
        for (String name : List.of("a", "b", "broken", "gone", "c")) {
            Path file = folder.resolve(name + ".wasm");
            paths.add(file.toString());
            if (!name.equals("gone")) {
                Files.write(file, name.equals("broken") ? new byte[] {1, 2, 3} : EMPTY);
            }
        }
        list = Files.write(folder.resolve("list"), paths);
    }

    @Test
    void partsOfAListTogetherAreTheList() throws IOException {
        Assay.Ended whole = audit("--list", list.toString(), "--jsonl");
        assertThat(told(whole.out().lines())).containsExactlyElementsOf(paths);
        assertThat(whole.status()).isEqualTo(20);

        assertThat(told(audit("--list", list.toString(), "--jsonl", "--shard", "1/2")
                        .out()
                        .lines()))
                .containsExactly(paths.get(0), paths.get(2), paths.get(4));
        assertThat(told(audit("--list", list.toString(), "--jsonl", "--shard", "2/2")
                        .out()
                        .lines()))
                .containsExactly(paths.get(1), paths.get(3));
        for (String wrong : List.of("3/2", "1/20000")) {
            Assay.Ended ended = audit("--list", list.toString(), "--shard", wrong);
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.err()).contains("is no part such as 2/3");
        }
    }

    @Test
    void whatWasCutOffIsGoneOnWith() throws IOException {
        Path out = folder.resolve("out.jsonl");
        assertThat(audit("--list", list.toString(), "--jsonl", "--out", out.toString(), "--resume")
                        .status())
                .isEqualTo(20);
        List<String> whole = Files.readAllLines(out);
        assertThat(told(whole.stream())).containsExactlyElementsOf(paths);

        // Three lines and the beginning of the fourth are what a machine that lost its power left.
        Files.writeString(
                out,
                String.join("\n", whole.subList(0, 3)) + "\n" + whole.get(3).substring(0, 20));
        Assay.Ended resumed = audit("--list", list.toString(), "--jsonl", "--out", out.toString(), "--resume");
        assertThat(told(Files.readAllLines(out).stream())).containsExactlyElementsOf(paths);
        assertThat(resumed.out()).contains("of which 3 were there");
        // What is rejected is among those three; of the two that were left one could not be read.
        assertThat(resumed.status()).isEqualTo(20);

        Files.writeString(out, "something else\n");
        assertThat(audit("--list", list.toString(), "--jsonl", "--out", out.toString(), "--resume")
                        .err())
                .contains("is not what 'assay audit --jsonl' writes");
        assertThat(Files.readString(out)).isEqualTo("something else\n");
        assertThat(audit("--list", list.toString(), "--resume").err()).contains("--resume needs --jsonl and --out");
    }

    @Test
    void whatOneModuleIsHeldAgainstIsAboutOne() throws IOException {
        String one = paths.get(0);
        String other = Digest.of(new byte[] {1}).toString();
        assertThat(audit(one, "--rebuild", other).out()).contains("P05 review");
        assertThat(audit(one, "--rebuild", Digest.of(EMPTY).toString()).out()).doesNotContain("P05");
        assertThat(audit(one).out()).contains(" T01 ").contains(" P06 ");
        assertThat(audit(one, "--deterministic", "--previous", paths.get(1)).out())
                .doesNotContain(" T01 ")
                .doesNotContain(" P06 ");
        assertThat(audit(one, paths.get(1), "--rebuild", other).err()).contains("are about one module, and 2");
        Path known = Files.writeString(folder.resolve("known.yaml"), "format: assay.known-modules/2\nmodules: []\n");
        assertThat(audit(one, "--known-modules", known.toString()).err()).contains("newer version of Assay");
    }

    private Assay.Ended audit(String... arguments) throws IOException {
        return new Assay(folder)
                .run(Stream.concat(Stream.of("audit"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static List<String> told(Stream<String> lines) {
        return lines.map(line -> Json.read(line.getBytes(StandardCharsets.UTF_8), 1 << 20)
                        .path("path")
                        .asString(""))
                .toList();
    }
}
