package dev.assay.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The compiler and optimiser of Debian, for tests about code that people did not write byte by byte. */
final class Clang {
    private static final Path KERNELS = Path.of("src/test/resources/kernels");

    private Clang() {}

    /** One of the kernels, compiled as a reactor. */
    static byte[] kernel(Path folder, String name, String... options) {
        List<String> command =
                new ArrayList<>(List.of("clang", "--target=wasm32-wasi", "-mexec-model=reactor", "-DNAME=\"mine\""));
        command.addAll(List.of(options));
        Path module = folder.resolve("kernel.wasm");
        command.addAll(
                List.of("-o", module.toString(), KERNELS.resolve(name + ".c").toString()));
        return run(command, module);
    }

    /** A module as the optimiser writes it. */
    static byte[] optimised(Path folder, byte[] module, String... options) {
        try {
            Path in = Files.write(folder.resolve("in.wasm"), module);
            Path out = folder.resolve("out.wasm");
            List<String> command = new ArrayList<>(List.of("wasm-opt"));
            command.addAll(List.of(options));
            command.addAll(List.of(in.toString(), "-o", out.toString()));
            return run(command, out);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] run(List<String> command, Path result) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();
            return Files.readAllBytes(result);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
