package dev.assay.control.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * SQL inside one transaction. Values are always bound, never written into the text. A JSON value is bound as text: the
 * statement casts it, {@code ?::jsonb}. Not thread-safe.
 */
public final class Transaction {
    /** Reads the row that the query is at. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    private final Connection connection;

    Transaction(Connection connection) {
        this.connection = connection;
    }

    /** Every row, in the order of the query. */
    public <T> List<T> all(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            Row row = new Row(rows);
            while (rows.next()) {
                all.add(reader.read(row));
            }
            return all;
        }
    }

    /** The first row, if there is one. */
    public <T> Optional<T> first(String sql, Reader<T> reader, @Nullable Object... values) throws SQLException {
        return all(sql, reader, values).stream().findFirst();
    }

    /** Runs a statement and answers how many rows it touched. */
    public int run(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            statement.setObject(
                    i + 1,
                    switch (value) {
                        case Instant time -> time.atOffset(ZoneOffset.UTC);
                        case JsonNode json -> json.toString();
                        case Enum<?> word -> throw new SQLException("bind the word of " + word);
                        case null, default -> value;
                    });
        }
        return statement;
    }
}
