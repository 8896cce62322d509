package dev.assay.audit.trace;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Recognises absolute paths of source files: they name people and machines, and make builds differ by place. */
final class BuildPath {
    private static final int LONGEST = 512;
    private static final Set<String> SOURCES = Set.of(
            "rs", "c", "cc", "cpp", "cxx", "h", "hpp", "s", "go", "ts", "zig", "swift", "java", "kt", "py", "nim", "d");

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
        String path = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1).replace('\\', '/');
        return isSource(path) || isHome(drive ? path.substring(2) : path)
                ? new Trace(Trace.Kind.BUILD_PATH, start, end, path)
                : null;
    }

    private static boolean isLetter(byte b) {
        return (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }

    /** Compilers that are built to hide their place write {@code /rustc/<commit>/} or {@code /emsdk/}. */
    private static boolean isSource(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/')
                && path.indexOf('/', path.indexOf('/') + 1) > 0
                && !path.contains("//")
                && !path.startsWith("/rustc/")
                && !path.startsWith("/emsdk/")
                && SOURCES.contains(path.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static boolean isHome(String path) {
        String[] parts = path.split("/", -1);
        return parts.length >= 4
                && (parts[1].equals("home") || parts[1].equals("Users"))
                && !parts[2].isEmpty()
                && !parts[3].isEmpty();
    }
}
