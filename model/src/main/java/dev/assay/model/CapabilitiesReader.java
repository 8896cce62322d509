package dev.assay.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Reads capabilities from a document that a person wrote: a manifest, a grant, or a runtime's ceiling. */
public final class CapabilitiesReader {
    private CapabilitiesReader() {}

    /** The capabilities; faults are left in the document, for its {@link Document#finish}. */
    public static Capabilities read(Document document) {
        List<Capability> all = new ArrayList<>(document.list("exec", Capability.Exec::new));
        all.addAll(document.list("env", Capability.Env::new));
        all.addAll(document.list("verify", Capability.Verify::new));
        for (Document file : document.mappings("file")) {
            Optional<String> path = file.required("path");
            var access = file.optional("access", Capability.FileAccess.Access::parse)
                    .orElse(Capability.FileAccess.Access.READ);
            file.end();
            path.ifPresent(p -> add(all, file, "path", () -> new Capability.FileAccess(p, access)));
        }
        for (Document tls : document.mappings("tls")) {
            List<String> hosts = tls.texts("hosts");
            List<Integer> ports = tls.list("ports", CapabilitiesReader::port);
            tls.end();
            add(all, tls, "hosts", () -> new Capability.Tls(hosts, ports));
        }
        for (Document http : document.mappings("http")) {
            List<String> hosts = http.texts("hosts");
            List<String> methods = http.texts("methods");
            List<Integer> ports = http.list("ports", CapabilitiesReader::port);
            Optional<String> auth = http.optional("auth");
            http.end();
            add(all, http, "hosts", () -> new Capability.Http(hosts, new TreeSet<>(methods), ports, auth));
        }
        for (Document dns : document.mappings("dns")) {
            List<String> names = dns.texts("names");
            List<String> types = dns.texts("types");
            dns.end();
            add(all, dns, "names", () -> new Capability.Dns(names, new TreeSet<>(types)));
        }
        for (Document kubernetes : document.mappings("kubernetes")) {
            List<String> resources = kubernetes.texts("resources");
            List<String> namespaces = kubernetes.texts("namespaces");
            kubernetes.end();
            add(all, kubernetes, "resources", () -> new Capability.Kubernetes(resources, namespaces));
        }
        List<String> withheld = document.list("withhold", Capabilities::withheld);
        document.end();
        return new Capabilities(all, new TreeSet<>(withheld));
    }

    private static void add(List<Capability> all, Document at, String key, Supplier<Capability> capability) {
        try {
            all.add(capability.get());
        } catch (ModelException e) {
            at.fault(key, String.valueOf(e.getMessage()), "");
        }
    }

    private static int port(String text) {
        if (!text.matches("[1-9][0-9]{0,4}")) {
            throw new InvalidValueException("port", text, "a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }
}
