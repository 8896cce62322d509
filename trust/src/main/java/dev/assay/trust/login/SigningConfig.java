package dev.assay.trust.login;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Chooses services as a signing config says (Sigstore protobuf-specs, {@code SigningConfig}): of those in force whose
 * interface is spoken here, those of the newest interface, the newest of each operator.
 */
final class SigningConfig {
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.signingconfig.v0.2+json";
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST = 64;

    private final Fields fields;
    private final Instant now;

    private SigningConfig(Fields fields, Instant now) {
        this.fields = fields;
        this.now = now;
    }

    /** A service that the config lists. */
    private record Listed(URI address, int version, Instant start, String operator) {}

    static Services services(byte[] json, Instant now) {
        try {
            Fields fields = Fields.of(Json.read(json, MOST_BYTES), "signing config");
            if (!fields.text("mediaType").equals(MEDIA_TYPE)) {
                throw new InvalidValueException(
                        "signing config.mediaType", fields.text("mediaType"), "'" + MEDIA_TYPE + "'");
            }
            SigningConfig config = new SigningConfig(fields, now);
            Listed authority = config.inForce("caUrls", Set.of(1)).stream()
                    .findFirst()
                    .orElseThrow(() -> Failure.of(
                            "no-service",
                            "the signing config names no certificate authority that is in force and spoken to here",
                            "Give the instance's current signing config"));
            List<Services.Log> logs = config.several("rekorTlogUrls", "rekorTlogConfig", Set.of(1, 2)).stream()
                    .map(log -> new Services.Log(log.address, log.version))
                    .toList();
            List<URI> timestamps = config.several("tsaUrls", "tsaConfig", Set.of(1)).stream()
                    .map(Listed::address)
                    .toList();
            return new Services(authority.address, logs, timestamps);
        } catch (ModelException e) {
            throw Failure.of(
                    "signing-config-malformed",
                    "this is no signing config: " + e.getMessage(),
                    "Give a signing_config.v0.2.json, as the instance's TUF repository serves it");
        }
    }

    /** Those in force of the newest interface, the newest first. */
    private List<Listed> inForce(String name, Set<Integer> spoken) {
        List<Listed> all = new ArrayList<>();
        for (Fields service : fields.objects(name, MOST)) {
            Fields window = service.object("validFor");
            Instant start = window.instant("start");
            Optional<Instant> end = window.optionalInstant("end");
            URI address = service.value("url", Address::parse);
            int version = (int) service.integer("majorApiVersion", 0, 1000);
            String operator = service.optionalText("operator").orElse("");
            if (spoken.contains(version) && !now.isBefore(start) && (end.isEmpty() || !now.isAfter(end.get()))) {
                all.add(new Listed(address, version, start, operator));
            }
        }
        int newest = all.stream().mapToInt(Listed::version).max().orElse(0);
        return all.stream()
                .filter(service -> service.version == newest)
                .sorted(Comparator.comparing(Listed::start).reversed())
                .toList();
    }

    /** As many as the selector wants, at most one of each operator. */
    private List<Listed> several(String name, String selection, Set<Integer> spoken) {
        Map<String, Listed> byOperator = inForce(name, spoken).stream()
                .collect(Collectors.toMap(
                        Listed::operator, service -> service, (first, later) -> first, LinkedHashMap::new));
        List<Listed> all = List.copyOf(byOperator.values());
        if (!fields.has(name) || fields.objects(name, MOST).isEmpty()) {
            return List.of();
        }
        Fields wanted = fields.object(selection);
        String selector = wanted.text("selector");
        long count = switch (selector) {
            case "ANY" -> 1;
            case "ALL" -> Math.max(1, all.size());
            case "EXACT" -> wanted.integer("count", 1, MOST);
            default -> throw new InvalidValueException(wanted.path() + ".selector", selector, "ANY, ALL or EXACT");
        };
        if (all.size() < count) {
            throw Failure.of(
                    "no-service",
                    "of the signing config's " + name + ", " + all.size() + " are in force and spoken to here, and "
                            + count + " are wanted",
                    "Give the instance's current signing config");
        }
        return all.subList(0, (int) count);
    }
}
