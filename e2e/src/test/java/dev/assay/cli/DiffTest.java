package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.cli.SampleRegistry.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code assay diff} says and ends with. */
class DiffTest {
    private static final String HEADER = "0061736d01000000";
    /** A type, a function of it, exported as {@code a}, that does nothing. */
    private static final String ONE_EXPORT = "010401600000" + "03020100" + "0705010161" + "0000" + "0a040102000b";

    @TempDir
    private Path folder;

    private String empty = "";
    private String exporting = "";

    @BeforeEach
    void twoModules() throws IOException {
        empty = module("empty.wasm", HEADER);
        exporting = module("exporting.wasm", HEADER + ONE_EXPORT);
    }

    private String module(String name, String hex) throws IOException {
        return Files.write(folder.resolve(name), HexFormat.of().parseHex(hex)).toString();
    }

    private Ended run(String... command) {
        return SampleRegistry.run(folder, false, command);
    }

    @Test
    void whatDoesNotDifferEndsWithZero() {
        Ended ended = run("diff", exporting, exporting);
        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(run("diff", exporting, exporting, "--json")
                        .json()
                        .path("same")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void whatDiffersIsToldAndEndsWithTen() {
        Ended text = run("diff", empty, exporting);
        assertThat(text.status()).as(text.err()).isEqualTo(10);
        assertThat(text.out()).contains("exports");
        JsonNode json = run("diff", empty, exporting, "--json").json();
        assertThat(json.path("format").asString()).isEqualTo("assay.difference/1");
        assertThat(json.path("same").asBoolean()).isFalse();
        assertThat(json.at("/exports/added")).hasSize(1);
        assertThat(json.at("/functions/added/0/index").asInt()).isZero();
        assertThat(run("diff", exporting, empty, "--json").json().at("/functions/removed"))
                .hasSize(1);
    }

    @Test
    void whatCannotBeReadIsNamed() throws IOException {
        String cut = module("cut.wasm", HEADER + "0104");
        for (String[] pair : new String[][] {{cut, empty}, {empty, cut}}) {
            Ended ended = run("diff", pair[0], pair[1]);
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .contains(cut)
                    .contains("no core module that can be read")
                    .contains("assay validate");
        }
        Ended missing = run("diff", empty, folder.resolve("none.wasm").toString());
        assertThat(missing.status()).isEqualTo(1);
        assertThat(missing.err()).contains("none.wasm");
        assertThat(run("diff", empty).status()).isEqualTo(2);
    }
}
