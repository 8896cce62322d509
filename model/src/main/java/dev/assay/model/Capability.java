package dev.assay.model;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A typed thing that a plugin may ask of its host. As part of a manifest it is what the plugin wants; as part of a grant
 * or of a ceiling it is what it may have.
 */
public sealed interface Capability {
    /** The word of the manifest and of the import, {@code assay:<kind>@1}. */
    String kind();

    /** For messages: the kind and what it names. */
    String describe();

    /** Whether a use exists that both allow. */
    boolean overlaps(Capability other);

    /** Runs the command that the runtime's file gives this name. */
    record Exec(String name) implements Capability {
        private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

        public Exec {
            if (!NAME.matcher(name).matches()) {
                throw new InvalidValueException("exec name", name, "lower-case letters, digits and hyphens");
            }
        }

        @Override
        public String kind() {
            return "exec";
        }

        @Override
        public String describe() {
            return "exec " + name;
        }

        @Override
        public boolean overlaps(Capability other) {
            return equals(other);
        }
    }

    /** Reads one file or, when the path ends in {@code /*}, the direct children of a directory. */
    record FileAccess(String path, Access access) implements Capability {
        public FileAccess {
            boolean plain = path.startsWith("/")
                    && path.length() > 1
                    && path.length() <= 4096
                    && !path.contains("//")
                    && path.chars().noneMatch(c -> c < 0x20 || c == 0x7f)
                    && List.of(path.split("/", -1)).stream()
                            .skip(1)
                            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))
                    && path.substring(0, path.length() - 1).indexOf('*') < 0
                    && (!path.endsWith("*") || path.endsWith("/*"));
            if (!plain) {
                throw new InvalidValueException(
                        "file path", path, "an absolute path without '.', '..' or '*', but for a final '/*'");
            }
        }

        /** What may be done with the file. */
        public enum Access implements Word {
            STAT,
            READ;

            public static Access parse(String id) {
                return Word.parse(Access.class, id);
            }
        }

        /** Whether this use of this path is allowed. */
        public boolean allows(String wanted, Access use) {
            boolean inside = path.endsWith("/*")
                    ? wanted.startsWith(path.substring(0, path.length() - 1))
                            && wanted.length() >= path.length()
                            && wanted.indexOf('/', path.length() - 1) < 0
                    : wanted.equals(path);
            return inside && access.compareTo(use) >= 0;
        }

        @Override
        public String kind() {
            return "file";
        }

        @Override
        public String describe() {
            return "file " + access.id() + " " + path;
        }

        /** A smaller access overlaps a larger one on the same path only from the smaller's side: read needs read. */
        @Override
        public boolean overlaps(Capability other) {
            return other instanceof FileAccess file && (file.allows(path, access) || file.equals(this));
        }
    }

    /** Reads one variable of the host's environment. */
    record Env(String name) implements Capability {
        private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

        public Env {
            if (!NAME.matcher(name).matches()) {
                throw new InvalidValueException("env name", name, "a variable's name such as HOSTNAME");
            }
        }

        @Override
        public String kind() {
            return "env";
        }

        @Override
        public String describe() {
            return "env " + name;
        }

        @Override
        public boolean overlaps(Capability other) {
            return equals(other);
        }
    }

    /** Makes TLS handshakes and learns the peer's chain. An empty list of ports means every port. */
    record Tls(List<String> hosts, List<Integer> ports) implements Capability {
        public Tls {
            hosts = HostPattern.all(hosts);
            ports = ports.stream().sorted().distinct().toList();
            for (int port : ports) {
                if (port < 1 || port > 65535) {
                    throw new InvalidValueException("port", String.valueOf(port), "a number from 1 to 65535");
                }
            }
        }

        public boolean allows(String host, int port) {
            return HostPattern.anyMatches(hosts, host) && (ports.isEmpty() || ports.contains(port));
        }

        @Override
        public String kind() {
            return "tls";
        }

        @Override
        public String describe() {
            return "tls " + String.join(",", hosts) + (ports.isEmpty() ? "" : " ports " + ports);
        }

        @Override
        public boolean overlaps(Capability other) {
            return other instanceof Tls tls
                    && HostPattern.overlap(hosts, tls.hosts)
                    && (ports.isEmpty() || tls.ports.isEmpty() || ports.stream().anyMatch(tls.ports::contains));
        }
    }

    /** Makes HTTPS requests; {@code auth} names a secret that the runtime's file binds to plugin and hosts. */
    record Http(List<String> hosts, Set<String> methods, Optional<String> auth) implements Capability {
        private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

        public Http {
            hosts = HostPattern.all(hosts);
            methods = Collections.unmodifiableSortedSet(new TreeSet<>(methods));
            for (String method : methods) {
                if (!METHODS.contains(method)) {
                    throw new InvalidValueException("method", method, "one of " + new TreeSet<>(METHODS));
                }
            }
            if (methods.isEmpty()) {
                throw new InvalidValueException("methods", "at least one is needed, such as GET");
            }
        }

        public boolean allows(String method, String host) {
            return methods.contains(method.toUpperCase(Locale.ROOT)) && HostPattern.anyMatches(hosts, host);
        }

        @Override
        public String kind() {
            return "http";
        }

        @Override
        public String describe() {
            return "http " + String.join(",", methods) + " " + String.join(",", hosts)
                    + auth.map(a -> " auth " + a).orElse("");
        }

        @Override
        public boolean overlaps(Capability other) {
            return other instanceof Http http
                    && HostPattern.overlap(hosts, http.hosts)
                    && methods.stream().anyMatch(http.methods::contains)
                    && (auth.isEmpty() || auth.equals(http.auth));
        }
    }
}
