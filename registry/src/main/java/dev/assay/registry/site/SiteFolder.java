package dev.assay.registry.site;

import dev.assay.registry.RegistryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is filled aside and then takes the place of an earlier one. Files may be written by several threads. */
final class SiteFolder implements AutoCloseable {
    /** Says that a folder is a site and may be replaced by one. */
    static final String MARK = ".assay-site";

    private static final String MARKED = "assay.site/1\n";

    private final Path target;
    private final Path aside;

    private SiteFolder(Path target, Path aside) {
        this.target = target;
        this.aside = aside;
    }

    static SiteFolder beside(Path folder) {
        Path target = folder.toAbsolutePath().normalize();
        Path parent = target.getParent();
        try {
            if (parent == null || !isReplaceable(target)) {
                throw new RegistryException(
                        folder + " is there and is no site, so it is not replaced. Give a new or an "
                                + "empty folder, or one that an earlier site was written to");
            }
            Files.createDirectories(parent);
            Path aside = Files.createTempDirectory(parent, ".site-");
            // The folder was made for its owner alone; a site is for whoever serves it.
            Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rwxr-xr-x"));
            SiteFolder site = new SiteFolder(target, aside);
            Files.writeString(aside.resolve(MARK), MARKED);
            return site;
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    void write(String path, byte[] bytes) {
        Path file = aside.resolve(path);
        try {
            Files.createDirectories(file.resolveSibling(""));
            Files.write(file, bytes);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /** Puts it in place. If that fails the earlier site is put back. */
    void replace() {
        Path earlier = aside.resolveSibling(aside.getFileName() + ".old");
        try {
            boolean replaces = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
            if (replaces) {
                Files.move(target, earlier);
            }
            try {
                Files.move(aside, target);
            } catch (IOException e) {
                if (replaces) {
                    Files.move(earlier, target);
                }
                throw e;
            }
            delete(earlier);
        } catch (IOException e) {
            throw failed(target, e);
        }
    }

    /** Leaves nothing behind of what did not take its place. */
    @Override
    public void close() {
        try {
            delete(aside);
        } catch (IOException e) {
            throw failed(aside, e);
        }
    }

    private static boolean isReplaceable(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return Files.isRegularFile(folder.resolve(MARK), LinkOption.NOFOLLOW_LINKS)
                    || files.findAny().isEmpty();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static RegistryException failed(Path path, IOException e) {
        return new RegistryException(
                "cannot write the site to " + path + ": " + e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }
}
