package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BuilderTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"echo-rust", "echo-go", "echo-c"})
    void a_plugin_becomes_the_same_module_wherever_it_lies(String name) {
        Builder builder = new Builder(Host.current(), folder.resolve("cache"), CLOCK, BuildLimits.DEFAULT);
        BuildResult one = builder.build(SourceTree.at(folder.resolve("a")).plugin(name), Progress.SILENT);
        BuildResult two =
                builder.rebuild(SourceTree.at(folder.resolve("much/deeper")).plugin(name), Progress.SILENT);
        assertThat(two.inputs()).isEqualTo(one.inputs());
        assertThat(two.variants().getFirst().digest())
                .isEqualTo(one.variants().getFirst().digest());
    }
}
