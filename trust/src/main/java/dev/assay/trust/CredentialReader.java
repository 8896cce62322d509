package dev.assay.trust;

import dev.assay.model.Document;
import dev.assay.model.InvalidValueException;
import dev.assay.trust.Credential.Pin;
import dev.assay.trust.sigstore.TrustAnchor;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads by what an identity is known: exactly one of key, key file and login.
 *
 * @param file the document that is read: paths in it are relative to its folder
 */
public record CredentialReader(Path file) {
    private static final int MOST_ROOT_BYTES = 4 << 20;
    private static final List<String> KINDS = List.of("key", "key-file", "san");

    /** Empty where there is a fault, which is left in the document. */
    public Optional<Credential> read(Document identity) {
        List<String> given = KINDS.stream().filter(identity::has).toList();
        if (given.size() != 1) {
            identity.fault(
                    given.isEmpty() ? "key-file" : given.getLast(),
                    "it must have either 'key' (a public key in PEM), 'key-file' (its path), or 'san' and 'issuer' (a login)",
                    "give one of the three");
        }
        Optional<Credential> keyless = keyless(identity);
        Optional<VerificationKey> written =
                identity.optional("key", pem -> sound("key", () -> VerificationKey.parse(pem, "the key")));
        Optional<VerificationKey> filed = identity.optional(
                "key-file", path -> sound("key-file", () -> VerificationKey.read(file.resolveSibling(path))));
        Optional<String> hint = identity.optional("hint");
        Optional<VerificationKey> key = written.or(() -> filed);
        if (hint.isPresent() && key.isPresent() && !hint.get().equals(key.get().hint())) {
            identity.fault("hint", "the key's hint is " + key.get().hint(), "check that it is the key you mean");
            return Optional.empty();
        }
        return given.size() == 1 ? key.<Credential>map(Credential.Key::new).or(() -> keyless) : Optional.empty();
    }

    /** The key under which a fault of the whole credential is told. */
    static String keyOf(Document identity) {
        return KINDS.stream().filter(identity::has).findFirst().orElse("name");
    }

    private static Optional<Credential> keyless(Document identity) {
        if (!identity.has("san")) {
            return Optional.empty(); // What else of a login stands there is told as unknown.
        }
        Optional<String> san = identity.optional("san", Credential.Keyless::requireSan);
        Optional<String> issuer = identity.required("issuer", Credential.Keyless::requireIssuer);
        Map<Pin, String> pins = new EnumMap<>(Pin.class);
        for (Pin pin : Pin.values()) {
            identity.optional(pin.id(), pin::require).ifPresent(value -> pins.put(pin, value));
        }
        return san.isPresent() && issuer.isPresent()
                ? Optional.of(new Credential.Keyless(san.get(), issuer.get(), pins))
                : Optional.empty();
    }

    /** The trusted root in this file. */
    public static TrustAnchor anchor(Path file) {
        return TrustAnchor.read(KeyFile.bytes(file, "trusted root", MOST_ROOT_BYTES));
    }

    /** What the reader says, with its errors as faults of {@code what}. */
    public static <T> T sound(String what, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (TrustException e) {
            throw new InvalidValueException(what, String.valueOf(e.getMessage()));
        } catch (InvalidPathException _) {
            throw new InvalidValueException(what, "it is no path");
        }
    }
}
