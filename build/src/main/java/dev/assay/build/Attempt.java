package dev.assay.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One build of one row in a workplace of its own: the inputs are copied there, packages fetched, the compiler run. */
final class Attempt {
    private final Compiler compiler;
    private final Row row;
    private final Workplace workplace;
    private final Isolation isolation;
    private final BuildLimits limits;
    private final Recipe recipe;

    /** Prepares it. The inputs are in the workplace already. */
    Attempt(Compiler compiler, Row row, Workplace workplace, Isolation isolation, BuildLimits limits) {
        this.compiler = compiler;
        this.row = row;
        this.workplace = workplace;
        this.isolation = isolation;
        this.limits = limits;
        if (!Files.isDirectory(workplace.plugin())) {
            throw new BuildException("there is no folder " + workplace.plugin().getFileName()
                    + " in the plugin's folder; correct build.path");
        }
        this.recipe = compiler.toolchain().recipe(compiler, workplace, row.simd());
    }

    Compiler compiler() {
        return compiler;
    }

    Row row() {
        return row;
    }

    Workplace workplace() {
        return workplace;
    }

    Recipe recipe() {
        return recipe;
    }

    Isolation.Strength isolation() {
        return isolation.strength();
    }

    /** The module's bytes. */
    byte[] run(Progress progress) {
        if (!recipe.fetch().isEmpty()) {
            run(recipe.fetch(), true, progress);
        }
        run(recipe.build(), false, progress);
        return module();
    }

    private void run(List<String> line, boolean fetching, Progress progress) {
        Map<String, String> environment = environment();
        List<Path> readable = new ArrayList<>(compiler.roots());
        List<Path> writable = new ArrayList<>(List.of(workplace.base(), workplace.compiled()));
        (fetching ? writable : readable).add(workplace.packages());
        if (fetching) {
            environment.putAll(isolation.networkSettings());
        }
        List<String> isolated =
                isolation.around(limited(line), workplace.plugin(), new Isolation.Reach(readable, writable, fetching));
        String what =
                compiler.toolchain().id() + " (" + Path.of(line.getFirst()).getFileName() + ")";
        Command command =
                new Command(what, isolated, workplace.plugin(), environment, limits.time(), limits.outputBytes());
        Runner.Ended ended = Runner.run(command, progress::say);
        if (ended.status() != 0) {
            throw BuildException.quoting(
                    what + ended(ended.status()) + (fetching ? " while it fetched packages" : "")
                            + "; correct what it reports",
                    ended.output());
        }
    }

    /** A shell reports 128 more than the signal that ended its child. */
    private String ended(int status) {
        return status <= 128
                ? " ended with status " + status
                : " was ended by signal " + (status - 128) + ", as one is that takes more than "
                        + (limits.memoryBytes() >> 20) + " MiB of memory or writes more than "
                        + (limits.fileBytes() >> 20) + " MiB to a file";
    }

    /** Under limits of the operating system (POSIX ulimit: files in blocks of 512 bytes, memory in KiB). */
    private List<String> limited(List<String> line) {
        boolean memory = compiler.toolchain() != Toolchain.EMSCRIPTEN;
        String script = "ulimit -f " + limits.fileBytes() / 512
                + (memory ? " && ulimit -v " + limits.memoryBytes() / 1024 : "") + " && exec \"$0\" \"$@\"";
        return Stream.concat(Stream.of("/bin/sh", "-c", script), line.stream()).toList();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(recipe.environment());
        environment.put(
                "PATH",
                Recipe.places(compiler.program()).stream().map(Path::toString).collect(Collectors.joining(":")));
        environment.put("HOME", workplace.home().toString());
        environment.put("TMPDIR", workplace.temporary().toString());
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        environment.put("SOURCE_DATE_EPOCH", Long.toString(Inputs.SOURCE_DATE_EPOCH));
        return environment;
    }

    private byte[] module() {
        Path file = compiler.toolchain().module(compiler, workplace);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new BuildException(compiler.toolchain().id() + " ended well but made no module");
            }
            if (Files.size(file) > limits.moduleBytes()) {
                throw new BuildException("the module has " + Files.size(file) + " bytes, more than the "
                        + limits.moduleBytes() + " accepted; make it smaller");
            }
            byte[] bytes = Files.readAllBytes(file);
            return bytes;
        } catch (IOException e) {
            throw new BuildException("cannot read the module: " + e.getMessage(), e);
        }
    }
}
