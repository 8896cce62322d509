package dev.assay.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
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

    /** Has signatures of artifacts verified by the policy that the runtime's file gives this name. */
    record Verify(String name) implements Capability {
        private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

        public Verify {
            if (!NAME.matcher(name).matches()) {
                throw new InvalidValueException("verify name", name, "lower-case letters, digits and hyphens");
            }
        }

        @Override
        public String kind() {
            return "verify";
        }

        @Override
        public String describe() {
            return "verify " + name;
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
            ports = HostPattern.ports(ports);
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

    /**
     * Makes HTTPS requests; {@code auth} names a secret that the runtime's file binds to plugin and hosts. An empty list of
     * ports means 443, and 80 where the runtime's file lets a host be asked without TLS.
     */
    record Http(List<String> hosts, Set<String> methods, List<Integer> ports, Optional<String> auth)
            implements Capability {
        /** Every method that can be asked for. */
        public static final SortedSet<String> METHODS = Collections.unmodifiableSortedSet(
                new TreeSet<>(Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")));

        private static final List<Integer> USUAL_PORTS = List.of(80, 443);

        public Http {
            hosts = HostPattern.all(hosts);
            ports = HostPattern.ports(ports);
            methods = Collections.unmodifiableSortedSet(new TreeSet<>(methods));
            for (String method : methods) {
                if (!METHODS.contains(method)) {
                    throw new InvalidValueException("method", method, "one of " + METHODS);
                }
            }
            if (methods.isEmpty()) {
                throw new InvalidValueException("methods", "at least one is needed, such as GET");
            }
        }

        public boolean allows(String method, String host, int port) {
            return methods.contains(method) && usablePorts().contains(port) && HostPattern.anyMatches(hosts, host);
        }

        private List<Integer> usablePorts() {
            return ports.isEmpty() ? USUAL_PORTS : ports;
        }

        @Override
        public String kind() {
            return "http";
        }

        @Override
        public String describe() {
            return "http " + String.join(",", methods) + " " + String.join(",", hosts)
                    + (ports.isEmpty() ? "" : " ports " + ports)
                    + auth.map(a -> " auth " + a).orElse("");
        }

        @Override
        public boolean overlaps(Capability other) {
            return other instanceof Http http
                    && HostPattern.overlap(hosts, http.hosts)
                    && methods.stream().anyMatch(http.methods::contains)
                    && usablePorts().stream().anyMatch(http.usablePorts()::contains)
                    && (auth.isEmpty() || auth.equals(http.auth));
        }
    }

    /** Asks the domain name system. An empty set of types means every type that can be asked for. */
    record Dns(List<String> names, Set<String> types) implements Capability {
        /** Every type that can be asked for. */
        public static final SortedSet<String> TYPES = Collections.unmodifiableSortedSet(
                new TreeSet<>(Set.of("A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT")));

        public Dns {
            names = HostPattern.names(names);
            types = Collections.unmodifiableSortedSet(new TreeSet<>(types));
            for (String type : types) {
                if (!TYPES.contains(type)) {
                    throw new InvalidValueException("type", type, "one of " + TYPES);
                }
            }
        }

        public boolean allows(String name, String type) {
            return HostPattern.anyMatches(names, name) && (types.isEmpty() || types.contains(type));
        }

        @Override
        public String kind() {
            return "dns";
        }

        @Override
        public String describe() {
            return "dns " + String.join(",", names) + (types.isEmpty() ? "" : " " + String.join(",", types));
        }

        @Override
        public boolean overlaps(Capability other) {
            return other instanceof Dns dns
                    && HostPattern.overlap(names, dns.names)
                    && (types.isEmpty() || dns.types.isEmpty() || types.stream().anyMatch(dns.types::contains));
        }
    }

    /**
     * Gets and lists objects of the cluster that the runtime's file names. A resource is {@code pods} or, of a group,
     * {@code apps/deployments}. {@code *} is every resource but {@code secrets}, which must be named; {@code *} as a namespace
     * is every namespace, all of them at once, and what belongs to none.
     */
    record Kubernetes(List<String> resources, List<String> namespaces) implements Capability {
        private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
        private static final Pattern RESOURCE = Pattern.compile("\\*|([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?" + LABEL);
        private static final Pattern NAMESPACE = Pattern.compile("\\*|" + LABEL);
        private static final String SECRETS = "secrets";

        public Kubernetes {
            resources = each("resource", "pods, apps/deployments or *", resources, RESOURCE);
            namespaces = each("namespace", "a namespace or *", namespaces, NAMESPACE);
        }

        private static List<String> each(String noun, String example, List<String> texts, Pattern form) {
            if (texts.isEmpty()) {
                throw new InvalidValueException(noun + "s", "at least one is needed: " + example);
            }
            for (String text : texts) {
                if (!form.matcher(text).matches()) {
                    throw new InvalidValueException(noun, text, example);
                }
            }
            return texts.stream().sorted().distinct().toList();
        }

        /** Whether this resource may be seen in this namespace; empty is all namespaces, or none. */
        public boolean allows(String resource, Optional<String> namespace) {
            return namesResource(resource)
                    && (namespaces.contains("*")
                            || namespace.filter(namespaces::contains).isPresent());
        }

        private boolean namesResource(String resource) {
            return resources.contains(resource) || (resources.contains("*") && !resource.equals(SECRETS));
        }

        @Override
        public String kind() {
            return "kubernetes";
        }

        @Override
        public String describe() {
            return "kubernetes " + String.join(",", resources) + " in " + String.join(",", namespaces);
        }

        @Override
        public boolean overlaps(Capability other) {
            return other instanceof Kubernetes kubernetes
                    && (resources.stream().anyMatch(kubernetes::namesResource)
                            || kubernetes.resources.stream().anyMatch(this::namesResource))
                    && (namespaces.contains("*")
                            || kubernetes.namespaces.contains("*")
                            || namespaces.stream().anyMatch(kubernetes.namespaces::contains));
        }
    }
}
