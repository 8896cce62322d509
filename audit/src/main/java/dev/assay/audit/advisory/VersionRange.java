package dev.assay.audit.advisory;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Word;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The versions between events (OSV schema 1.7, "affected[].ranges[] field"). */
record VersionRange(String type, Optional<String> repository, List<Event> events) {
    private static final String COMMITS = "GIT";
    private static final int MOST_EVENTS = 1_000;

    VersionRange {
        events = List.copyOf(events);
    }

    /** What happens at a version. */
    enum Kind implements Word {
        INTRODUCED,
        FIXED,
        LAST_AFFECTED,
        LIMIT;

        String words() {
            return id().replace('-', ' ');
        }

        /** OSV's name of the field. */
        String field() {
            return id().replace('-', '_');
        }
    }

    /**
     * One event.
     *
     * @param place in the order of versions; empty for the beginning or the end of all, and for commits, which have no order
     */
    record Event(Kind kind, String version, Optional<OrderedVersion> place) {
        boolean isBefore(OrderedVersion other) {
            return place.map(own -> own.compareTo(other) < 0).orElse(kind == Kind.INTRODUCED);
        }

        boolean isAt(OrderedVersion other) {
            return place.map(own -> own.compareTo(other) == 0).orElse(false);
        }
    }

    /** Whether versions are compared: commits are not. */
    boolean isOrdered() {
        return !type.equals(COMMITS);
    }

    /** OSV schema, "Evaluation": of sorted events, each takes effect for what is at it or behind it. */
    boolean contains(OrderedVersion version) {
        boolean affected = false;
        boolean limited = false;
        boolean within = false;
        for (Event event : events) {
            boolean reached = event.isBefore(version) || event.isAt(version);
            switch (event.kind()) {
                case INTRODUCED -> affected |= reached;
                case FIXED -> affected &= !reached;
                case LAST_AFFECTED -> affected &= !event.isBefore(version);
                case LIMIT -> {
                    limited = true;
                    within |= !reached;
                }
            }
        }
        return affected && (!limited || within);
    }

    static VersionRange read(Fields fields, Coordinates about) {
        String type = fields.text("type");
        if (!List.of("SEMVER", "ECOSYSTEM", COMMITS).contains(type)) {
            throw new InvalidValueException(fields.path() + ".type", type, "SEMVER, ECOSYSTEM or GIT");
        }
        Optional<String> repository = Texts.optional(fields, "repo", Texts.MOST_NAME);
        List<Event> events = new ArrayList<>();
        for (Fields one : fields.objects("events", MOST_EVENTS)) {
            events.add(event(one, type, about));
        }
        fields.optionalNode("database_specific");
        fields.end();
        boolean fixed = events.stream().anyMatch(event -> event.kind() == Kind.FIXED);
        if (events.stream().noneMatch(event -> event.kind() == Kind.INTRODUCED)
                || (fixed && events.stream().anyMatch(event -> event.kind() == Kind.LAST_AFFECTED))) {
            throw new InvalidValueException(
                    fields.path() + ".events",
                    "it must say where the fault was introduced, and not both 'fixed' and 'last_affected'");
        }
        if (!type.equals(COMMITS)) {
            events.sort(
                    Comparator.comparing(Event::place, Comparator.comparing(place -> place.orElse(null), placed())));
        }
        return new VersionRange(type, repository, events);
    }

    /** What has no place is the beginning of all, or a limit, whose place does not matter. */
    private static Comparator<OrderedVersion> placed() {
        return Comparator.nullsFirst(Comparator.<OrderedVersion>naturalOrder());
    }

    private static Event event(Fields one, String type, Coordinates about) {
        if (one.whole().size() != 1) {
            throw new InvalidValueException(
                    one.path(), "an event is exactly one of introduced, fixed, last_affected, limit");
        }
        for (Kind kind : Kind.values()) {
            if (one.has(kind.field())) {
                String version = Texts.required(one, kind.field(), Texts.MOST_VERSION);
                boolean end =
                        (kind == Kind.INTRODUCED && version.equals("0")) || (kind == Kind.LIMIT && version.equals("*"));
                Optional<OrderedVersion> place =
                        end || type.equals(COMMITS) ? Optional.empty() : Optional.of(place(one, kind, version, about));
                return new Event(kind, version, place);
            }
        }
        one.end();
        throw new InvalidValueException(
                one.path(), "an event is exactly one of introduced, fixed, last_affected, limit");
    }

    private static OrderedVersion place(Fields one, Kind kind, String version, Coordinates about) {
        return about.version(version)
                .orElseThrow(() -> new InvalidValueException(
                        one.path() + "." + kind.field(),
                        version,
                        "a version of " + about.ecosystem() + ", such as 1.4.0"));
    }

    String describe() {
        return events.stream()
                .map(event -> event.kind().words() + " " + event.version())
                .collect(Collectors.joining(", ", isOrdered() ? "" : "commits ", ""));
    }

    ObjectNode toJson() {
        ObjectNode out = Json.object().put("type", type);
        repository.ifPresent(repo -> out.put("repo", repo));
        ArrayNode list = out.putArray("events");
        events.forEach(event -> list.addObject().put(event.kind().field(), event.version()));
        return out;
    }
}
