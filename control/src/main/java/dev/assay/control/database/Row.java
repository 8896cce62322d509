package dev.assay.control.database;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** The row that a query is at, read by column name. Valid only inside the reader it is given to. */
public final class Row {
    private static final int MOST_JSON_BYTES = 64 << 20;

    private final ResultSet at;

    Row(ResultSet at) {
        this.at = at;
    }

    public String text(String column) throws SQLException {
        return optionalText(column).orElseThrow(() -> new SQLException("column " + column + " is null"));
    }

    public Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(at.getString(column));
    }

    public long number(String column) throws SQLException {
        return at.getLong(column);
    }

    public Optional<Long> optionalNumber(String column) throws SQLException {
        long value = at.getLong(column);
        return at.wasNull() ? Optional.empty() : Optional.of(value);
    }

    public double real(String column) throws SQLException {
        return at.getDouble(column);
    }

    public boolean flag(String column) throws SQLException {
        return at.getBoolean(column);
    }

    public UUID id(String column) throws SQLException {
        return at.getObject(column, UUID.class);
    }

    public Optional<UUID> optionalId(String column) throws SQLException {
        return Optional.ofNullable(at.getObject(column, UUID.class));
    }

    public Digest digest(String column) throws SQLException {
        return Digest.parse(text(column));
    }

    public byte[] bytes(String column) throws SQLException {
        return at.getBytes(column);
    }

    public Instant time(String column) throws SQLException {
        return optionalTime(column).orElseThrow(() -> new SQLException("column " + column + " is null"));
    }

    public Optional<Instant> optionalTime(String column) throws SQLException {
        return Optional.ofNullable(at.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    public JsonNode json(String column) throws SQLException {
        return Json.read(text(column).getBytes(StandardCharsets.UTF_8), MOST_JSON_BYTES);
    }

    public Optional<JsonNode> optionalJson(String column) throws SQLException {
        Optional<String> text = optionalText(column);
        return text.isEmpty() ? Optional.empty() : Optional.of(json(column));
    }
}
