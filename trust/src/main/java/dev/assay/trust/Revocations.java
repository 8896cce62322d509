package dev.assay.trust;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Version;
import dev.assay.trust.Revocation.Target;
import dev.assay.trust.sigstore.SignerIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The list of what is no longer to be loaded, in the order it was said. Nothing leaves it. Immutable. */
public record Revocations(List<Revocation> all) {
    /** Nothing was ever revoked. */
    public static final Revocations NONE = new Revocations(List.of());

    private static final String NOUN = "assay.revocations";
    private static final String UNDOS = "assay.undos";
    private static final int FORMAT = 1;
    /** The longest list that is read. */
    public static final int MOST = 100_000;

    public Revocations {
        all = List.copyOf(all);
    }

    /** With one more. */
    public Revocations with(Revocation revocation) {
        return and(List.of(revocation));
    }

    /** With these too. */
    public Revocations and(List<Revocation> others) {
        List<Revocation> more = new ArrayList<>(all);
        more.addAll(others);
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

    /** What of an older list is not in this one any more: nothing, unless somebody took a revocation back in secret. */
    public List<Revocation> missingOf(Revocations older) {
        return older.all.stream()
                .filter(was -> all.stream()
                        .noneMatch(is -> is.target().equals(was.target())
                                && is.time().equals(was.time())
                                && is.reason().equals(was.reason())))
                .toList();
    }

    /** The document {@code assay.revocations/1}: what was revoked, and nothing of what was undone. */
    public ObjectNode toJson() {
        ObjectNode out = Json.document(NOUN, FORMAT);
        ArrayNode list = out.putArray("revocations");
        all.forEach(revocation -> list.add(revocation.toJson()));
        return out;
    }

    /** The document {@code assay.undos/1}: what was undone. It is signed by more people than the other. */
    public ObjectNode undosToJson() {
        ObjectNode out = Json.document(UNDOS, FORMAT);
        ArrayNode list = out.putArray("undos");
        all.forEach(revocation -> revocation.undone().ifPresent(undo -> list.add(revocation.undoToJson(undo))));
        return out;
    }

    /**
     * Throws {@link dev.assay.model.InvalidValueException} for anything but such documents.
     *
     * @param undos each must be of a revocation of the list
     */
    public static Revocations fromJson(Fields revocations, Fields undos) {
        List<Revocation> all = new ArrayList<>(list(revocations, NOUN, "revocations", Revocation::fromJson));
        for (Revocation.Undone undone : list(undos, UNDOS, "undos", Revocation.Undone::fromJson)) {
            boolean found = false;
            for (int i = 0; i < all.size(); i++) {
                if (undone.isOf(all.get(i))) {
                    all.set(i, all.get(i).undo(undone.undo()));
                    found = true;
                }
            }
            if (!found) {
                throw new InvalidValueException("undos", "one undoes what was not revoked at " + undone.revoked());
            }
        }
        return new Revocations(all);
    }

    private static <T> List<T> list(Fields fields, String noun, String name, Function<Fields, T> reader) {
        Json.requireFormat(fields.whole(), noun, FORMAT);
        fields.text("format");
        List<T> all = fields.objects(name, MOST).stream().map(reader).toList();
        fields.end();
        return all;
    }
}
