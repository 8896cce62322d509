package dev.assay.audit.trace;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises absolute paths of source files: they name people and machines, and make builds differ by place. */
final class BuildPath {
    private static final int LONGEST = 512;
    /** {@code /a/b.c} */
    private static final int SHORTEST = 6;

    /** The end of a source file's name; after Rust's the linker may have put the next text at once. */
    private static final Pattern SOURCE = Pattern.compile(
            "\\.(?:rs(?!a\\b|v\\b)|(?:c|cc|cpp|cxx|h|hpp|s|go|ts|zig|swift|java|kt|py|nim)(?=/|$))",
            Pattern.CASE_INSENSITIVE);

    /**
     * Where compilers that hide their place say they were: the first two in Rust's own and Emscripten's own releases, the
     * third in Debian's, the last in {@code assay build}.
     */
    private static final List<String> HIDDEN = List.of("/rustc/", "/emsdk/", "/usr/src/rustc-", "/source/");

    private BuildPath() {}

    /** The path whose first slash, or whose drive's colon, stands here; null where it is none. */
    static @Nullable Trace at(byte[] bytes, int at, int from, int to) {
        boolean drive = bytes[at] == ':';
        int start = drive ? at - 1 : at;
        if (start < from || (start > from && ByteSet.PATH.has(bytes[start - 1]))) {
            return null;
        }
        if (drive && (at + 1 >= to || !isLetter(bytes[start]) || (bytes[at + 1] != '\\' && bytes[at + 1] != '/'))) {
            return null;
        }
        int end = ByteScan.endOfRun(bytes, at + 1, to, LONGEST, ByteSet.PATH);
        if (end - at < SHORTEST) {
            return null;
        }
        String run = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1).replace('\\', '/');
        return source(run)
                .or(() -> home(run, drive ? 2 : 0))
                .map(path -> new Trace(Trace.Kind.BUILD_PATH, start, start + path.length(), path))
                .orElse(null);
    }

    private static boolean isLetter(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }

    /** The source file that the run begins with. */
    private static Optional<String> source(String run) {
        Matcher matcher = SOURCE.matcher(run);
        if (HIDDEN.stream().anyMatch(run::startsWith) || !matcher.find()) {
            return Optional.empty();
        }
        String path = run.substring(0, matcher.end());
        return path.indexOf('/', path.indexOf('/') + 1) > 0 && !path.contains("//")
                ? Optional.of(path)
                : Optional.empty();
    }

    /** A path in a person's folder, whatever it ends in. */
    private static Optional<String> home(String run, int root) {
        String[] parts = run.substring(root).split("/", -1);
        return parts.length >= 4
                        && (parts[1].equals("home") || parts[1].equals("Users"))
                        && !parts[2].isEmpty()
                        && !parts[3].isEmpty()
                ? Optional.of(run)
                : Optional.empty();
    }
}
