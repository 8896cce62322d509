package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.database.DatabaseUrl;
import dev.assay.control.database.EmbeddedPostgres;
import dev.assay.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Configuration Service over a real registry and a database of its own in a real PostgreSQL, which all stages share. Its
 * clock can be moved, so a test that moves it takes a stage for itself.
 */
final class Stage implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final Path root;
    final MovableClock clock = new MovableClock();
    final Shelf shelf;
    final ConfigurationService service;
    final String password;
    private final Map<String, Client> people = new ConcurrentHashMap<>();
    private final String database;

    Stage() {
        try {
            root = Files.createTempDirectory("assay-stage");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        shelf = new Shelf(root, clock);
        database = newDatabase();
        service = ConfigurationService.start(settings());
        password = service.firstPassword().orElseThrow();
    }

    Settings settings() {
        return Settings.of(root.resolve("data"), shelf.directory.toString(), shelf.trust)
                .listen("127.0.0.1:0")
                .database(database, Shared.SERVER.url().password())
                .clock(clock);
    }

    /** The stage that tests share which leave the time alone and name what they make for themselves. */
    static Stage shared() {
        return Shared.STAGE;
    }

    /** An empty database, as an address without its password. */
    static String newDatabase() {
        String name = "stage" + NUMBER.incrementAndGet();
        DatabaseUrl url = Shared.SERVER.url();
        try (var connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return url.jdbc()
                .replace("jdbc:postgresql://", "postgresql://" + url.user() + "@")
                .replaceAll("/postgres$", "/" + name);
    }

    static String databasePassword() {
        return String.valueOf(Shared.SERVER.url().password());
    }

    /** Straight at the tables, as somebody who broke in would be. */
    Database tables() {
        return Database.open(DatabaseUrl.parse(database, databasePassword()));
    }

    Client anonymous() {
        return new Client(service.uri(), "");
    }

    Client administrator() {
        return people.computeIfAbsent("admin", name -> login(name, password));
    }

    Client viewer() {
        return person("viewer");
    }

    Client operator() {
        return person("operator");
    }

    Client reviewer() {
        return person("reviewer");
    }

    private Client person(String role) {
        Client administrator = administrator();
        return people.computeIfAbsent(role, name -> {
            Exchange created = administrator
                    .post("/api/v1/accounts", Json.object().put("name", name).put("role", role))
                    .is(201);
            return login(name, created.text("password"));
        });
    }

    Client login(String name, String secret) {
        Exchange session = anonymous()
                .post("/api/v1/sessions", Json.object().put("name", name).put("password", secret))
                .is(201);
        return anonymous().as(session.text("token"));
    }

    /** A name that nothing else has. */
    static String name(String stem) {
        return stem + "-" + NUMBER.incrementAndGet();
    }

    @Override
    public void close() {
        service.close();
    }

    /** Started when first asked for, stopped with the tests. */
    private static final class Shared {
        static final EmbeddedPostgres SERVER;
        static final Stage STAGE;

        static {
            try {
                SERVER = EmbeddedPostgres.start(Files.createTempDirectory("assay-tests"), new SecureRandom());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            STAGE = new Stage();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                STAGE.close();
                SERVER.close();
            }));
        }
    }
}
