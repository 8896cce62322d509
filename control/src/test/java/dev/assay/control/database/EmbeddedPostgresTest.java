package dev.assay.control.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assay.control.ControlException;
import dev.assay.control.database.Changes.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path directory;

    @Test
    void keepsWhatWasStoredOverAStop() {
        try (var server = EmbeddedPostgres.start(directory, RANDOM);
                var database = Database.open(server.url())) {
            insertAccount(database, "kept");
        }

        try (var server = EmbeddedPostgres.start(directory, RANDOM);
                var database = Database.open(server.url())) {
            assertThat(accounts(database)).isEqualTo(1);
        }
    }

    @Test
    void stopsAServerThatAKilledProgramLeftBehind() throws Exception {
        var killed = EmbeddedPostgres.start(directory, RANDOM);
        long left = postmaster();
        killed.abandon();
        assertThat(ProcessHandle.of(left)).isPresent();

        try (var server = EmbeddedPostgres.start(directory, RANDOM);
                var database = Database.open(server.url())) {
            assertThat(accounts(database)).isZero();
            assertThat(postmaster()).isNotEqualTo(left);
            ProcessHandle.of(left)
                    .ifPresent(
                            old -> old.onExit().orTimeout(60, TimeUnit.SECONDS).join());
        }
    }

    @Test
    void leavesAnotherProgramAloneWhoseNumberAnOldPidFileNames() throws Exception {
        EmbeddedPostgres.start(directory, RANDOM).close();
        Process bystander = new ProcessBuilder("sleep", "60").start();
        try {
            Files.writeString(
                    directory.resolve("cluster/postmaster.pid"),
                    bystander.pid() + "\n" + directory.resolve("cluster") + "\n1\n5432\n\n127.0.0.1\n0 0\nready\n");
            EmbeddedPostgres.start(directory, RANDOM).close();
            assertThat(bystander.isAlive()).isTrue();
        } finally {
            bystander.destroyForcibly();
        }
    }

    @Test
    void isUsedByOneProgramAtATime() {
        try (var server = EmbeddedPostgres.start(directory, RANDOM)) {
            assertThat(server.url().jdbc()).contains("127.0.0.1");
            assertThatThrownBy(() -> EmbeddedPostgres.start(directory, RANDOM))
                    .isInstanceOf(ControlException.class)
                    .hasMessageContaining("in use")
                    .hasMessageContaining(directory.toString());
        }
    }

    @Test
    void doesNotLetInWhoDoesNotKnowThePassword() throws Exception {
        try (var server = EmbeddedPostgres.start(directory, RANDOM)) {
            assertThatThrownBy(() -> DriverManager.getConnection(server.url().jdbc(), "assay", "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("login.json"))))
                    .isEqualTo("rw-------");
            assertThat(directory.resolve("initial-password")).doesNotExist();
        }
    }

    @Test
    void saysSoWhereTheDirectoryIsAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> EmbeddedPostgres.start(file, RANDOM))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("--db-url");
    }

    @Test
    void refusesAClusterOfAnotherMajorVersion() throws Exception {
        EmbeddedPostgres.start(directory, RANDOM).close();
        Files.writeString(directory.resolve("cluster/PG_VERSION"), "17\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(directory, RANDOM))
                .isInstanceOf(ControlException.class)
                .hasMessageContaining("made by PostgreSQL 17");
    }

    @Test
    void rootsServerAndItsFilesBelongToANumberThatNoAccountHas() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        try (var server = EmbeddedPostgres.start(directory, RANDOM)) {
            assertThat(server.url().jdbc()).contains("127.0.0.1");
            String owner = Files.getOwner(directory.resolve("cluster")).getName();
            assertThat(owner).matches("655[0-9]{2}").isNotEqualTo("65534");
            assertThat(Files.getAttribute(Path.of("/proc", String.valueOf(postmaster())), "unix:uid"))
                    .isEqualTo(Integer.valueOf(owner));
            assertThat(owners(directory.resolve("cluster"))).containsOnly(owner);
        }
    }

    @Test
    void aClusterThatWasNobodysIsTakenOverWithItsDataAlsoWhileItsServerWasLeftRunning() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        try (var server = EmbeddedPostgres.start(directory, RANDOM);
                var database = Database.open(server.url())) {
            insertAccount(database, "kept");
        }
        Path cluster = directory.resolve("cluster");
        ServerUser.dropped(65_534).give(cluster);
        assertThat(owners(cluster)).containsOnly("nobody");
        assertThat(Command.run(
                                ServerUser.dropped(65_534)
                                        .as(Stream.of(
                                                PostgresBinaries.unpackedIn(directory)
                                                        .resolve("bin/pg_ctl")
                                                        .toString(),
                                                "start",
                                                "-w",
                                                "-D",
                                                cluster.toString(),
                                                "-l",
                                                cluster.resolve("server.log").toString(),
                                                "-o",
                                                "-p " + EmbeddedPostgres.freePort()
                                                        + " -c unix_socket_directories=''")),
                                Duration.ofSeconds(60))
                        .succeeded())
                .isTrue();
        try (var server = EmbeddedPostgres.start(directory, RANDOM);
                var database = Database.open(server.url())) {
            assertThat(accounts(database)).isEqualTo(1);
            assertThat(owners(cluster)).hasSize(1).doesNotContain("nobody");
        }
    }

    private static Set<String> owners(Path top) throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            Set<String> owners = new TreeSet<>();
            for (Path file : (Iterable<Path>) all::iterator) {
                try {
                    owners.add(Files.getOwner(file).getName());
                } catch (NoSuchFileException e) {
                    // The server works meanwhile.
                }
            }
            return owners;
        }
    }

    @Test
    void runsWhereNobodyMayNotPassThrough() throws Exception {
        Path closed = Files.createDirectory(
                directory.resolve("closed"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (var server = EmbeddedPostgres.start(closed.resolve("postgres"), RANDOM);
                var database = Database.open(server.url())) {
            assertThat(accounts(database)).isZero();
        }
    }

    @Test
    void newsOfACommittedChangeReachesAnotherReplicaAndOnlyWhoWaitsForItsKind() throws Exception {
        try (var server = EmbeddedPostgres.start(directory, RANDOM);
                var one = Database.open(server.url());
                var other = Database.open(server.url())) {
            Duration longest = Duration.ofSeconds(30);
            long desired = other.changes().await(Topic.DESIRED, 0, longest);
            long fleet = other.changes().await(Topic.FLEET, 0, longest);
            one.telling(t -> t.run("DELETE FROM account"));
            long told = other.changes().await(Topic.FLEET, fleet, longest);
            assertThat(told).isGreaterThan(fleet);
            assertThat(other.changes().count(Topic.DESIRED)).isEqualTo(desired);
            one.alone(t -> t.run("DELETE FROM account"));
            assertThat(other.changes().await(Topic.DESIRED, desired, longest)).isGreaterThan(desired);
            assertThat(other.changes().await(Topic.FLEET, told, longest)).isGreaterThan(told);
        }
    }

    private static void insertAccount(Database database, String name) {
        database.inTransaction(t -> t.run("INSERT INTO account VALUES (?, 'viewer', 'x', now())", name));
    }

    private static long accounts(Database database) {
        return database.inTransaction(t -> t.first("SELECT count(*) AS n FROM account", row -> row.number("n"))
                .orElseThrow());
    }

    private long postmaster() throws Exception {
        return Long.parseLong(Files.readAllLines(directory.resolve("cluster/postmaster.pid"))
                .getFirst()
                .strip());
    }
}
