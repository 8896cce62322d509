package dev.assay.trust.token;

import dev.assay.model.Inert;
import dev.assay.model.Reason;
import dev.assay.trust.TrustException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Where a key is on a token, as a PKCS#11 URI (RFC 7512): {@code pkcs11:object=LABEL;slot-id=N?module-path=/path.so}. It
 * never holds a PIN: what stands on a command line is seen by every process.
 *
 * @param module the library of the token's maker
 * @param object the label of key and certificate
 * @param slot empty for the first slot that has a token
 */
public record TokenAddress(Path module, String object, OptionalLong slot) {
    private static final String SCHEME = "pkcs11:";
    private static final Pattern MODULE = Pattern.compile("/[A-Za-z0-9/._+-]{1,400}");
    private static final Pattern SLOT = Pattern.compile("[0-9]{1,18}");

    /** Whether the text means a token, not a file. */
    public static boolean isOne(String text) {
        return text.startsWith(SCHEME);
    }

    /**
     * Reads an address; any other attribute is refused, since it would narrow what is meant.
     *
     * @throws TrustException with code {@code token-address} that names what is wrong
     */
    public static TokenAddress parse(String text) {
        if (!isOne(text) || text.length() > 1000) {
            throw fault(text, "it does not begin with " + SCHEME);
        }
        Map<String, String> attributes = new HashMap<>();
        for (String part : text.substring(SCHEME.length()).split("[;?&]", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1 || attributes.put(part.substring(0, equals), decoded(part.substring(equals + 1))) != null) {
                throw fault(text, Inert.quote(part) + " is no attribute, or stands twice");
            }
        }
        String module = attributes.remove("module-path");
        String object = attributes.remove("object");
        String slot = attributes.remove("slot-id");
        if (!attributes.isEmpty()) {
            // Its name only: the value may be a PIN.
            throw fault(
                    SCHEME + "…",
                    "the attribute "
                            + Inert.quote(attributes.keySet().iterator().next()) + " is not taken here");
        }
        if (module == null || !MODULE.matcher(module).matches()) {
            throw fault(text, "'module-path' must be the absolute path of the token's library");
        }
        if (object == null || object.isBlank() || !object.equals(Inert.line(object))) {
            throw fault(text, "'object' must be the key's label");
        }
        if (slot != null && !SLOT.matcher(slot).matches()) {
            throw fault(text, "'slot-id' must be a number");
        }
        return new TokenAddress(
                Path.of(module), object, slot == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(slot)));
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw fault(SCHEME + "…", "a '%' is not followed by two hexadecimal digits");
        }
    }

    private static TrustException fault(String text, String why) {
        return new TrustException(new Reason(
                "token-address",
                "this is no address of a key on a token: " + Inert.quote(text) + ": " + why,
                "Write pkcs11:object=LABEL;slot-id=N?module-path=/path/of/library.so; the PIN comes from the passphrase"
                        + " file"));
    }

    @Override
    public String toString() {
        return SCHEME + "object=" + object + (slot.isPresent() ? ";slot-id=" + slot.getAsLong() : "") + "?module-path="
                + module;
    }
}
