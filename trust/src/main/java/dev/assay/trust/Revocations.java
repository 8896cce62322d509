package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Version;
import dev.assay.trust.Revocation.Target;
import dev.assay.trust.sigstore.SignerIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The list of what is no longer to be loaded, in the order it was said. Nothing leaves it. Immutable. */
public record Revocations(List<Revocation> all) {
    /** Nothing was ever revoked. */
    public static final Revocations NONE = new Revocations(List.of());

    private static final String NOUN = "assay.revocations";
    private static final int FORMAT = 1;
    private static final int MOST = 100_000;

    public Revocations {
        all = List.copyOf(all);
    }

    /** With one more. */
    public Revocations with(Revocation revocation) {
        List<Revocation> more = new ArrayList<>(all);
        more.add(revocation);
        return new Revocations(more);
    }

    /**
     * With every revocation of exactly this target that is still in force undone.
     *
     * @throws TrustException with code {@code not-revoked} if there is none
     */
    public Revocations undo(Target target, Revocation.Undo undo) {
        List<Revocation> after = all.stream()
                .map(r -> r.target().equals(target) && r.undone().isEmpty() ? r.undo(undo) : r)
                .toList();
        if (after.equals(all)) {
            throw new TrustException(
                    "not-revoked", "there is no revocation of this in force", "Name exactly what was revoked");
        }
        return new Revocations(after);
    }

    /** What revokes this content. */
    public Optional<Revocation> of(Digest content, Instant now) {
        return first(
                now,
                target -> target instanceof Target.Content revoked
                        && revoked.digest().equals(content));
    }

    /** What revokes this version. */
    public Optional<Revocation> of(PluginName plugin, Version version, Instant now) {
        return first(
                now,
                target -> target instanceof Target.Versions revoked
                        && revoked.plugin().equals(plugin)
                        && revoked.range().accepts(version));
    }

    /** What revokes this key. */
    public Optional<Revocation> of(VerificationKey signer, Instant now) {
        return first(
                now,
                target -> target instanceof Target.Signer revoked
                        && revoked.hint().equals(signer.hint()));
    }

    /** What revokes who signed this statement. */
    public Optional<Revocation> of(Attribution.Attributed statement, Instant now) {
        return statement
                .by()
                .key()
                .flatMap(key -> of(key, now))
                .or(() -> statement.keyless().flatMap(signer -> of(signer, now)));
    }

    private Optional<Revocation> of(SignerIdentity signer, Instant now) {
        return first(
                now,
                target -> target instanceof Target.Login revoked
                        && revoked.san().equals(signer.name())
                        && signer.issuer().equals(Optional.of(revoked.issuer())));
    }

    private Optional<Revocation> first(Instant now, Predicate<Target> names) {
        return all.stream()
                .filter(r -> r.isActive(now) && names.test(r.target()))
                .findFirst();
    }

    public ObjectNode toJson() {
        ObjectNode out = Json.document(NOUN, FORMAT);
        ArrayNode list = out.putArray("revocations");
        all.forEach(revocation -> list.add(revocation.toJson()));
        return out;
    }

    /** Throws {@link dev.assay.model.InvalidValueException} for anything but such a list. */
    public static Revocations fromJson(Fields fields) {
        Json.requireFormat(fields.whole(), NOUN, FORMAT);
        fields.text("format");
        fields.optionalInstant("expires"); // Where the list is signed by itself.
        List<Revocation> all = fields.objects("revocations", MOST).stream()
                .map(Revocation::fromJson)
                .toList();
        fields.end();
        return new Revocations(all);
    }
}
