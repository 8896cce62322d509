package dev.assay.audit;

import dev.assay.model.Digest;
import dev.assay.model.Document;
import dev.assay.model.FaultyDocumentException;
import dev.assay.model.InvalidValueException;
import dev.assay.model.PluginName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The waivers of an organisation, from one YAML file. Immutable. */
public record Waivers(List<Waiver> all) {
    public static final Waivers NONE = new Waivers(List.of());

    public Waivers {
        all = List.copyOf(all);
    }

    /**
     * Reads {@code format: assay.waivers/1} with a list {@code waivers} of {@code rule}, {@code digest} or {@code plugin},
     * {@code expires} (a day, in UTC), {@code approver} and {@code reason}. Throws {@link FaultyDocumentException} with
     * every fault.
     */
    public static Waivers read(byte[] yaml, String file) {
        Document document = Document.read(yaml, file);
        PolicyFile.requireFormat(document, "assay.waivers");
        List<Waiver> all = new ArrayList<>();
        for (Document entry : document.mappings("waivers")) {
            waiver(entry).ifPresent(all::add);
        }
        document.end();
        document.finish();
        return new Waivers(all);
    }

    private static Optional<Waiver> waiver(Document entry) {
        Optional<String> rule = entry.required("rule", Waivers::rule);
        Optional<Digest> digest = entry.optional("digest", Digest::parse);
        Optional<PluginName> plugin = entry.optional("plugin", PluginName::parse);
        Optional<Instant> expires = entry.required("expires", Waivers::day);
        Optional<String> approver = entry.required("approver");
        Optional<String> reason = entry.required("reason");
        entry.end();
        if (entry.has("digest") == entry.has("plugin")) {
            entry.fault("rule", "a waiver is for one module or for one plugin", "give either 'digest' or 'plugin'");
            return Optional.empty();
        }
        return rule.isEmpty() || expires.isEmpty() || approver.isEmpty() || reason.isEmpty()
                ? Optional.empty()
                : Optional.of(new Waiver(rule.get(), digest, plugin, expires.get(), approver.get(), reason.get()));
    }

    private static String rule(String id) {
        if (RuleCatalogue.find(id).isEmpty()) {
            throw new InvalidValueException("rule", id, "the id of a rule, such as S01");
        }
        return id;
    }

    /** The day itself is the last on which the waiver counts. */
    private static Instant day(String text) {
        try {
            return LocalDate.parse(text)
                    .plusDays(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
        } catch (DateTimeParseException e) {
            throw new InvalidValueException("expires", text, "a day such as 2026-12-31");
        }
    }
}
