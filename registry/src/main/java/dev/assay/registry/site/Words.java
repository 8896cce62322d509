package dev.assay.registry.site;

import dev.assay.model.Capability;
import dev.assay.model.Digest;
import dev.assay.model.PredicateType;
import dev.assay.registry.site.Catalogue.State;
import dev.assay.trust.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;

/** How values are said to people, the same on every page. */
final class Words {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Words() {}

    static Html day(Html html, Instant time) {
        return html.leaf("time", DAY.format(time), "datetime", time.toString());
    }

    static Html minute(Html html, Instant time) {
        return html.leaf("time", MINUTE.format(time), "datetime", time.toString());
    }

    static String minute(Instant time) {
        return MINUTE.format(time);
    }

    /** How long something lasts already, in the largest unit that fits. */
    static String lasting(Instant since, Instant now) {
        Duration lasting = Duration.between(since, now);
        return lasting.toHours() < 1
                ? "less than an hour"
                : lasting.toDays() < 1 ? many(lasting.toHours(), "hour") : many(lasting.toDays(), "day");
    }

    static String many(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** The state is told by the word; sign and colour only repeat it. */
    static Html badge(Html html, State state) {
        return html.open("span", "class", "badge " + state.tone)
                .leaf("span", state.sign, "aria-hidden", "true")
                .text(" " + state.label)
                .close("span");
    }

    static Html chips(Html html, Collection<String> words, String none) {
        if (words.isEmpty()) {
            return html.leaf("span", none, "class", "chip none");
        }
        words.forEach(word -> html.leaf("span", word, "class", "chip"));
        return html;
    }

    static Html digest(Html html, Digest digest) {
        return html.leaf("code", digest.toString(), "class", "digest");
    }

    static String bytes(long size) {
        return size < 10_000
                ? many(size, "byte")
                : size < 10_000_000
                        ? Math.round(size / 1000.0) + " kB"
                        : String.format(Locale.ROOT, "%.1f MB", size / 1e6);
    }

    static String statement(String predicateType) {
        return switch (predicateType) {
            case PredicateType.PROVENANCE -> "Provenance: how it was built";
            case PredicateType.SBOM -> "SBOM: what it is made of";
            case PredicateType.AUDIT -> "Audit";
            case PredicateType.REVIEW -> "Review";
            case PredicateType.VERIFICATION_SUMMARY -> "Verification summary";
            default -> predicateType;
        };
    }

    /** What a capability lets a plugin do, as a sentence's end and the thing it is about. */
    static Html capability(Html html, Capability capability) {
        return switch (capability) {
            case Capability.Exec exec -> html.text("Runs the host's command ").leaf("code", exec.name());
            case Capability.Env env -> html.text("Reads the variable ").leaf("code", env.name());
            case Capability.Verify verify ->
                html.text("Has signatures verified by the host's policy ").leaf("code", verify.name());
            case Capability.FileAccess file ->
                html.text(file.access() == Capability.FileAccess.Access.READ ? "Reads " : "Looks at the mode of ")
                        .leaf("code", file.path());
            case Capability.Tls tls ->
                html.text("Makes TLS handshakes with ")
                        .leaf("code", String.join(", ", tls.hosts()))
                        .text(tls.ports().isEmpty() ? ", any port" : ", port " + joined(tls.ports()));
            case Capability.Http http ->
                html.text("Makes " + String.join(", ", http.methods()) + " requests to ")
                        .leaf("code", String.join(", ", http.hosts()))
                        .text((http.ports().isEmpty() ? "" : ", port " + joined(http.ports()))
                                + http.auth()
                                        .map(name -> ", with the secret " + name)
                                        .orElse(""));
            case Capability.Dns dns ->
                html.text("Looks up " + (dns.types().isEmpty() ? "any records" : String.join(", ", dns.types()))
                                + " of ")
                        .leaf("code", String.join(", ", dns.names()));
            case Capability.Kubernetes kubernetes ->
                html.text("Reads the cluster's ")
                        .leaf("code", String.join(", ", kubernetes.resources()))
                        .text(" in ")
                        .leaf("code", String.join(", ", kubernetes.namespaces()));
        };
    }

    static Html target(Html html, Revocation.Target target) {
        return switch (target) {
            case Revocation.Target.Versions versions ->
                html.leaf("strong", versions.plugin().toString())
                        .text(versions.range().toString().equals("*") ? ", every version" : " " + versions.range());
            case Revocation.Target.Content content ->
                html.text("The content ").leaf("code", content.digest().toString(), "class", "digest");
            case Revocation.Target.Signer signer ->
                html.text("Everything signed by the key ").leaf("code", signer.hint(), "class", "digest");
            case Revocation.Target.Login login ->
                html.text("Everything signed by ")
                        .leaf("code", login.san())
                        .text(", who logs in at ")
                        .leaf("code", login.issuer());
        };
    }

    private static String joined(Collection<Integer> numbers) {
        return String.join(", ", numbers.stream().map(String::valueOf).toList());
    }
}
