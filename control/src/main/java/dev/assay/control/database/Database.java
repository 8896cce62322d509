package dev.assay.control.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.assay.control.ControlException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The service's tables, in the schema version that this program knows. Safe for concurrent use. */
public final class Database implements AutoCloseable {
    /** What is done inside one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T in(Transaction transaction) throws SQLException;
    }

    /** Any number that no other user of the database locks: the bytes of "assay". */
    private static final long ALONE = 0x6173736179L;

    private static final int CONNECTIONS = 12;
    private static final int LOGIN_SECONDS = 10;

    private final DatabaseUrl url;
    private final HikariDataSource pool;
    private final Changes changes;

    private Database(DatabaseUrl url, HikariDataSource pool, Changes changes) {
        this.url = url;
        this.pool = pool;
        this.changes = changes;
    }

    /**
     * Connects and brings the tables to this program's version.
     *
     * @throws ControlException if nobody answers there, the login is refused, or the tables are of a newer version
     */
    public static Database open(DatabaseUrl url) {
        Properties login = login(url);
        try (Connection probe = DriverManager.getConnection(url.jdbc(), login)) {
            if (!probe.isValid(LOGIN_SECONDS)) {
                throw new SQLException("the connection is not usable");
            }
        } catch (SQLException e) {
            throw new ControlException(
                    "The database cannot be used",
                    url + " (" + reason(e) + ")",
                    "Check that PostgreSQL runs there and that the user, the password and the database exist",
                    e);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url.jdbc());
        config.setDataSourceProperties(login);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setPoolName("assay-control");
        config.setAutoCommit(false);
        HikariDataSource pool = new HikariDataSource(config);
        try {
            Schema.migrate(pool, url);
            return new Database(url, pool, Changes.listen(url.jdbc(), login));
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** Runs the work in one transaction, which is undone if it throws. */
    public <T> T inTransaction(Work<T> work) {
        try (Connection connection = pool.getConnection()) {
            try {
                T result = work.in(new Transaction(connection));
                connection.commit();
                return result;
            } catch (Throwable e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            throw new ControlException(
                    "The database did not do what was asked", url + " (" + reason(e) + ")", "Try again", e);
        }
    }

    /**
     * Like {@link #inTransaction}, but only one at a time over all replicas: administrative writes, which make revisions
     * and lengthen the audit log. Tells the listeners of {@link #changes} afterwards.
     */
    public <T> T alone(Work<T> work) {
        return inTransaction(transaction -> {
            transaction.first("SELECT pg_advisory_xact_lock(?)", row -> true, ALONE);
            T result = work.in(transaction);
            Changes.tell(transaction, Changes.Topic.DESIRED);
            Changes.tell(transaction, Changes.Topic.FLEET);
            return result;
        });
    }

    /** Like {@link #inTransaction}; tells the listeners of {@link #changes} afterwards. */
    public <T> T telling(Work<T> work) {
        return inTransaction(transaction -> {
            T result = work.in(transaction);
            Changes.tell(transaction, Changes.Topic.FLEET);
            return result;
        });
    }

    /** News of committed changes, of every replica. */
    public Changes changes() {
        return changes;
    }

    @Override
    public void close() {
        changes.close();
        pool.close();
    }

    private static Properties login(DatabaseUrl url) {
        Properties login = new Properties();
        if (url.user() != null) {
            login.setProperty("user", url.user());
        }
        if (url.password() != null) {
            login.setProperty("password", url.password());
        }
        login.setProperty("loginTimeout", String.valueOf(LOGIN_SECONDS));
        login.setProperty("connectTimeout", String.valueOf(LOGIN_SECONDS));
        login.setProperty("ApplicationName", "assay-control");
        return login;
    }

    private static String reason(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }
}
