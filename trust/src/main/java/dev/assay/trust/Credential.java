package dev.assay.trust;

import dev.assay.model.Inert;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.Word;
import dev.assay.trust.sigstore.ExpectedSigner;
import dev.assay.trust.sigstore.SignerIdentity;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** By what an identity of the trust policy is known. 'Anyone' cannot be written. Immutable. */
public sealed interface Credential {
    /** Whether one signer could be both: such two never stand in one policy. */
    boolean overlaps(Credential other);

    /** For documents. */
    ObjectNode toJson();

    /** Holds a private key. */
    record Key(VerificationKey key) implements Credential {
        @Override
        public boolean overlaps(Credential other) {
            return equals(other);
        }

        @Override
        public ObjectNode toJson() {
            return Json.object().put("hint", key.hint());
        }

        @Override
        public String toString() {
            return key.toString();
        }
    }

    /** What else a certificate authority vouches for, by the last number of 1.3.6.1.4.1.57264.1.N. */
    enum Pin implements Word {
        /** Whether the machine is the forge's own: {@code github-hosted} or {@code self-hosted}. */
        RUNNER(11),
        /** The ref that the run was of, such as {@code refs/heads/main}. */
        SOURCE_REF(14),
        /** The number of the repository: its name can be taken by another once it is free. */
        REPOSITORY_ID(15),
        /** The number of the repository's owner. */
        OWNER_ID(17),
        /** The workflow that began the run, which may have called the one that signs. */
        BUILD_CONFIG(18);

        private final int number;

        Pin(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        String require(String value) {
            boolean isNumber = this == REPOSITORY_ID || this == OWNER_ID;
            if (isNumber ? !value.matches("[1-9][0-9]{0,18}") : !isLine(value) || value.indexOf('*') >= 0) {
                throw new InvalidValueException(
                        id(), value, isNumber ? "the number that the forge gave" : "the text of the certificate");
            }
            return value;
        }
    }

    /**
     * Logs in to a Sigstore instance: a workflow or a person.
     *
     * @param san the one subject alternative name, exactly; for a workflow one {@code *} may stand for a part of the name
     *     of branch or tag, and for nothing else
     * @param issuer of the token, an https address
     * @param pins what else must be exactly so
     */
    record Keyless(String san, String issuer, Map<Pin, String> pins) implements Credential {
        private static final Pattern OPEN_REF =
                Pattern.compile("https://[^*@]+/[^*@]+@refs/(heads|tags)/[A-Za-z0-9._/-]*\\*[A-Za-z0-9._/-]*");
        private static final String PART = "[A-Za-z0-9._-]+";

        public Keyless {
            requireSan(san);
            requireIssuer(issuer);
            pins.forEach(Pin::require);
            pins = pins.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(pins));
        }

        static String requireSan(String text) {
            if (!isLine(text)
                    || (text.indexOf('*') >= 0 && !OPEN_REF.matcher(text).matches())) {
                throw new InvalidValueException(
                        "san",
                        text,
                        "an address or URI as it stands in the certificate; one '*' may stand in a workflow's"
                                + " branch or tag, after @refs/heads/ or @refs/tags/");
            }
            return text;
        }

        static String requireIssuer(String text) {
            if (!isLine(text) || !text.matches("https://[^*\\s]+")) {
                throw new InvalidValueException("issuer", text, "the https address of who gave the token");
            }
            return text;
        }

        /** Whether several names are meant. */
        public boolean isOpen() {
            return san.indexOf('*') >= 0;
        }

        /** Whether it is a workflow or another machine, not a person with an address. */
        public boolean isMachine() {
            return san.contains("://");
        }

        /** Whether this is the signer, but for what is pinned. */
        public boolean names(SignerIdentity signer) {
            return signer.issuer().equals(Optional.of(issuer)) && names(signer.name());
        }

        private boolean names(String name) {
            int star = san.indexOf('*');
            return star < 0
                    ? san.equals(name)
                    : name.matches(
                            Pattern.quote(san.substring(0, star)) + PART + Pattern.quote(san.substring(star + 1)));
        }

        /** The first pin that this signer does not have so, for people. */
        public Optional<String> difference(SignerIdentity signer) {
            return pins.entrySet().stream()
                    .filter(pin -> !pin.getValue().equals(signer.extensions().get(pin.getKey().number)))
                    .map(pin -> "its " + pin.getKey().id() + " is "
                            + Optional.ofNullable(signer.extensions().get(pin.getKey().number))
                                    .map(Inert::quote)
                                    .orElse("absent")
                            + ", not " + Inert.quote(pin.getValue()))
                    .findFirst();
        }

        /** For the verifier, which compares every part exactly: with the name that {@link #names} let pass. */
        public ExpectedSigner expected(SignerIdentity claimed) {
            Map<Integer, String> extensions = new TreeMap<>();
            pins.forEach((pin, value) -> extensions.put(pin.number, value));
            return new ExpectedSigner(claimed.name(), Optional.of(issuer), extensions);
        }

        @Override
        public boolean overlaps(Credential other) {
            return other instanceof Keyless that
                    && issuer.equals(that.issuer)
                    && pins.entrySet().stream()
                            .allMatch(
                                    pin -> pin.getValue().equals(that.pins.getOrDefault(pin.getKey(), pin.getValue())))
                    && sharesName(that);
        }

        /** Of two open names it is enough that beginning and end could go together. */
        private boolean sharesName(Keyless that) {
            if (!that.isOpen()) {
                return names(that.san);
            }
            if (!isOpen()) {
                return that.names(san);
            }
            String start = san.substring(0, san.indexOf('*'));
            String otherStart = that.san.substring(0, that.san.indexOf('*'));
            String end = san.substring(san.indexOf('*') + 1);
            String otherEnd = that.san.substring(that.san.indexOf('*') + 1);
            return (start.startsWith(otherStart) || otherStart.startsWith(start))
                    && (end.endsWith(otherEnd) || otherEnd.endsWith(end));
        }

        @Override
        public ObjectNode toJson() {
            ObjectNode out = Json.object().put("san", san).put("issuer", issuer);
            pins.forEach((pin, value) -> out.put(pin.id(), value));
            return out;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(san).append(" by ").append(issuer);
            pins.forEach((pin, value) ->
                    text.append(", ").append(pin.id()).append(' ').append(value));
            return text.toString();
        }
    }

    private static boolean isLine(String text) {
        return !text.isBlank() && text.length() <= 500 && text.equals(Inert.line(text)) && text.equals(text.strip());
    }
}
