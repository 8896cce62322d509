package dev.assay.audit.rehearsal;

import dev.assay.audit.AuditRequest;
import dev.assay.audit.Specimen;
import dev.assay.model.Json;
import dev.assay.model.Manifest;
import dev.assay.model.PluginName;
import dev.assay.model.Request;
import dev.assay.model.Version;
import dev.assay.sandbox.worker.Script;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The scripts for one module. All that is in them is fixed, so the same module behaves the same each time.
 *
 * @param main what it is judged by, with mutated calls where there is an entry of the contract
 * @param chance the same with other random bytes
 * @param time the same at another time, in another place, on a host of another name
 */
public record Scenes(Script main, Script chance, Script time) {
    /** Planted where a secret would be, in answers of the host. Nothing else has it. */
    public static final String CANARY = "kW7xPq3ZrT9mVb2NcY6dHs8J";

    /** So often the same is asked where that takes little time, compiled. */
    private static final int CALLS = 8;

    private static final int MUTATIONS = 200;
    private static final long FUEL = 30_000_000;

    /** For each export of a module that is no plugin. */
    private static final long FUEL_OF_EXPORT = 10_000_000;

    private static final long PAGE = 65_536;

    /** As much as a worker can give beside what it reads. */
    private static final long MOST_MEMORY = 256L << 20;

    private static final Instant DAY = Instant.parse("2026-03-02T10:00:00Z");
    private static final Instant OTHER_DAY = Instant.parse("2031-08-10T23:59:00Z");
    private static final Script.Surroundings HERE =
            new Script.Surroundings(DAY.getEpochSecond(), 1, List.of("LANG=C", "TZ=UTC", "HOSTNAME=host", "HOME=/"));
    private static final Script.Surroundings OTHER_CHANCE =
            new Script.Surroundings(HERE.seconds(), 2, HERE.environment());
    private static final Script.Surroundings OTHER_TIME = new Script.Surroundings(
            OTHER_DAY.getEpochSecond(),
            1,
            List.of("LANG=tr_TR.UTF-8", "TZ=Asia/Kathmandu", "HOSTNAME=build-7", "HOME=/home/runner"));

    public static Scenes of(Specimen specimen) {
        Script.Entry entry = entry(specimen);
        boolean plugin = entry != Script.Entry.EXPORTS;
        AuditRequest request = specimen.request();
        long memory = plugin ? Math.min(MOST_MEMORY, request.limits().memoryBytes()) : MOST_MEMORY;
        Script script = Script.of(
                entry,
                plugin ? List.of(request(specimen)) : List.of(),
                HERE,
                answers(),
                plugin ? Math.min(FUEL, request.limits().fuel()) : FUEL_OF_EXPORT,
                (int) (memory / PAGE));
        return new Scenes(plugin ? script.mutated(MUTATIONS) : script, script.in(OTHER_CHANCE), script.in(OTHER_TIME));
    }

    public boolean isPlugin() {
        return main.entry() != Script.Entry.EXPORTS;
    }

    List<Script> all() {
        return isPlugin() ? List.of(main, chance, time) : List.of(main);
    }

    /** What is done again compiled, and there again and again. */
    Script again() {
        return Script.of(
                main.entry(),
                main.requests().stream()
                        .flatMap(request -> Collections.nCopies(CALLS, request).stream())
                        .toList(),
                main.surroundings(),
                main.answers(),
                main.fuel(),
                main.memoryPages());
    }

    private static Script.Entry entry(Specimen specimen) {
        return exports(specimen, "assay_assess")
                ? Script.Entry.REACTOR
                : specimen.request().manifest().isPresent() && exports(specimen, "_start")
                        ? Script.Entry.COMMAND
                        : Script.Entry.EXPORTS;
    }

    private static boolean exports(Specimen specimen, String name) {
        return specimen.summary().exports().stream()
                .anyMatch(export -> export.name().equals(name));
    }

    private static byte[] request(Specimen specimen) {
        var manifest = specimen.request().manifest().map(file -> file.manifest());
        return Request.of(
                        UUID.fromString("5b0f7a52-0000-4000-8000-000000000001"),
                        UUID.fromString("5b0f7a52-0000-4000-8000-000000000002"),
                        DAY.plus(Duration.ofHours(1)),
                        manifest.map(Manifest::name).orElse(new PluginName("acme", "plugin")),
                        manifest.map(Manifest::version).orElse(Version.parse("1.0.0")),
                        specimen.digest(),
                        Json.object())
                .toJson()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Of the shapes of {@code docs/contract}. */
    private static Map<String, byte[]> answers() {
        String file = String.join(
                "\\n",
                "port = 22",
                "password = " + CANARY,
                "-----BEGIN PRIVATE KEY-----",
                CANARY,
                "-----END PRIVATE KEY-----",
                "");
        return Map.of(
                "exec",
                ok("\"status\":0,\"stdout\":\"port 22\\npermitrootlogin no\\n\",\"stderr\":\"\""),
                "file",
                ok("\"type\":\"file\",\"mode\":\"0600\",\"uid\":0,\"gid\":0,\"size\":120,\"content\":\"" + file + "\""),
                "http",
                ok(
                        "\"status\":200,\"url\":\"https://host.invalid/\",\"redirects\":0,\"headers\":{\"set-cookie\":[\"session="
                                + CANARY + "\"]},\"body\":\"{\\\"token\\\":\\\"" + CANARY + "\\\"}\""),
                "dns",
                ok("\"records\":[\"192.0.2.1\"]"),
                "kubernetes",
                ok("\"object\":{\"kind\":\"Secret\",\"metadata\":{\"name\":\"login\"},\"data\":{\"password\":\""
                        + Base64.getEncoder().encodeToString(CANARY.getBytes(StandardCharsets.US_ASCII)) + "\"}}"));
    }

    private static byte[] ok(String content) {
        return ("{\"ok\":{" + content + "}}").getBytes(StandardCharsets.UTF_8);
    }
}
