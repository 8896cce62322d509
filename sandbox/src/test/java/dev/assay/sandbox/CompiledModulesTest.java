package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.assay.model.Capabilities;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.sandbox.host.Means;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which plugins are compiled, when, and what becomes of the code. */
class CompiledModulesTest {
    @TempDir
    private Path folder;

    private Sandbox open(Engine engine) {
        HostFile file = new HostFile(
                        Confinement.Kind.BWRAP, 320L << 20, 0, Capabilities.NONE, Guests.LIMITS, Means.NONE)
                .with(engine);
        return Sandbox.open(file, List.of(), Optional.of(folder.resolve("compiled")));
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("compiled"))) {
            return files.filter(file -> file.toString().endsWith(".compiled")).toList();
        }
    }

    @Test
    void a_plugin_that_works_long_is_compiled_for_its_next_run_and_others_are_not() throws Exception {
        Limits much = new Limits(64L << 20, Duration.ofSeconds(1), 1L << 40, 1 << 20);
        try (Sandbox sandbox = open(Engine.AUTO)) {
            sandbox.run(Guests.assess("honest", much));
            assertThat(sandbox.run(Guests.assess("loop", much)).outcome()).isEqualTo(Outcome.DEADLINE);

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(sandbox.engine()).isEqualTo("auto, 1 compiled, 0 not to be compiled"));
            assertThat(sandbox.run(Guests.assess("honest", much)).outcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(sandbox.run(Guests.assess("loop", much)).outcome()).isEqualTo(Outcome.DEADLINE);
            assertThat(sandbox.engine()).isEqualTo("auto, 1 compiled, 0 not to be compiled");
            assertThat(entries()).hasSize(1);
        }
    }

    @Test
    void what_one_process_compiled_another_takes_from_the_cache() throws Exception {
        try (Sandbox first = open(Engine.COMPILER)) {
            assertThat(first.run(Guests.assess("honest", Guests.LIMITS)).outcome())
                    .isEqualTo(Outcome.COMPLETED);
        }
        Path entry = entries().getFirst();
        Object written = Files.getAttribute(entry, "unix:ino");
        try (Sandbox second = open(Engine.COMPILER)) {
            assertThat(second.run(Guests.assess("honest", Guests.LIMITS)).outcome())
                    .isEqualTo(Outcome.COMPLETED);
            assertThat(second.engine()).isEqualTo("compiler, 1 compiled, 0 not to be compiled");
            assertThat(second.compileProblems()).isEmpty();
        }
        assertThat(Files.getAttribute(entry, "unix:ino")).isEqualTo(written);

        Files.write(entry, new byte[] {1, 2, 3});
        try (Sandbox third = open(Engine.COMPILER)) {
            assertThat(third.run(Guests.assess("honest", Guests.LIMITS)).outcome())
                    .isEqualTo(Outcome.COMPLETED);
            assertThat(third.compileProblems())
                    .singleElement()
                    .asString()
                    .contains("was not what this runtime had written");
        }
        assertThat(Files.size(entry)).isGreaterThan(1000);
    }

    @Test
    void a_plugin_with_simd_is_interpreted() throws Exception {
        try (Sandbox sandbox = open(Engine.COMPILER)) {
            assertThat(sandbox.run(Guests.assess("features", Guests.LIMITS)).outcome())
                    .isEqualTo(Outcome.COMPLETED);
            assertThat(sandbox.engine())
                    .isEqualTo(
                            "compiler, 0 compiled, 1 not to be compiled; of one: it has SIMD, which the compiler does not");
            assertThat(entries()).isEmpty();
        }
    }

    @Test
    void a_compiler_that_takes_too_long_is_ended() throws Exception {
        HostFile file = Guests.hostFile(Capabilities.NONE, Map.of());
        MeteredModules modules = new MeteredModules();
        try (Compiling compiling = new Compiling(file.confinement(), Duration.ofMillis(1));
                Workers none = new Workers(List.of("/bin/false"));
                CompiledModules compiled =
                        new CompiledModules(Engine.COMPILER, modules, none, compiling, Optional.empty())) {
            byte[] honest = Guests.module("honest");
            assertThat(compiled.of(MeteredModules.Key.of(honest, 1000), honest)).isEmpty();
            assertThat(compiled.status()).contains("1 not to be compiled", "the compiler was not done after");
        }
        Leftovers.awaitNoThreads();
    }
}
