package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.VersionRange;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that is no longer to be loaded, and why. It stays in the list when it is undone, so that the list tells what
 * happened.
 *
 * @param reason one line, for people
 * @param time when it was said; it is in force at once, whatever the clock
 */
public record Revocation(Target target, String reason, Instant time, Severity severity, Optional<Undo> undone) {
    private static final int MOST_CHARACTERS = 500;

    /** What is revoked. */
    public sealed interface Target {
        /** A module, a release or a statement. */
        record Content(Digest digest) implements Target {}

        /** Every version of a plugin in this range. */
        record Versions(PluginName plugin, VersionRange range) implements Target {}

        /**
         * Everything that a key signed, whenever it did.
         *
         * @param hint {@link VerificationKey#hint()}
         */
        record Signer(String hint) implements Target {
            public Signer {
                if (!isDigestInBase64(hint)) {
                    throw new InvalidValueException("signer", hint, "base64 of the SHA-256 of a public key");
                }
            }

            private static boolean isDigestInBase64(String text) {
                try {
                    return text.length() == 44 && Base64.getDecoder().decode(text).length == 32;
                } catch (IllegalArgumentException _) {
                    return false;
                }
            }
        }

        /**
         * Everything that a login signed, whenever it did.
         *
         * @param san the name as certificates have it, exactly
         * @param issuer of its tokens
         */
        record Login(String san, String issuer) implements Target {
            public Login {
                Credential.Keyless.requireSan(san);
                Credential.Keyless.requireIssuer(issuer);
                if (san.indexOf('*') >= 0) {
                    throw new InvalidValueException("san", san, "one name, whole");
                }
            }
        }
    }

    /** Why, and from when on, a revocation is in force no more. */
    public record Undo(String reason, Instant time) {
        public Undo {
            requireLine(reason);
        }
    }

    public Revocation {
        requireLine(reason);
    }

    /** Whether it is in force. */
    public boolean isActive(Instant now) {
        return undone.isEmpty() || now.isBefore(undone.get().time());
    }

    Revocation undo(Undo undo) {
        return new Revocation(target, reason, time, severity, Optional.of(undo));
    }

    /** Without what undid it, which others sign. */
    ObjectNode toJson() {
        ObjectNode out = targetToJson();
        return out.put("reason", reason).put("time", time.toString()).put("severity", severity.id());
    }

    /** What undid it, and which revocation it undid: that of this target, said at this time. */
    ObjectNode undoToJson(Undo undo) {
        ObjectNode out = targetToJson().put("revoked", time.toString());
        return out.put("reason", undo.reason()).put("time", undo.time().toString());
    }

    private ObjectNode targetToJson() {
        ObjectNode out = Json.object();
        switch (target) {
            case Target.Content content -> out.put("digest", content.digest().toString());
            case Target.Versions versions ->
                out.put("plugin", versions.plugin().toString())
                        .put("versions", versions.range().toString());
            case Target.Signer signer -> out.put("signer", signer.hint());
            case Target.Login login -> out.put("san", login.san()).put("issuer", login.issuer());
        }
        return out;
    }

    static Revocation fromJson(Fields fields) {
        Revocation revocation = new Revocation(
                target(fields),
                fields.text("reason"),
                fields.instant("time"),
                fields.value("severity", Severity::parse),
                Optional.empty());
        fields.end();
        return revocation;
    }

    /** What {@link #undoToJson} wrote: of which target, said when, and what undid it. */
    record Undone(Target target, Instant revoked, Undo undo) {
        static Undone fromJson(Fields fields) {
            Undone undone = new Undone(
                    Revocation.target(fields),
                    fields.instant("revoked"),
                    new Undo(fields.text("reason"), fields.instant("time")));
            fields.end();
            return undone;
        }

        boolean isOf(Revocation revocation) {
            return revocation.target().equals(target) && revocation.time().equals(revoked);
        }
    }

    /** A field of another kind of target stays unread, so a revocation of two things is refused. */
    private static Target target(Fields fields) {
        if (fields.has("digest")) {
            return new Target.Content(fields.value("digest", Digest::parse));
        }
        if (fields.has("plugin")) {
            return new Target.Versions(
                    fields.value("plugin", PluginName::parse), fields.value("versions", VersionRange::parse));
        }
        if (fields.has("san")) {
            return new Target.Login(fields.text("san"), fields.text("issuer"));
        }
        return fields.value("signer", Target.Signer::new);
    }

    private static void requireLine(String reason) {
        if (reason.isBlank() || reason.length() > MOST_CHARACTERS || !reason.equals(Inert.line(reason))) {
            throw new InvalidValueException(
                    "reason", reason, "one line of 1 to " + MOST_CHARACTERS + " visible characters");
        }
    }
}
