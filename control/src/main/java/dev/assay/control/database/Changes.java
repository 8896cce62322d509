package dev.assay.control.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * News that something was committed, by this or another replica, through PostgreSQL's LISTEN and NOTIFY. The news says
 * of what kind it is and no more: who waits reads again. News may come without a change, never the other way round. Safe
 * for concurrent use.
 */
public final class Changes implements AutoCloseable {
    /** What there is news of. */
    public enum Topic {
        /** What runtimes must run. */
        DESIRED,
        /** Anything that people see: also what runtimes tell, which is far more often. */
        FLEET
    }

    private static final String CHANNEL = "assay_control";
    private static final int POLL_MILLIS = 500;
    private static final int RECONNECT_MILLIS = 1000;

    private final String jdbc;
    private final Properties login;
    private final Thread listener;
    private final Object news = new Object();
    private final Map<Topic, Long> counts = new EnumMap<>(Topic.class);
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
    static void tell(Transaction transaction, Topic topic) throws SQLException {
        transaction.first("SELECT pg_notify(?, ?)", row -> true, CHANNEL, topic.name());
    }

    /** How much news there was so far. Take it before reading what is then waited for. */
    public long count(Topic topic) {
        synchronized (news) {
            return counts.getOrDefault(topic, 0L);
        }
    }

    /** Waits until there is more news than this, at most for this long, and answers the count then. */
    public long await(Topic topic, long seen, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        synchronized (news) {
            while (counts.getOrDefault(topic, 0L) <= seen && !closed) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    break;
                }
                news.wait(left);
            }
            return counts.getOrDefault(topic, 0L);
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
        bump(Topic.values());
    }

    private void listen() {
        while (!closed) {
            try (Connection connection = DriverManager.getConnection(jdbc, login);
                    var statement = connection.createStatement()) {
                statement.execute("LISTEN " + CHANNEL);
                bump(Topic.values()); // What happened while nobody listened is news too.
                PGConnection postgres = connection.unwrap(PGConnection.class);
                while (!closed) {
                    PGNotification[] arrived = postgres.getNotifications(POLL_MILLIS);
                    if (arrived != null) {
                        bump(topics(arrived));
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

    /** A word that is not known comes from a newer replica: it may mean anything. */
    private static Topic[] topics(PGNotification[] arrived) {
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        for (PGNotification one : arrived) {
            topics.addAll(Arrays.stream(Topic.values())
                    .filter(topic -> topic.name().equals(one.getParameter()))
                    .findFirst()
                    .map(EnumSet::of)
                    .orElseGet(() -> EnumSet.allOf(Topic.class)));
        }
        return topics.toArray(new Topic[0]);
    }

    private void bump(Topic... topics) {
        synchronized (news) {
            for (Topic topic : topics) {
                counts.merge(topic, 1L, Long::sum);
            }
            news.notifyAll();
        }
    }
}
