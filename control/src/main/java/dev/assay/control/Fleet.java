package dev.assay.control;

import dev.assay.control.console.FleetView;
import dev.assay.control.console.FleetView.Chosen;
import dev.assay.control.console.FleetView.Member;
import dev.assay.control.console.FleetView.Plugin;
import dev.assay.control.console.FleetView.Run;
import dev.assay.control.console.FleetView.Why;
import dev.assay.control.database.Database;
import dev.assay.control.database.Row;
import dev.assay.control.database.Transaction;
import dev.assay.control.http.Call;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.PluginStatus;
import dev.assay.model.fleet.RuntimeStatus;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts together what is desired (revisions), observed and verified (status), and found (results). */
final class Fleet {
    /** How often a runtime says how it stands, at least. */
    static final Duration HEARTBEAT = Duration.ofSeconds(15);

    /** After this silence a runtime is lost. */
    static final Duration LOST = Duration.ofSeconds(60);

    private final Database database;
    private final Clock clock;

    Fleet(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    private record Latest(Run run, ObjectNode summary) {}

    private record Place(UUID runtime, PluginName plugin) {}

    /** What people see. */
    FleetView view() {
        return database.inTransaction(t -> view(t, latest(t)));
    }

    private FleetView view(Transaction t, Map<Place, Latest> latest) throws SQLException {
        Instant now = clock.instant();
        List<Member> members = new ArrayList<>();
        for (EnrolledRuntime runtime : EnrolledRuntime.all(t)) {
            List<Assignment> assignments = Revisions.newest(t, runtime.id())
                    .map(Revisions.Revision::assignments)
                    .orElse(List.of());
            members.add(member(runtime, assignments, latest, now));
        }
        return new FleetView(now, members);
    }

    private static Member member(
            EnrolledRuntime runtime, List<Assignment> assignments, Map<Place, Latest> latest, Instant now) {
        Map<PluginName, Assignment> desired = new HashMap<>();
        assignments.forEach(a -> desired.put(a.plugin(), a));
        Map<PluginName, PluginStatus> observed = new HashMap<>();
        runtime.status().ifPresent(status -> status.plugins().forEach(p -> observed.put(p.plugin(), p)));
        SortedSet<PluginName> names = new TreeSet<>(desired.keySet());
        names.addAll(observed.keySet());
        boolean reporting = runtime.state(now) == EnrolledRuntime.State.REPORTING;
        return new Member(
                runtime.id().toString(),
                runtime.name(),
                runtime.labels(),
                runtime.state(now).word(),
                runtime.lastSeen(),
                runtime.revision(),
                runtime.status().map(RuntimeStatus::revision),
                runtime.status().map(status -> status.source().id()).orElse(""),
                runtime.status().map(RuntimeStatus::problems).orElse(List.of()),
                names.stream()
                        .map(name -> plugin(
                                name,
                                Optional.ofNullable(desired.get(name)),
                                Optional.ofNullable(observed.get(name)),
                                reporting,
                                Optional.ofNullable(latest.get(new Place(runtime.id(), name)))
                                        .map(Latest::run)))
                        .toList());
    }

    private static Plugin plugin(
            PluginName name,
            Optional<Assignment> desired,
            Optional<PluginStatus> observed,
            boolean reporting,
            Optional<Run> lastRun) {
        // What a lost runtime said last is shown as reasons and runs, but never as being so now.
        String state = reporting ? observed.map(p -> p.state().id()).orElse("pending") : "unknown";
        boolean verified = reporting
                && desired.isPresent()
                && observed.isPresent()
                && observed.get().state() == PluginStatus.State.ACTIVE
                && observed.get().audit().isPresent()
                && observed.get().active().equals(Optional.of(desired.get().module()));
        return new Plugin(
                name.toString(),
                desired.map(a -> new Chosen(a.version().toString(), a.module().toString())),
                observed.flatMap(
                        p -> p.active().map(module -> new Chosen(p.version().toString(), module.toString()))),
                state,
                verified,
                observed.flatMap(PluginStatus::audit).map(Digest::toString),
                observed.map(PluginStatus::reasons).orElse(List.of()).stream()
                        .map(r -> new Why(r.code(), r.message(), r.remedy()))
                        .toList(),
                lastRun);
    }

    private static Map<Place, Latest> latest(Transaction t) throws SQLException {
        Map<Place, Latest> latest = new HashMap<>();
        t.all(
                "SELECT r.*, l.findings, sequence, digest, problem FROM latest_result l JOIN result r ON r.run = l.run"
                        + " LEFT JOIN receipt ON receipt.run = r.run",
                row -> latest.put(
                        new Place(row.id("runtime"), PluginName.parse(row.text("plugin"))),
                        new Latest(run(row), Results.summary(row))));
        return latest;
    }

    private static Run run(Row row) throws SQLException {
        return new Run(
                row.id("run").toString(),
                row.text("outcome"),
                row.text("detail"),
                row.time("started"),
                row.number("duration_ms"),
                (int) row.number("satisfied"),
                (int) row.number("not_satisfied"),
                Findings.read(row.json("findings")).stream()
                        .map(f -> new FleetView.Finding(f.title(), f.target(), f.satisfied(), f.reason()))
                        .toList(),
                row.optionalText("problem"));
    }

    Reply get(Call call) {
        return database.inTransaction(t -> {
            Map<Place, Latest> latest = latest(t);
            return Answer.json(json(view(t, latest), latest));
        });
    }

    private static ObjectNode json(FleetView view, Map<Place, Latest> latest) {
        ObjectNode out = Json.object().put("at", view.at().toString());
        ArrayNode list = out.putArray("runtimes");
        for (Member member : view.runtimes()) {
            ObjectNode one = list.addObject()
                    .put("id", member.id())
                    .put("name", member.name())
                    .put("state", member.state());
            one.set("labels", Target.toJson(member.labels()));
            member.lastSeen().ifPresent(at -> one.put("last-seen", at.toString()));
            if (member.desiredRevision() > 0) {
                one.put("desired-revision", member.desiredRevision());
            }
            member.observedRevision().ifPresent(revision -> one.put("observed-revision", revision));
            ArrayNode plugins = one.putArray("plugins");
            for (Plugin plugin : member.plugins()) {
                Place place = new Place(UUID.fromString(member.id()), PluginName.parse(plugin.name()));
                plugins.add(json(plugin, Optional.ofNullable(latest.get(place)).map(Latest::summary)));
            }
        }
        return out;
    }

    private static ObjectNode json(Plugin plugin, Optional<ObjectNode> lastRun) {
        ObjectNode out = Json.object()
                .put("plugin", plugin.name())
                .put("state", plugin.state())
                .put("verified", plugin.verified());
        plugin.desired().ifPresent(chosen -> out.set("desired", json(chosen)));
        plugin.observed().ifPresent(chosen -> out.set("observed", json(chosen)));
        plugin.audit().ifPresent(audit -> out.put("audit", audit));
        ArrayNode reasons = out.putArray("reasons");
        plugin.reasons()
                .forEach(why -> reasons.addObject()
                        .put("code", why.code())
                        .put("message", why.message())
                        .put("remedy", why.remedy()));
        lastRun.ifPresent(summary -> out.set("last-run", summary));
        return out;
    }

    private static ObjectNode json(Chosen chosen) {
        return Json.object().put("version", chosen.version()).put("module", chosen.module());
    }
}
