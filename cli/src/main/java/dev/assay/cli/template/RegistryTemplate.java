package dev.assay.cli.template;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.audit.Policy;
import dev.assay.cli.CommandException;
import dev.assay.cli.Explain;
import dev.assay.model.Inert;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The registry repository that travels with this program: the folder {@code template/registry} of the sources, and the SDKs. */
public final class RegistryTemplate {
    private static final String PLACE = "registry";
    private static final Pattern BLANK = Pattern.compile("__([A-Z_]+)__");

    private RegistryTemplate() {}

    /** The files by path, with their blanks filled in; a blank that nobody fills is a defect. */
    public static SortedMap<String, byte[]> filled(Map<String, String> values) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try {
            URL place = Objects.requireNonNull(RegistryTemplate.class.getResource(PLACE), "no template");
            URI uri = place.toURI();
            if (uri.getScheme().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                    read(jar.provider().getPath(uri), files);
                }
            } else {
                read(Path.of(uri), files);
            }
            try (InputStream policy = Policy.class.getResourceAsStream("default-policy.yaml")) {
                files.put(
                        "audit.yaml",
                        Objects.requireNonNull(policy, "no policy").readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        files.replaceAll((name, bytes) -> name.startsWith("sdk/") ? bytes : fill(name, bytes, values));
        return files;
    }

    /** Writes all of it, or nothing: it appears in one step, in a folder that is new or empty. */
    public static void write(SortedMap<String, byte[]> files, Path folder) {
        Path target = folder.toAbsolutePath().normalize();
        try {
            requireFree(target);
            Path above = Objects.requireNonNullElse(target.getParent(), target);
            Files.createDirectories(above);
            Path partial = Files.createTempDirectory(above, ".assay-");
            try {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    Path place = partial.resolve(file.getKey());
                    Files.createDirectories(place.resolveSibling(""));
                    Files.write(place, file.getValue());
                }
                partial.toFile().setReadable(true, false);
                partial.toFile().setExecutable(true, false);
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                remove(partial);
            }
        } catch (IOException e) {
            throw new CommandException("cannot write " + Inert.quote(folder.toString()) + ": " + Explain.message(e), e);
        }
    }

    private static void requireFree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new CommandException(Inert.quote(folder.toString())
                    + " is already there, and no folder. Choose a new or an empty folder");
        }
        try (Stream<Path> there = Files.list(folder)) {
            there.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .findFirst()
                    .ifPresent(name -> {
                        throw new CommandException(Inert.quote(folder.toString()) + " is not empty: "
                                + Inert.quote(name) + " is in the way. Choose a new or an empty folder");
                    });
        }
    }

    private static void read(Path root, SortedMap<String, byte[]> files) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                // What makes the jar leaves files of the name .gitignore out.
                files.put(name.equals("gitignore") ? ".gitignore" : name, Files.readAllBytes(file));
            }
        }
    }

    private static byte[] fill(String name, byte[] bytes, Map<String, String> values) {
        return BLANK.matcher(new String(bytes, UTF_8))
                .replaceAll(blank -> Matcher.quoteReplacement(Objects.requireNonNull(
                        values.get(blank.group(1)), () -> name + " has a blank that nobody fills: " + blank.group())))
                .getBytes(UTF_8);
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
