package dev.assay.control.database;

import dev.assay.control.ControlException;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of our own in a directory: on loopback, at a port that is free, with a random password in a file that only
 * its owner reads. One program at a time may use the directory. A server that was left behind when a program was killed
 * is stopped first. {@link #close} stops the server.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final String USER = "assay";
    private static final String NOUN = "assay.embedded-postgres";
    private static final int FORMAT = 1;
    private static final int MOST_BYTES = 4096;
    private static final int TRIES = 3;
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private final Path directory;
    private final Path cluster;
    private final Path home;
    private final ServerUser user;
    private final FileChannel lock;
    private String password = "";
    private int port;

    private EmbeddedPostgres(Path directory, Path home, ServerUser user, FileChannel lock) {
        this.directory = directory;
        this.cluster = directory.resolve("cluster");
        this.home = home;
        this.user = user;
        this.lock = lock;
    }

    /**
     * Starts the server of this directory, which is made if it is not there.
     *
     * @throws ControlException if the directory is in use or cannot be used, or the server does not start
     */
    public static EmbeddedPostgres start(Path directory, SecureRandom random) {
        FileChannel lock = null;
        try {
            Path absolute = directory.toAbsolutePath();
            Files.createDirectories(
                    absolute, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
            lock = lock(absolute);
            Path home = PostgresBinaries.unpackedIn(absolute);
            ServerUser user = ServerUser.choose(absolute, absolute.resolve("cluster"));
            EmbeddedPostgres server = new EmbeddedPostgres(absolute, home, user, lock);
            server.password = server.prepare(random);
            server.stopLeftover();
            server.takeOver();
            server.port = server.startAtFreePort();
            return server;
        } catch (IOException e) {
            release(lock);
            throw cannot(directory, Inert.line(String.valueOf(e.getMessage())), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            release(lock);
            throw cannot(directory, "it was interrupted", e);
        } catch (RuntimeException e) {
            release(lock);
            throw e;
        }
    }

    /** Where it is, with the login. */
    public DatabaseUrl url() {
        return new DatabaseUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, password);
    }

    /** Stops the server; what is open is rolled back. */
    @Override
    public void close() {
        try {
            control(user, "stop", "-m", "fast");
        } catch (IOException e) {
            throw cannot(directory, "it could not be stopped: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            release(lock);
        }
    }

    /** What kill -9 does to this program: the lock goes, the server stays. */
    void abandon() {
        release(lock);
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(
                directory.resolve("lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this very process: the same answer.
        }
        channel.close();
        throw new ControlException(
                "The embedded PostgreSQL is in use",
                directory.toString(),
                "Stop the other Configuration Service, or give this one another data directory");
    }

    /** Makes the cluster if there is none; answers the password. */
    private String prepare(SecureRandom random) throws IOException, InterruptedException {
        Path login = directory.resolve("login.json");
        if (Files.exists(cluster.resolve("PG_VERSION"))) {
            String version = Files.readString(cluster.resolve("PG_VERSION")).strip();
            if (!version.equals(PostgresBinaries.MAJOR)) {
                throw new ControlException(
                        "The cluster was made by PostgreSQL " + version,
                        cluster + ", and this Assay carries PostgreSQL " + PostgresBinaries.MAJOR,
                        "Dump it with that version and restore it, or use the Assay that made it");
            }
            Fields fields = Fields.of(Json.read(Files.readAllBytes(login), MOST_BYTES), login.toString());
            Json.requireFormat(fields.whole(), NOUN, FORMAT);
            return fields.text("password");
        }
        byte[] secret = new byte[24];
        random.nextBytes(secret);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        // The login file comes first: a cluster that nobody can log in to would be of no use.
        write(login, Json.pretty(Json.document(NOUN, FORMAT).put("user", USER).put("password", password)));
        initialise(password);
        return password;
    }

    private void initialise(String password) throws IOException, InterruptedException {
        Path fresh = directory.resolve("cluster.unfinished");
        PostgresBinaries.delete(fresh);
        Path secret = directory.resolve("initial-password");
        try {
            Files.createDirectory(
                    fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            ServerUser maker = user.making(directory);
            maker.give(fresh);
            write(secret, password);
            maker.give(secret);
            Command made = Command.run(
                    maker.as(Stream.of(
                            home.resolve("bin/initdb").toString(),
                            "--pgdata=" + fresh,
                            "--username=" + USER,
                            "--pwfile=" + secret,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--no-locale")),
                    LONGEST);
            if (!made.succeeded()) {
                throw cannot(directory, "initdb said: " + made.output().strip(), null);
            }
            user.give(fresh);
            Files.move(fresh, cluster);
        } finally {
            Files.deleteIfExists(secret);
        }
    }

    /** A killed program leaves its server running. Only a process that serves this very cluster is stopped. */
    private void stopLeftover() throws IOException, InterruptedException {
        Path pidFile = cluster.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<Long> pid = Files.readAllLines(pidFile).stream()
                .findFirst()
                .filter(line -> line.matches("[0-9]{1,10}"))
                .map(Long::valueOf);
        if (pid.isPresent() && servesCluster(pid.get())) {
            control(user.before(cluster).orElse(user), "stop", "-m", "fast");
        } else {
            Files.delete(pidFile); // The machine stopped; the number may be another program's now.
        }
    }

    /** A cluster that was another's is this user's from now on. */
    private void takeOver() throws IOException {
        if (user.before(cluster).isPresent()) {
            user.give(cluster);
        }
    }

    private boolean servesCluster(long pid) {
        try {
            byte[] words = Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "cmdline"));
            List<String> command = List.of(new String(words, StandardCharsets.UTF_8).split("\0", -1));
            return command.getFirst().endsWith("/postgres") && command.contains(cluster.toString());
        } catch (IOException e) {
            return false;
        }
    }

    private int startAtFreePort() throws IOException, InterruptedException {
        String said = "";
        for (int i = 0; i < TRIES; i++) {
            int port = freePort();
            Command started =
                    control(user, "start", "-l", cluster.resolve("server.log").toString(), "-o", options(port));
            if (started.succeeded()) {
                return port;
            }
            said = started.output().strip() + lastWords();
        }
        throw cannot(directory, said, null);
    }

    private Command control(ServerUser as, String verb, String... more) throws IOException, InterruptedException {
        Stream<String> words =
                Stream.of(home.resolve("bin/pg_ctl").toString(), verb, "-w", "-t", "60", "-D", cluster.toString());
        return Command.run(as.as(Stream.concat(words, Stream.of(more))), LONGEST);
    }

    private static String options(int port) {
        return "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=40"
                + " -c shared_buffers=32MB -c log_min_messages=warning -c logging_collector=on"
                + " -c log_filename=server-%a.log -c log_truncate_on_rotation=on -c log_rotation_size=0";
    }

    private String lastWords() throws IOException {
        Path log = cluster.resolve("server.log");
        if (!Files.isReadable(log)) {
            return "";
        }
        List<String> lines = Files.readAllLines(log);
        return " " + String.join(" ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    }

    static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return probe.getLocalPort();
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel out = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    private static void release(@Nullable FileChannel lock) {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }

    private static ControlException cannot(Path directory, String why, @Nullable Throwable cause) {
        return new ControlException(
                "The embedded PostgreSQL does not start",
                directory + " (" + why + ")",
                "Check that the directory can be written and has room, or name a PostgreSQL with --db-url",
                cause);
    }
}
