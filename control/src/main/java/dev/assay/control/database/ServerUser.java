package dev.assay.control.database;

import dev.assay.control.ControlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * As whom the embedded server runs. PostgreSQL refuses to run as root, so root's server runs as the user nobody; where
 * nobody cannot reach the data directory, it runs as root of no power, in a user namespace of its own.
 *
 * @param prefix the words before a command
 * @param dropsTo whether the files of the cluster belong to nobody
 */
record ServerUser(List<String> prefix, boolean dropsTo) {
    private static final String NOBODY = "65534";
    private static final Duration PROBE = Duration.ofSeconds(10);
    private static final ServerUser SAME = new ServerUser(List.of(), false);
    private static final ServerUser NAMESPACE = new ServerUser(List.of("unshare", "--user", "--"), false);
    private static final ServerUser DROPPED =
            new ServerUser(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--"), true);

    /**
     * Chooses for this directory, which exists; {@code cluster} is asked whom it belongs to if it exists already.
     *
     * @throws ControlException if root has no way to run the server as another
     */
    static ServerUser choose(Path directory, Path cluster) throws IOException, InterruptedException {
        if (uid(Path.of("/proc/self")) != 0) {
            return SAME;
        }
        boolean mayDrop = !Files.exists(cluster) || uid(cluster) != 0;
        if (mayDrop && DROPPED.can("test", "-x", directory.toString())) {
            return DROPPED;
        }
        boolean mayStay = !Files.exists(cluster) || uid(cluster) == 0;
        if (mayStay && NAMESPACE.can("test", "-x", directory.toString())) {
            return NAMESPACE;
        }
        throw new ControlException(
                "The embedded PostgreSQL cannot run as root",
                "the user nobody cannot reach " + directory + ", and user namespaces are not to be had here",
                "Start Assay as another user, choose a data directory that everybody may pass through, or name a"
                        + " PostgreSQL with --db-url");
    }

    /** The command as this user. */
    List<String> as(Stream<String> command) {
        return Stream.concat(prefix.stream(), command).toList();
    }

    /** Gives a file or an empty directory to this user. */
    void give(Path file) throws IOException {
        if (dropsTo) {
            var users = file.getFileSystem().getUserPrincipalLookupService();
            PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            view.setOwner(users.lookupPrincipalByName(NOBODY));
        }
    }

    private boolean can(String... command) throws InterruptedException {
        try {
            return Command.run(as(Stream.of(command)), PROBE).succeeded();
        } catch (IOException e) {
            return false; // setpriv or unshare is not installed.
        }
    }

    private static int uid(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }
}
