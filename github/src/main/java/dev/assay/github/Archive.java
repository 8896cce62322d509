package dev.assay.github;

import dev.assay.model.Inert;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;

/**
 * A zip archive from somebody hostile. The names are all checked before the first byte is written, and bytes are counted
 * as they come, because an archive can lie about its sizes. Entries are read from the central directory, as every
 * unpacker on GitHub's side reads them.
 */
final class Archive {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}");

    private final Path file;
    private final String what;
    private final Bounds bounds;

    /** {@code what} names it in messages. */
    Archive(Path file, String what, Bounds bounds) {
        this.file = file;
        this.what = what;
        this.bounds = bounds;
    }

    /**
     * Unpacks it into a folder that is not there yet. Refused, by {@link GitHubException}: what leaves the bounds, names
     * that are absolute, lead upwards, are hidden or hold anything but letters, digits and {@code ._+-}, two entries of
     * one name (also where only the case differs), links and other special files, encryption. After a refusal what was
     * unpacked so far is no release, and the caller must not use the folder.
     */
    void unpack(Path into) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            List<ZipArchiveEntry> entries = Collections.list(zip.getEntriesInPhysicalOrder());
            check(zip, entries);
            Files.createDirectory(into);
            long left = bounds.from(Files.size(file));
            for (ZipArchiveEntry entry : entries) {
                Path target = into.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.resolveSibling(""));
                    left -= write(zip, entry, target, left);
                }
            }
        } catch (GitHubException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new GitHubException(
                    what + " is not a whole zip archive: " + Inert.line(String.valueOf(e.getMessage()), 200), e);
        }
    }

    private void check(ZipFile zip, List<ZipArchiveEntry> entries) {
        if (entries.size() > bounds.entries()) {
            throw refused("it has " + entries.size() + " entries, more than the " + bounds.entries() + " accepted");
        }
        Map<String, Boolean> seen = new HashMap<>();
        for (ZipArchiveEntry entry : entries) {
            String path = entry.getName().replaceFirst("/$", "");
            checkName(path, entry);
            checkKind(zip, entry);
            if (seen.put(path.toLowerCase(Locale.ROOT), entry.isDirectory()) != null) {
                throw refused(Inert.quote(path) + " is there twice");
            }
        }
        for (String path : seen.keySet()) {
            for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
                if (Boolean.FALSE.equals(seen.get(path.substring(0, slash)))) {
                    throw refused(Inert.quote(path) + " lies in what is a file");
                }
            }
        }
    }

    private void checkName(String path, ZipArchiveEntry entry) {
        String[] names = path.split("/", -1);
        if (names.length > bounds.depth()) {
            throw refused("the path " + Inert.quote(entry.getName()) + " is deeper than " + bounds.depth());
        }
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw refused("the path " + Inert.quote(entry.getName()) + " is not accepted");
            }
        }
    }

    private void checkKind(ZipFile zip, ZipArchiveEntry entry) {
        int type = entry.getUnixMode() & 0xf000;
        boolean plain = type == 0 || (entry.isDirectory() ? type == 0x4000 : type == 0x8000);
        if (!plain || entry.isUnixSymlink()) {
            throw refused(Inert.quote(entry.getName()) + " is a link or a special file");
        }
        boolean known =
                entry.getMethod() == ZipMethod.STORED.getCode() || entry.getMethod() == ZipMethod.DEFLATED.getCode();
        if (!known || !zip.canReadEntryData(entry)) {
            throw refused(Inert.quote(entry.getName()) + " is encrypted or packed in an unusual way");
        }
    }

    private long write(ZipFile zip, ZipArchiveEntry entry, Path target, long most) throws IOException {
        long written = 0;
        byte[] buffer = new byte[64 << 10];
        try (InputStream in = zip.getInputStream(entry);
                OutputStream out =
                        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                written += n;
                if (written > most) {
                    throw refused("it unpacks to more than the " + bounds.from(Files.size(file))
                            + " bytes accepted of an archive of its size");
                }
                out.write(buffer, 0, n);
            }
        }
        return written;
    }

    private GitHubException refused(String why) {
        return new GitHubException(what + " is refused: " + why + ". Build the release with 'assay github assemble'");
    }
}
