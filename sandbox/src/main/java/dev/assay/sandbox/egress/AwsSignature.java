package dev.assay.sandbox.egress;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs a request of Amazon's web services (AWS Signature Version 4). The key itself never goes out. Signed are the path, the
 * query, the body, and the fields host, range, content-type and all that begin with x-amz-.
 *
 * @param session the file of the token that belongs to a key of limited time
 */
record AwsSignature(
        Clock clock, String service, String region, String keyId, SecretFile file, Optional<SecretFile> session)
        implements Secret {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String S3 = "s3";

    @Override
    public Set<String> fields() {
        return Set.of("authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token");
    }

    @Override
    public Stream<Path> files() {
        return Stream.concat(Stream.of(file), session.stream()).map(SecretFile::path);
    }

    @Override
    public Signed sign(Outgoing request, TimeLeft left) throws EgressException {
        String key = file.read();
        Outgoing dated = request.with("x-amz-date", TIME.format(clock.instant()));
        if (service.equals(S3)) {
            dated = dated.with("x-amz-content-sha256", hash(request.body()));
        }
        List<String> hidden = new ArrayList<>(List.of(key));
        if (session.isPresent()) {
            hidden.add(session.get().read());
            dated = dated.with("x-amz-security-token", hidden.getLast());
        }
        return new Signed(dated.with("authorization", authorization(dated, key)), hidden);
    }

    private String authorization(Outgoing request, String key) {
        NavigableMap<String, String> signed = new TreeMap<>();
        request.headers().forEach((name, value) -> {
            if (name.startsWith("x-amz-") || name.equals("content-type") || name.equals("range")) {
                signed.put(name, value.trim().replaceAll(" +", " "));
            }
        });
        signed.put("host", request.target().authority());
        String names = String.join(";", signed.keySet());
        String canonical = String.join(
                "\n",
                request.method(),
                path(request.target().path()),
                query(request.target().path()),
                signed.entrySet().stream()
                        .map(field -> field.getKey() + ":" + field.getValue() + "\n")
                        .collect(Collectors.joining()),
                names,
                hash(request.body()));
        String time = String.valueOf(request.headers().get("x-amz-date"));
        String day = time.substring(0, 8);
        String scope = day + "/" + region + "/" + service + "/aws4_request";
        byte[] signing = ("AWS4" + key).getBytes(StandardCharsets.US_ASCII);
        for (String part : List.of(day, region, service, "aws4_request")) {
            signing = mac(signing, part);
        }
        String signature = HexFormat.of()
                .formatHex(mac(
                        signing,
                        String.join(
                                "\n", ALGORITHM, time, scope, hash(canonical.getBytes(StandardCharsets.ISO_8859_1)))));
        return ALGORITHM + " Credential=" + keyId + "/" + scope + ", SignedHeaders=" + names + ", Signature="
                + signature;
    }

    /** S3 takes a path as it is; every other service has it encoded once more. */
    private String path(String target) {
        String path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        return service.equals(S3)
                ? Arrays.stream(path.split("/", -1))
                        .map(part -> encoded(decoded(part)))
                        .collect(Collectors.joining("/"))
                : Arrays.stream(path.split("/", -1)).map(AwsSignature::encoded).collect(Collectors.joining("/"));
    }

    private static String query(String target) {
        if (!target.contains("?") || target.endsWith("?")) {
            return "";
        }
        return Arrays.stream(target.substring(target.indexOf('?') + 1).split("&", -1))
                .filter(part -> !part.isEmpty())
                .map(part -> part.contains("=") ? part : part + "=")
                .map(part -> encoded(decoded(part.substring(0, part.indexOf('=')))) + "="
                        + encoded(decoded(part.substring(part.indexOf('=') + 1))))
                .sorted(java.util.Comparator.<String, String>comparing(part -> part.substring(0, part.indexOf('=')))
                        .thenComparing(part -> part.substring(part.indexOf('=') + 1)))
                .collect(Collectors.joining("&"));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Everything but the unreserved characters of RFC 3986. */
    private static String encoded(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= '0' && c <= '9')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= 'a' && c <= 'z')
                    || "-._~".indexOf(c) >= 0;
            out.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
        }
        return out.toString();
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC with SHA-256", e);
        }
    }
}
