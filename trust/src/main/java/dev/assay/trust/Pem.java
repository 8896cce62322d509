package dev.assay.trust;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The strict form of PEM (RFC 7468, figure 3): whole blocks, and nothing beside them but white space. */
final class Pem {
    private static final Pattern BLOCK = Pattern.compile(
            "\\s*-----BEGIN ([A-Z0-9 ]{1,40})-----\\r?\\n([A-Za-z0-9+/=\\r\\n]*+)-----END \\1-----\\s*");
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    static String write(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /**
     * The bytes of the blocks, which must have these labels in this order; the last ones may be absent, the first not.
     *
     * @param what names the text in messages
     * @param remedy what to do when the text is something else
     */
    static List<byte[]> read(String text, List<String> labels, String what, String remedy) {
        List<byte[]> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (blocks.size() == labels.size()
                    || !matcher.region(end, text.length()).lookingAt()) {
                throw new TrustException("key-malformed", what + " is not whole PEM and nothing else", remedy);
            }
            String label = labels.get(blocks.size());
            if (!matcher.group(1).equals(label)) {
                throw new TrustException(
                        "key-malformed", what + " holds '" + matcher.group(1) + "', not '" + label + "'", remedy);
            }
            try {
                String lines = matcher.group(2).replaceAll("[\\r\\n]", "");
                blocks.add(Base64.getDecoder().decode(lines.getBytes(StandardCharsets.US_ASCII)));
            } catch (IllegalArgumentException _) {
                throw new TrustException("key-malformed", what + " holds text that is not base64", remedy);
            }
            end = matcher.end();
        }
        if (blocks.isEmpty()) {
            throw new TrustException("key-malformed", what + " is empty", remedy);
        }
        return blocks;
    }
}
