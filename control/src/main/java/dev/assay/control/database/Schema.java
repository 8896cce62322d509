package dev.assay.control.database;

import dev.assay.control.ControlException;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/** Brings the tables to the newest version that this program knows, and leaves those of a newer program alone. */
final class Schema {
    private Schema() {}

    static void migrate(DataSource source, DatabaseUrl url) {
        try {
            Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:dev/assay/control/database")
                    .table("assay_schema")
                    .cleanDisabled(true)
                    .load();
            newer(flyway).ifPresent(version -> {
                throw new ControlException(
                        "The database was written by a newer version of Assay",
                        url + " has tables of version " + version + ", this program knows them up to version "
                                + known(flyway),
                        "Use that newer Assay, or another database");
            });
            flyway.migrate();
        } catch (FlywayException e) {
            throw new ControlException(
                    "The tables of the database cannot be prepared",
                    url + " ("
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ")",
                    "Give the user the right to create tables there, or an empty database",
                    e);
        }
    }

    private static Optional<String> newer(Flyway flyway) {
        return Arrays.stream(flyway.info().all())
                .filter(m ->
                        m.getState() == MigrationState.FUTURE_SUCCESS || m.getState() == MigrationState.FUTURE_FAILED)
                .map(m -> String.valueOf(m.getVersion()))
                .reduce((first, last) -> last);
    }

    private static String known(Flyway flyway) {
        return Arrays.stream(flyway.info().all())
                .filter(m -> m.getState() != MigrationState.FUTURE_SUCCESS)
                .map(MigrationInfo::getVersion)
                .map(String::valueOf)
                .reduce("0", (first, last) -> last);
    }
}
