package dev.assay.control.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * News that something was committed, by this or another replica, through PostgreSQL's LISTEN and NOTIFY. The news says
 * no more than that: who waits reads again. News may come without a change, never the other way round. Safe for
 * concurrent use.
 */
public final class Changes implements AutoCloseable {
    private static final String CHANNEL = "assay_control";
    private static final int POLL_MILLIS = 500;
    private static final int RECONNECT_MILLIS = 1000;

    private final String jdbc;
    private final Properties login;
    private final Thread listener;
    private final Object news = new Object();
    private long count;
    private volatile boolean closed;

    private Changes(String jdbc, Properties login) {
        this.jdbc = jdbc;
        this.login = login;
        this.listener = Thread.ofVirtual().name("assay-control-changes").unstarted(this::listen);
    }

    static Changes listen(String jdbc, Properties login) {
        Changes changes = new Changes(jdbc, login);
        changes.listener.start();
        return changes;
    }

    /** Tells every listener when the transaction commits. */
    static void tell(Transaction transaction) throws SQLException {
        transaction.first("SELECT pg_notify(?, '')", row -> true, CHANNEL);
    }

    /** How much news there was so far. Take it before reading what is then waited for. */
    public long count() {
        synchronized (news) {
            return count;
        }
    }

    /** Waits until there is more news than this, at most for this long, and answers the count then. */
    public long await(long seen, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        synchronized (news) {
            while (count <= seen && !closed) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                news.wait(left);
            }
            return count;
        }
    }

    /** Whether this was closed: nothing will come any more. */
    public boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        listener.interrupt();
        bump();
    }

    private void listen() {
        while (!closed) {
            try (Connection connection = DriverManager.getConnection(jdbc, login);
                    var statement = connection.createStatement()) {
                statement.execute("LISTEN " + CHANNEL);
                bump(); // What happened while nobody listened is news too.
                PGConnection postgres = connection.unwrap(PGConnection.class);
                while (!closed) {
                    PGNotification[] arrived = postgres.getNotifications(POLL_MILLIS);
                    if (arrived != null && arrived.length > 0) {
                        bump();
                    }
                }
            } catch (SQLException e) {
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(RECONNECT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void bump() {
        synchronized (news) {
            count++;
            news.notifyAll();
        }
    }
}
