package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.http.Call;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Ids;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Reason;
import dev.assay.model.fleet.Assignment;
import dev.assay.trust.Compatibility;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows what a requirement would change on every runtime that it touches, and what each would say to it. */
final class Preview {
    private final Database database;
    private final Resolver resolver;
    private final Admissions admissions;
    private final Clock clock;

    Preview(Database database, Resolver resolver, Admissions admissions, Clock clock) {
        this.database = database;
        this.resolver = resolver;
        this.admissions = admissions;
        this.clock = clock;
    }

    Reply preview(Call call) {
        Draft draft = Draft.fromJson(call.fields());
        Optional<UUID> replaces = call.optional("replaces").map(Ids::parse);
        return switch (resolver.resolve(draft)) {
            case Resolver.Outcome.Impossible impossible -> impossible.problem();
            case Resolver.Outcome.Resolved found -> preview(draft, replaces, found);
        };
    }

    private Reply preview(Draft draft, Optional<UUID> replaces, Resolver.Outcome.Resolved found) {
        Instant now = clock.instant();
        ObjectNode out = Json.object();
        out.set("resolved", Requirement.resolved(found.release()));
        ArrayNode list = out.putArray("runtimes");
        database.inTransaction(t -> {
            List<Requirement> before = Requirements.all(t);
            Optional<Requirement> old = before.stream()
                    .filter(r -> replaces.isPresent() && r.id().equals(replaces.get()))
                    .findFirst();
            Requirement wanted = new Requirement(
                    replaces.orElseGet(UUID::randomUUID),
                    old.map(Requirement::number).orElse(Long.MAX_VALUE),
                    0,
                    draft,
                    found.release(),
                    now,
                    now);
            List<Requirement> after = new ArrayList<>(before);
            old.ifPresent(after::remove);
            after.add(wanted);
            SortedSet<PluginName> plugins = new TreeSet<>(List.of(draft.plugin()));
            old.ifPresent(r -> plugins.add(r.draft().plugin()));
            for (EnrolledRuntime runtime : EnrolledRuntime.all(t)) {
                boolean touched = draft.target().includes(runtime.id(), runtime.labels())
                        || old.map(r -> r.draft().target().includes(runtime.id(), runtime.labels()))
                                .orElse(false);
                for (PluginName plugin : touched ? plugins : new TreeSet<PluginName>()) {
                    list.add(change(
                            runtime,
                            Revisions.assignments(before, runtime).get(plugin),
                            Revisions.assignments(after, runtime).get(plugin),
                            found));
                }
            }
            return list;
        });
        return Answer.json(out);
    }

    private ObjectNode change(
            EnrolledRuntime runtime,
            @Nullable Assignment before,
            @Nullable Assignment after,
            Resolver.Outcome.Resolved found) {
        ObjectNode out = Json.object()
                .put("runtime", runtime.id().toString())
                .put("name", runtime.name())
                .put("change", word(before, after));
        if (before != null) {
            out.set("before", before.toJson());
        }
        if (after != null) {
            out.set("after", after.toJson());
        }
        Capabilities had = before == null ? Capabilities.NONE : before.grants();
        Capabilities has = after == null ? Capabilities.NONE : after.grants();
        out.set("capabilities-gained", without(has, had).toJson());
        out.set("capabilities-lost", without(had, has).toJson());
        ArrayNode reasons = out.putArray("reasons");
        reasons(runtime, after, found).forEach(reason -> reasons.add(reason.toJson()));
        return out;
    }

    /** Why the runtime would refuse; nothing is said of an assignment that another requirement wins. */
    private List<Reason> reasons(EnrolledRuntime runtime, @Nullable Assignment after, Resolver.Outcome.Resolved found) {
        if (after == null || !after.release().equals(found.release().digest())) {
            return List.of();
        }
        List<Reason> reasons = new ArrayList<>();
        reasons.addAll(admissions.reasons(found.index(), found.entry(), found.release(), after.module()));
        reasons.addAll(Compatibility.check(
                found.manifest(),
                found.release().variantOf(after.module()).orElseThrow(),
                after.grants(),
                runtime.profile()));
        return reasons;
    }

    private static String word(@Nullable Assignment before, @Nullable Assignment after) {
        if (before == null) {
            return after == null ? "unchanged" : "added";
        }
        if (after == null) {
            return "removed";
        }
        return before.equals(after) ? "unchanged" : "changed";
    }

    private static Capabilities without(Capabilities all, Capabilities others) {
        List<Capability> rest = new ArrayList<>(all.all());
        rest.removeAll(others.all());
        return new Capabilities(rest);
    }
}
