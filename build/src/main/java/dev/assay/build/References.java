package dev.assay.build;

import dev.assay.model.Inert;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folders beside a plugin that its source names by relative path, such as an SDK: path dependencies of Cargo.toml,
 * replacements of go.mod, quoted includes of C. A folder that is named in another way is not copied, and the build
 * fails for want of it.
 */
final class References {
    private static final int LARGEST_SOURCE = 4 << 20;
    private static final Pattern CARGO = Pattern.compile("(?m)^[^#\\n]*?\\bpath\\s*=\\s*[\"']([^\"'\\n]+)[\"']");
    private static final Pattern GO = Pattern.compile("(?m)=>\\s*(\\.{1,2}(?:/\\S*)?)\\s*$");
    private static final Pattern INCLUDE = Pattern.compile("(?m)^\\s*#\\s*include\\s*\"([^\"\\n]+)\"");

    private References() {}

    /** The folders outside {@code folder} that this file of it names, normalised; they need not exist. */
    static List<Path> of(Path folder, Path file) {
        String name = String.valueOf(file.getFileName());
        if (name.equals("Cargo.toml")) {
            return outside(folder, file, CARGO, false);
        }
        if (name.equals("go.mod")) {
            return outside(folder, file, GO, false);
        }
        return name.endsWith(".c") || name.endsWith(".h") ? outside(folder, file, INCLUDE, true) : List.of();
    }

    private static List<Path> outside(Path folder, Path file, Pattern pattern, boolean namesFiles) {
        List<Path> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text(file));
        while (matcher.find()) {
            Path named = resolve(file, matcher.group(1));
            if (!named.startsWith(folder)) {
                found.add(namesFiles ? named.resolveSibling("").normalize() : named);
            }
        }
        return found;
    }

    private static Path resolve(Path file, String relative) {
        try {
            return file.resolveSibling(relative).normalize();
        } catch (InvalidPathException e) {
            throw new BuildException(file + " names " + Inert.quote(relative) + ", which is no path; correct it", e);
        }
    }

    private static String text(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return bytes.length > LARGEST_SOURCE ? "" : new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new BuildException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
