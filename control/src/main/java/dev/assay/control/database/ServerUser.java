package dev.assay.control.database;

import dev.assay.control.ControlException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * As whom the embedded server runs. PostgreSQL refuses to run as root, so root's server runs as a user of its own, whose
 * number no account has: what runs as nobody, as many daemons do, cannot write its files. Where that user cannot reach the
 * data directory, the server runs as root of no power, in a user namespace of its own.
 *
 * @param prefix the words before a command
 * @param uid the number of the user to whom the files of the cluster belong; -1 if they stay ours
 */
record ServerUser(List<String> prefix, int uid) {
    /** Unassigned by Debian's policy and by systemd, and within the numbers that a container has. */
    private static final int FIRST = 65_520;

    private static final int LAST = 65_533;
    private static final int NOBODY = 65_534;
    private static final Duration PROBE = Duration.ofSeconds(10);
    private static final List<String> UNSHARE = List.of("unshare", "--user", "--");
    private static final ServerUser SAME = new ServerUser(List.of(), -1);
    private static final ServerUser NAMESPACE = new ServerUser(UNSHARE, -1);

    /**
     * Chooses for this directory, which exists; {@code cluster} is asked whom it belongs to if it exists already.
     *
     * @throws ControlException if root has no way to run the server as another
     */
    static ServerUser choose(Path directory, Path cluster) throws IOException, InterruptedException {
        if (owner(Path.of("/proc/self")) != 0) {
            return SAME;
        }
        boolean mayDrop = !Files.exists(cluster) || owner(cluster) != 0;
        if (mayDrop) {
            ServerUser own = dropped(free(directory, cluster));
            if (own.can("test", "-x", directory.toString())) {
                return own;
            }
        }
        boolean mayStay = !Files.exists(cluster) || owner(cluster) == 0;
        if (mayStay && NAMESPACE.can("test", "-x", directory.toString())) {
            return NAMESPACE;
        }
        throw new ControlException(
                "The embedded PostgreSQL cannot run as root",
                "the user " + FIRST + " cannot reach " + directory + ", and user namespaces are not to be had here",
                "Start Assay as another user, choose a data directory that everybody may pass through, or name a"
                        + " PostgreSQL with --db-url");
    }

    /** The user of this number. */
    static ServerUser dropped(int uid) {
        String number = String.valueOf(uid);
        return new ServerUser(
                List.of("setpriv", "--reuid", number, "--regid", number, "--clear-groups", "--no-new-privs", "--"),
                uid);
    }

    /** The cluster's own user if it has one, else the first number without an account. */
    private static int free(Path directory, Path cluster) throws IOException {
        Path probe = Files.createTempFile(directory, "owner", "");
        try {
            if (Files.exists(cluster)) {
                int before = owner(cluster);
                if (before >= FIRST && before <= LAST && hasNoAccount(before, probe)) {
                    return before;
                }
            }
            for (int uid = FIRST; uid <= LAST; uid++) {
                if (hasNoAccount(uid, probe)) {
                    return uid;
                }
            }
        } finally {
            Files.delete(probe);
        }
        throw new ControlException(
                "The embedded PostgreSQL cannot run as root",
                "each number from " + FIRST + " to " + LAST + " has an account here, and it wants one of its own",
                "Start Assay as another user, or name a PostgreSQL with --db-url");
    }

    /** A file's owner who has no account is called by the number. */
    private static boolean hasNoAccount(int uid, Path probe) throws IOException {
        Files.setAttribute(probe, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        return Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS).getName().equals(String.valueOf(uid));
    }

    /** The command as this user. */
    List<String> as(Stream<String> command) {
        return Stream.concat(prefix.stream(), command).toList();
    }

    /**
     * As whom a cluster is made: initdb wants a name for its user, which a number without an account has not. In a user
     * namespace it is called nobody, and its files are this user's all the same. Where there are no namespaces it is made
     * as the real nobody, and taken over when it is whole.
     */
    ServerUser making(Path directory) throws InterruptedException {
        if (uid < 0) {
            return this;
        }
        ServerUser unnamed =
                new ServerUser(Stream.concat(prefix.stream(), UNSHARE.stream()).toList(), uid);
        return unnamed.can("test", "-x", directory.toString()) ? unnamed : dropped(NOBODY);
    }

    /** Gives a file, or a directory and all in it, to this user. */
    void give(Path top) throws IOException {
        if (uid < 0) {
            return;
        }
        // From the top down, so that who owned a directory cannot put another thing in its place any more.
        Files.walkFileTree(top, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                return hand(directory);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()
                        && (Integer) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1) {
                    throw new IOException(file + " has another name elsewhere, and is not handed over. Remove it");
                }
                return hand(file);
            }
        });
    }

    private FileVisitResult hand(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
        return FileVisitResult.CONTINUE;
    }

    /** As whom the cluster's files are now, if that is not this user: a cluster of an earlier version was nobody's. */
    Optional<ServerUser> before(Path cluster) throws IOException {
        return uid < 0 || !Files.exists(cluster) || owner(cluster) == uid
                ? Optional.empty()
                : Optional.of(dropped(owner(cluster)));
    }

    private boolean can(String... command) throws InterruptedException {
        try {
            return Command.run(as(Stream.of(command)), PROBE).succeeded();
        } catch (IOException e) {
            return false; // setpriv or unshare is not installed.
        }
    }

    private static int owner(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }
}
