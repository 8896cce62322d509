package dev.assay.trust.chain;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.Reason;
import dev.assay.model.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One statement of a chain, and what became of it in a decision. Its texts are inert where they are shown.
 *
 * @param bundle the digest of its bundle
 * @param type its predicate type; empty where nobody known signed it, since then nothing in it is believed
 * @param signer who signed it, of those whom the trust policy names; empty as {@code type}
 * @param signed when a log or timestamp authority saw it; empty for a bare key
 * @param listed since when the index lists it; empty if it does not
 * @param until from when on it counts no more: by what it says of itself, or by the age that the trust policy allows
 * @param reasons why it does not count, and what would make it; empty unless it was set aside or withheld
 */
public record Link(
        Digest bundle,
        Optional<String> type,
        Optional<Signer> signer,
        Optional<Instant> signed,
        Optional<Instant> listed,
        Optional<Instant> until,
        Use use,
        List<Reason> reasons) {
    /**
     * Somebody of the trust policy.
     *
     * @param name as the policy calls it
     * @param credential the key, or the name in the certificate and who issued it
     * @param role the role's id
     */
    public record Signer(String name, String credential, String role) {}

    /** What became of a statement. */
    public enum Use implements Word {
        /** The decision rests on it. */
        COUNTS(Chain.Mark.OK, "counts"),
        /** It would have been asked for, and does not count. */
        SET_ASIDE(Chain.Mark.FAILED, "does not count"),
        /** It is what it should be, and this decision does not ask for it. */
        NOT_NEEDED(Chain.Mark.NOTE, "is not needed for this decision"),
        /** The index lists it, and it was not at hand. */
        WITHHELD(Chain.Mark.FAILED, "is listed and not at hand");

        private final Chain.Mark mark;
        private final String told;

        Use(Chain.Mark mark, String told) {
            this.mark = mark;
            this.told = told;
        }
    }

    public Link {
        reasons = List.copyOf(reasons);
    }

    /** For people; {@code name} is what they call a statement of its type. */
    Chain told(String name, Instant now) {
        List<Chain> parts = new ArrayList<>();
        signer.ifPresent(by -> parts.add(note(by.role() + ": signed by " + by.name() + " (" + by.credential() + ")")));
        signed.ifPresent(time -> parts.add(note("signed at " + time + ago(time, now))));
        listed.ifPresent(time -> parts.add(note("listed since " + time + ago(time, now))));
        until.ifPresent(time -> parts.add(
                note(now.isBefore(time) ? "in force until " + time + ", " + span(now, time) : "ended at " + time)));
        reasons.forEach(reason -> parts.add(Chain.of(reason)));
        return new Chain(use.mark, name + " " + bundle + " " + use.told, parts);
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.object().put("statement", bundle.toString()).put("use", use.id());
        type.ifPresent(uri -> out.put("type", uri));
        signer.ifPresent(by -> out.putObject("signer")
                .put("name", by.name())
                .put("credential", by.credential())
                .put("role", by.role()));
        signed.ifPresent(time -> out.put("signed", time.toString()));
        listed.ifPresent(time -> out.put("listed", time.toString()));
        until.ifPresent(time -> out.put("until", time.toString()));
        ArrayNode list = out.putArray("reasons");
        reasons.forEach(reason -> list.add(reason.toJson()));
        return out;
    }

    private static Chain note(String text) {
        return new Chain(Chain.Mark.NOTE, text, List.of());
    }

    private static String ago(Instant time, Instant now) {
        return now.isBefore(time) ? "" : ", " + span(time, now) + " ago";
    }

    private static String span(Instant from, Instant to) {
        long hours = Duration.between(from, to).toHours();
        return hours < 48 ? hours + (hours == 1 ? " hour" : " hours") : hours / 24 + " days";
    }
}
