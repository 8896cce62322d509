package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.control.database.DatabaseUrl;
import dev.assay.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Databases of earlier schemas, with rows that the programs of then wrote, are brought up to date with all that is in them. */
class SchemaUpgradeTest {
    private static final List<String> SCRIPTS = List.of("V1__walk.sql", "V2__receipts.sql");

    /** As the migrations' library makes it. */
    private static final String HISTORY = """
            CREATE TABLE assay_schema (
                installed_rank integer NOT NULL PRIMARY KEY,
                version varchar(50),
                description varchar(200) NOT NULL,
                type varchar(20) NOT NULL,
                script varchar(1000) NOT NULL,
                checksum integer,
                installed_by varchar(100) NOT NULL,
                installed_on timestamp NOT NULL DEFAULT now(),
                execution_time integer NOT NULL,
                success boolean NOT NULL)""";

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aDatabaseOfAnEarlierSchemaIsUsedWithAllThatIsInIt(int schema) throws Exception {
        String address = Stage.newDatabase();
        String rows = text("schema-" + schema + ".rows");
        String password = rows.lines().findFirst().orElseThrow().replaceAll(".* ", "");
        DatabaseUrl url = DatabaseUrl.parse(address, Stage.databasePassword());
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password())) {
            for (String script : SCRIPTS.subList(0, schema)) {
                execute(connection, text("database/" + script));
            }
            execute(connection, HISTORY);
            fill(connection, rows);
        }

        Shelf shelf = new Shelf(root, new MovableClock());
        Settings settings = Settings.of(root.resolve("data"), shelf.directory.toString(), shelf.trust)
                .listen("127.0.0.1:0")
                .database(address, Stage.databasePassword());
        try (ConfigurationService service = ConfigurationService.start(settings)) {
            assertThat(service.firstPassword()).isEmpty();
            Client anonymous = new Client(service.uri(), "");
            String token = anonymous
                    .post("/api/v1/sessions", Json.object().put("name", "admin").put("password", password))
                    .is(201)
                    .text("token");
            Client admin = anonymous.as(token);
            var runtime =
                    admin.get("/api/v1/fleet").is(200).json().path("runtimes").path(0);
            assertThat(runtime.path("labels").path("site").asString("")).isEqualTo("basel");
            assertThat(runtime.path("plugins")
                            .path(0)
                            .path("last-run")
                            .path("outcome")
                            .asString(""))
                    .isEqualTo("completed");
            assertThat(admin.get("/api/v1/requirements").is(200).json().toString())
                    .contains("acme/ssh");
        }
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.createStatement();
                ResultSet versions =
                        statement.executeQuery("SELECT count(*) FROM assay_schema WHERE success AND version >= '1'")) {
            assertThat(versions.next()).isTrue();
            assertThat(versions.getInt(1)).isEqualTo(3);
        }
    }

    private static void fill(Connection connection, String rows) throws SQLException {
        for (String row : rows.lines().skip(1).toList()) {
            String table = row.substring(0, row.indexOf('\t'));
            assertThat(table).matches("[a-z_]+");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table
                    + " OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_record(NULL::" + table + ", ?::jsonb)")) {
                insert.setString(1, row.substring(row.indexOf('\t') + 1));
                insert.executeUpdate();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = SchemaUpgradeTest.class.getResourceAsStream(resource)) {
            return new String(java.util.Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
