package dev.assay.wasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.wasm.feature.Feature;
import dev.assay.wasm.feature.FeatureSet;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeded mutants of modules are judged as other validators judge them: V8 through Node, and wasm-tools where it is there. */
class DifferentialTest {
    /** What Node 20 has without options, whatever newer ones add. */
    private static final FeatureSet V8 = FeatureSet.WASM_2
            .with(Feature.TAIL_CALL)
            .with(Feature.EXTENDED_CONST)
            .with(Feature.THREADS)
            .with(Feature.LEGACY_EXCEPTIONS)
            .with(Feature.EXCEPTIONS);

    private static final List<String> MODULES = List.of("tally.wasm", "flow.wasm", "kernels.wasm");

    @TempDir
    private Path folder;

    @Test
    void some_hundred_mutants_are_judged_as_v8_judges_them() throws IOException, InterruptedException {
        assumeTrue(isThere("node"), "node is not there");
        agreeWithV8(600);
    }

    @Test
    @Tag("nightly")
    void twenty_thousand_mutants_are_judged_as_v8_judges_them() throws IOException, InterruptedException {
        assumeTrue(isThere("node"), "node is not there");
        agreeWithV8(20_000);
    }

    @Test
    @Tag("nightly")
    void twenty_thousand_mutants_are_judged_as_wasm_tools_judges_them() throws IOException, InterruptedException {
        assumeTrue(isThere("wasm-tools"), "wasm-tools is not there");
        List<String> differences = new ArrayList<>();
        Path file = folder.resolve("mutant.wasm");
        for (byte[] mutant : mutants(20_000)) {
            Files.write(file, mutant);
            boolean theirs = new ProcessBuilder("wasm-tools", "validate", "--features=wasm3,threads", file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
            compare(mutant, FeatureSet.WASM_3.with(Feature.THREADS), theirs, differences);
        }
        assertThat(differences).isEmpty();
    }

    private void agreeWithV8(int count) throws IOException, InterruptedException {
        List<byte[]> mutants = mutants(count);
        String verdicts = v8(mutants);
        assertThat(verdicts).hasSize(mutants.size()).contains("0").contains("1");
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < mutants.size(); i++) {
            boolean theirs = verdicts.charAt(i) == '1';
            // Node 20 has exceptions as they were before exnref, which was noexternref there.
            if (theirs || !needsExceptions(mutants.get(i))) {
                compare(mutants.get(i), V8, theirs, differences);
            }
        }
        assertThat(differences).isEmpty();
    }

    private static void compare(byte[] mutant, FeatureSet features, boolean theirs, List<String> differences) {
        String ours = "valid";
        try {
            Validator.validate(mutant, features);
        } catch (WasmException e) {
            ours = e.reason() + " at byte " + e.offset();
        }
        if (ours.equals("valid") != theirs) {
            differences.add("they say " + (theirs ? "valid" : "not valid") + ", we say " + ours + ": "
                    + HexFormat.of().formatHex(mutant));
        }
    }

    private static boolean needsExceptions(byte[] mutant) {
        try {
            return WasmModule.read(mutant).needs().has(Feature.EXCEPTIONS);
        } catch (WasmException e) {
            return false;
        }
    }

    private static List<byte[]> mutants(int count) {
        Random random = new Random(20261123);
        List<byte[]> mutants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] whole = ModuleBytes.resource(MODULES.get(i % MODULES.size()));
            byte[] mutant = whole.clone();
            int edits = 1 + random.nextInt(2);
            for (int j = 0; j < edits; j++) {
                int at = 8 + random.nextInt(mutant.length - 8);
                switch (random.nextInt(3)) {
                    case 0 -> mutant[at] = (byte) random.nextInt(256);
                    case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                    default -> mutant[at] = whole[8 + random.nextInt(whole.length - 8)];
                }
            }
            mutants.add(mutant);
        }
        return mutants;
    }

    private String v8(List<byte[]> mutants) throws IOException, InterruptedException {
        Path script = folder.resolve("v8-validate.mjs");
        Files.write(script, ModuleBytes.resource("v8-validate.mjs"));
        Path input = folder.resolve("mutants");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (byte[] mutant : mutants) {
                out.writeInt(mutant.length);
                out.write(mutant);
            }
        }
        Files.write(input, bytes.toByteArray());
        Path output = folder.resolve("verdicts");
        Process node = new ProcessBuilder("node", script.toString())
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(node.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return Files.readString(output, StandardCharsets.US_ASCII);
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
