package dev.assay.control.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables in a PostgreSQL that somebody else installed, of whatever version; skipped where there is none. */
class InstalledPostgresTest {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private static Optional<Path> installed() throws Exception {
        Path all = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(all)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(all)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    @Test
    void theTablesAreMadeAndUsedThere() throws Exception {
        Optional<Path> bin = installed();
        assumeTrue(bin.isPresent(), "no PostgreSQL is installed");
        Path cluster = directory.resolve("cluster");
        ServerUser user = ServerUser.choose(directory, cluster);
        Files.createDirectory(cluster);
        user.give(cluster);
        run(
                user,
                bin.get().resolve("initdb"),
                "--pgdata=" + cluster,
                "--username=assay",
                "--auth=trust",
                "--no-locale",
                "--encoding=UTF8");
        int port = EmbeddedPostgres.freePort();
        String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''";
        run(
                user,
                bin.get().resolve("pg_ctl"),
                "start",
                "-w",
                "-D",
                cluster.toString(),
                "-l",
                cluster.resolve("log").toString(),
                "-o",
                options);
        try {
            useTwice("postgresql://assay@127.0.0.1:" + port + "/postgres");
        } finally {
            run(user, bin.get().resolve("pg_ctl"), "stop", "-w", "-m", "fast", "-D", cluster.toString());
        }
    }

    private static void useTwice(String address) {
        for (int time = 1; time <= 2; time++) {
            try (var database = Database.open(DatabaseUrl.parse(address, null))) {
                String name = "account" + time;
                database.alone(t -> t.run("INSERT INTO account VALUES (?, 'viewer', 'x', now())", name));
                long accounts =
                        database.inTransaction(t -> t.first("SELECT count(*) AS n FROM account", row -> row.number("n"))
                                .orElseThrow());
                assertThat(accounts).isEqualTo(time);
            }
        }
    }

    private static void run(ServerUser user, Path program, String... words) throws Exception {
        Command done = Command.run(user.as(Stream.concat(Stream.of(program.toString()), Stream.of(words))), LONGEST);
        assertThat(done.succeeded()).as(done.output()).isTrue();
    }
}
