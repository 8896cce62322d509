package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.audit.comparison.Difference;
import dev.assay.audit.comparison.Edits;
import dev.assay.audit.report.DifferenceJson;
import dev.assay.audit.report.DifferenceText;
import dev.assay.model.Json;
import dev.assay.wasm.WasmException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two versions of a module, side by side. */
class DifferenceTest {
    private static final byte[] ONE = ModuleBytes.bytes(0x41, 1, 0x1a, 0x41, 2, 0x1a, 0x0b);
    private static final byte[] EDITED = ModuleBytes.bytes(0x41, 1, 0x1a, 0x41, 7, 0x45, 0x1a, 0x0b);
    private static final byte[] OTHER = ModuleBytes.bytes(0x03, 0x40, 0x0c, 0x00, 0x0b, 0x0b);

    private static final byte[] OLD = module().importing("assay:file@1", "call", "ii", "i")
            .function(0, ONE)
            .function(2)
            .export("run", 0, 1)
            .bytes();
    private static final byte[] NEW = module().importing("assay:exec@1", "call", "ii", "i")
            .function(0, EDITED)
            .function(2)
            .function(0, OTHER)
            .export("go", 0, 1)
            .start(1)
            .bytes();

    @Test
    void theTextNamesWhatCameAndWhatWentWithTheCodeThatChanged() throws WasmException {
        String text = DifferenceText.render(Difference.of(OLD, NEW), false);
        assertThat(text)
                .startsWith("capabilities\n  + exec\n  - file\nimports\n  + assay:exec@1 call ")
                .contains("exports\n  + go func\n  - run func\n", "start function\n  + it runs something")
                .contains("  1 as before, 1 changed, 1 added, 0 removed; ")
                .contains("changed function 1 (", "    -   i32.const 2\n    +   i32.const 7\n    +   i32.eqz\n")
                .contains("added function 3 (", "    +   loop ;; label = @1\n")
                .doesNotContain("\u001b");
        String coloured = DifferenceText.render(Difference.of(OLD, NEW), true);
        assertThat(coloured).contains("\u001b[32m  + exec\u001b[0m", "\u001b[31m  - file\u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(text);
    }

    @Test
    void theJsonSaysTheSame() throws WasmException {
        JsonNode json = json(OLD, NEW);
        assertThat(json.path("format").stringValue()).isEqualTo("assay.difference/1");
        assertThat(json.path("same").booleanValue()).isFalse();
        assertThat(json.at("/capabilities/added/0").stringValue()).isEqualTo("exec");
        assertThat(json.path("start").stringValue()).isEqualTo("added");
        assertThat(json.at("/functions/changed/0/was").intValue()).isEqualTo(1);
        assertThat(json.at("/functions/added/0/index").intValue()).isEqualTo(3);
        assertThat(json(NEW, OLD).path("start").stringValue()).isEqualTo("removed");
    }

    @Test
    void whatMovedIsNoDifference() throws WasmException {
        byte[] turned =
                module().function(2).function(0, ONE).custom("x", new byte[9]).bytes();
        Difference difference =
                Difference.of(module().function(0, ONE).function(2).bytes(), turned);
        assertThat(difference.isEmpty()).isTrue();
        assertThat(Difference.of(OLD, OLD).isEmpty()).isTrue();
        assertThat(Difference.of(OLD, NEW).isEmpty()).isFalse();
    }

    @Test
    void editsAreTheFewestLinesWithinABound() {
        assertThat(text(Edits.of(List.of("a", "b", "c", "d"), List.of("a", "c", "x", "d"))))
                .isEqualTo(" a-b c+x d");
        assertThat(Edits.of(List.of(), List.of())).isEmpty();
        List<String> before = IntStream.range(0, 2_000).mapToObj(i -> "b" + i).toList();
        List<String> after = IntStream.range(0, 2_000).mapToObj(i -> "a" + i).toList();
        assertThat(Edits.of(before, after)).hasSize(4_000);
    }

    @Test
    void whatIsLeftOutOfEditsIsCounted() {
        List<String> before = Collections.nCopies(100, "x");
        List<Edits.Line> edits = Edits.of(before, Collections.nCopies(101, "x"));
        assertThat(text(Edits.shown(edits))).isEqualTo(" … 97 lines as before x x x+x");
        List<String> many = IntStream.range(0, 1_000).mapToObj(i -> "y" + i).toList();
        assertThat(Edits.shown(Edits.of(List.of(), many)))
                .hasSize(301)
                .last()
                .isEqualTo(new Edits.Line(Edits.Kind.KEPT, "… 700 more lines"));
    }

    @Test
    void hostileNamesAreInertInBothForms() throws WasmException {
        String hostile = "\u001b[31mx\r\n\u202egnp.exe<script>";
        byte[] module = module().importing(hostile, hostile, "i", "i")
                .function(2)
                .names(hostile, hostile)
                .bytes();
        for (Difference difference : List.of(Difference.of(OLD, module), Difference.of(module, OLD))) {
            assertThat(DifferenceText.render(difference, false).chars().filter(c -> c != '\n'))
                    .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
            assertThat(DifferenceJson.render(difference, OLD, module))
                    .matches("[\\x20-\\x7e\\n]+")
                    .doesNotContain("<");
        }
    }

    private static String text(List<Edits.Line> lines) {
        return lines.stream()
                .map(line -> switch (line.kind()) {
                            case KEPT -> " ";
                            case ADDED -> "+";
                            case REMOVED -> "-";
                        }
                        + line.text())
                .collect(Collectors.joining());
    }

    private static JsonNode json(byte[] older, byte[] newer) throws WasmException {
        String json = DifferenceJson.render(Difference.of(older, newer), older, newer);
        return Json.read(json.getBytes(StandardCharsets.UTF_8), 1 << 20);
    }

    @Test
    void theJsonIsAsItsSchemaSays() throws Exception {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/difference.schema.json")), InputFormat.JSON);
        for (byte[][] pair : new byte[][][] {{OLD, NEW}, {NEW, OLD}, {OLD, OLD}}) {
            String json = DifferenceJson.render(Difference.of(pair[0], pair[1]), pair[0], pair[1]);
            assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
            assertThat(schema.validate(json.replace("\"start\"", "\"began\""), InputFormat.JSON))
                    .isNotEmpty();
        }
    }
}
