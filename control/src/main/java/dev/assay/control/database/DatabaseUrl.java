package dev.assay.control.database;

import dev.assay.control.ControlException;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is. The password is kept apart, so that {@link #toString} may be shown.
 *
 * @param jdbc for the driver, without user and password
 * @param user null where the driver's own default applies
 * @param password null where the server asks for none, or the driver finds it in a password file
 */
public record DatabaseUrl(
        String jdbc, @Nullable String user, @Nullable String password) {
    private static final String JDBC = "jdbc:";
    private static final String REMEDY =
            "Give one like postgresql://user@host:5432/database, and its password in the environment or a password file";

    /**
     * Reads {@code postgresql://user@host:port/database?options}, with or without {@code jdbc:} before it.
     *
     * @param password used unless the address itself holds one
     * @throws ControlException if it is no such address; the message does not repeat a password
     */
    public static DatabaseUrl parse(String text, @Nullable String password) {
        try {
            URI uri = new URI(text.startsWith(JDBC) ? text.substring(JDBC.length()) : text);
            boolean postgres = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
            if (!postgres || uri.getHost() == null || uri.getPath().length() < 2) {
                throw new ControlException("The database address cannot be used", inert(text), REMEDY);
            }
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String[] login = uri.getUserInfo() == null
                    ? new String[0]
                    : uri.getUserInfo().split(":", 2);
            return new DatabaseUrl(
                    "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query,
                    login.length == 0 ? null : login[0],
                    login.length == 2 ? login[1] : password);
        } catch (URISyntaxException e) {
            throw new ControlException("The database address cannot be read", inert(text), REMEDY);
        }
    }

    /** The address without user and password. */
    @Override
    public String toString() {
        return inert(jdbc.substring(JDBC.length()));
    }

    /** Whatever may be a secret in an address that could not be read is left out. */
    private static String inert(String text) {
        return "'" + text.replaceAll("//[^/]*@", "//").replaceAll("(?i)(password=)[^&]*", "$1…") + "'";
    }
}
