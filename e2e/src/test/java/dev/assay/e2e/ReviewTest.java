package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Reason;
import dev.assay.model.Release;
import dev.assay.model.Version;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.Registry;
import dev.assay.registry.Source;
import dev.assay.trust.Admission;
import dev.assay.trust.Decision;
import dev.assay.trust.TrustPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A module from a real compiler that the audit flags loads only after the quorum of reviewers, and not a day longer. */
class ReviewTest {
    private static final PluginName PLUGIN = PluginName.parse("assay-guests/carried-program");

    /** A flagged release in a registry that wants two reviewers. */
    @TempDir
    private static Path flagged;

    @TempDir
    private Path folder;

    private Assay assay;

    @BeforeAll
    static void aFlaggedReleaseInARegistryThatWantsTwoReviewers() throws IOException {
        ReviewTest made = new ReviewTest();
        made.folder = flagged;
        made.assay = new Assay(flagged);
        made.publishAFlaggedRelease();
    }

    @BeforeEach
    void aCopyOfIt() throws IOException {
        assay = new Assay(folder);
        try (Stream<Path> all = Files.walk(flagged)) {
            for (Path file : all.filter(file -> !file.equals(flagged)).toList()) {
                Files.copy(file, folder.resolve(flagged.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private void publishAFlaggedRelease() throws IOException {
        Keyring.into(folder, "builder", "auditor", "kim", "noor", "publisher");
        expect(
                0,
                "trust init trust.yaml --builder builder.pem.pub --auditor auditor.pem.pub --reviewer kim.pem.pub"
                        + " --reviewer noor.pem.pub --publisher publisher.pem.pub");
        String trust = Files.readString(folder.resolve("trust.yaml"));
        Files.writeString(
                folder.resolve("trust.yaml"),
                trust.replaceFirst("(?s)(reviewer:\\s+minimum: )1", "$12"),
                StandardCharsets.UTF_8);
        expect(0, "registry init registry --key publisher.pem --passphrase-file pass");
        expect(0, "build " + Assay.HOME.resolve("e2e/guests/carried-program") + " --out release");
        expect(0, "sign release --as builder --key builder.pem --passphrase-file pass");
        audit();
        publish();
    }

    @Test
    void aFlaggedModuleLoadsWithTheQuorumAndNotBeforeOrAfter() {
        expect(20, VERIFY, "review-quorum-missing", "0 of 2");
        JsonNode waiting = json(expect(0, "review list registry --trust trust.yaml --json"));
        assertThat(waiting).hasSize(1);
        assertThat(waiting.at("/0/state").asString()).isEqualTo("waiting");
        assertThat(waiting.at("/0/needed").asInt()).isEqualTo(2);
        assertThat(waiting.at("/0/audited-now/findings/0/rule").asString()).isEqualTo("X04");
        String module = waiting.at("/0/module").asString();

        expect(20, answer("approve " + module, "publisher"), "not reviewer");
        expect(20, answer("approve sha256:" + "0".repeat(64), "kim"), "nothing to review");
        expect(20, VERIFY, "0 of 2");

        expect(0, answer("approve " + module, "kim"), "1 of 2 reviews. 1 more to go.");
        expect(0, answer("approve " + module, "kim"), "1 of 2 reviews. 1 more to go.");
        expect(20, VERIFY, "1 of 2");
        expect(0, answer("approve " + module, "noor") + " --valid 2", "2 of 2 reviews. Its review is complete.");
        expect(
                0,
                VERIFY,
                "admitted",
                "provenance sha256:",
                "SBOM sha256:",
                "verification summary sha256:",
                "review sha256:");
        expect(0, "review list registry --trust trust.yaml", "Nothing waits for review");
        expect(0, "review list registry --trust trust.yaml --all", "approved by   reviewer kim");

        assertThat(refusals(Duration.ofDays(1))).isEmpty();
        assertThat(refusals(Duration.ofDays(2))).containsExactly("review-quorum-missing", "review-expired");

        audit();
        publish();
        expect(20, VERIFY, "review-of-other-audit", "0 of 2");
    }

    @Test
    void bytesOfTwoReleasesAreAnsweredForOneOfThem() throws IOException {
        Release first = Release.read(Files.readAllBytes(folder.resolve("release/release.json")));
        byte[] manifest = Files.readString(folder.resolve("release/plugin.yaml"))
                .replace("version: 0.1.0", "version: 0.2.0")
                .getBytes(StandardCharsets.UTF_8);
        Release second =
                new Release(PLUGIN, Version.parse("0.2.0"), Digest.of(manifest), Optional.empty(), first.variants());
        Files.write(folder.resolve("release/plugin.yaml"), manifest);
        Files.write(folder.resolve("release/release.json"), second.bytes());
        expect(0, "sign release --as builder --key builder.pem --passphrase-file pass");
        audit();
        publish();
        String module = first.variants().getFirst().module().toString();
        expect(20, answer("approve " + module, "kim"), "several releases");
        expect(0, answer("approve " + second.digest(), "kim"), "0.2.0 baseline as reviewer kim: 1 of 2");
        expect(0, "review list registry --trust trust.yaml", "0.1.0 baseline  waiting", "0 of 2");
    }

    @Test
    void oneRejectionIsEnough() {
        String named = PLUGIN + "@0.1.0";
        expect(0, answer("approve " + named, "kim"));
        expect(0, answer("reject " + named, "noor"), "It loads nowhere");
        expect(20, VERIFY, "review-rejected");
        expect(20, answer("approve " + named, "kim"), "is rejected by reviewer noor");
    }

    @Test
    void reviewersMayAnswerAReleaseBeforeItsPublisherListsTheirAnswers() throws IOException {
        expect(0, "review list release --trust trust.yaml", "waiting", "0 of 2", "X04 review");
        for (String reviewer : List.of("kim", "noor")) {
            expect(
                    0,
                    "review approve " + PLUGIN + "@0.1.0 --release release --trust trust.yaml --reason looked"
                            + " --pull-request https://git.example/pulls/7 --key " + reviewer
                            + ".pem --passphrase-file pass");
        }
        expect(20, VERIFY, "0 of 2");
        publish();
        expect(0, VERIFY, "admitted");
        showsTheResultsOfAReAudit();
    }

    private void showsTheResultsOfAReAudit() throws IOException {
        String site = "registry site registry --trust trust.yaml --out site";
        expect(1, site + " --status trust.yaml", "trust.yaml");
        expect(1, site + " --files nowhere", "nowhere");
        assertThat(folder.resolve("site")).doesNotExist();
        Files.writeString(
                folder.resolve("status.json"),
                "{\"format\":\"assay.re-audit/1\",\"made\":\"2026-11-20T09:00:00Z\",\"auditor\":\"assay\",\"results\":[]}");
        expect(0, site + " --status status.json --files https://registry.example/", "plugins: 1");
        assertThat(Files.readString(folder.resolve("site/status.html"))).contains("0 modules audited again");
        assertThat(Files.readString(folder.resolve("site/plugins/assay-guests/carried-program.html")))
                .contains("href=\"https://registry.example/plugins/assay-guests/carried-program/blobs/sha256/");
    }

    private static final String VERIFY = "verify assay-guests/carried-program --registry registry --trust trust.yaml";

    private static String answer(String what, String key) {
        return "review " + what + " --registry registry --trust trust.yaml --reason looked --key " + key
                + ".pem --passphrase-file pass --publisher-key publisher.pem --publisher-passphrase-file pass";
    }

    private void audit() {
        expect(10, "sign release --as auditor --trust trust.yaml --key auditor.pem --passphrase-file pass", "flagged");
    }

    private void publish() {
        expect(0, "registry publish registry release --key publisher.pem --passphrase-file pass");
    }

    /** Why a runtime would refuse it after this time, with the index of today. */
    private List<String> refusals(Duration later) {
        TrustPolicy policy = TrustPolicy.read(folder.resolve("trust.yaml"));
        Index index = Registry.open(
                        Source.directory(folder.resolve("registry")),
                        policy,
                        folder.resolve("memory"),
                        Clock.systemUTC())
                .current();
        Entry entry = index.releases(PLUGIN).getFirst();
        var variant = entry.variants().getFirst();
        Decision decision = new Admission(policy)
                .decide(
                        Release.read(index.fetch(entry, entry.release())),
                        variant.module().digest(),
                        index.statements(entry, variant),
                        index.indexed(PLUGIN, entry.version(), variant.module().digest()),
                        index.revocations(),
                        Instant.now().plus(later));
        return switch (decision) {
            case Decision.Admitted _ -> List.of();
            case Decision.Refused refused ->
                refused.reasons().stream().map(Reason::code).toList();
        };
    }

    private String expect(int status, String line, String... said) {
        List<String> command = new ArrayList<>(List.of(line.split(" ")));
        Assay.Ended ended = assay.run(command.toArray(String[]::new));
        String all = ended.out() + ended.err();
        assertThat(ended.status()).as(line + "\n" + all).isEqualTo(status);
        for (String part : said) {
            assertThat(all).as(line).contains(part);
        }
        return ended.out();
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), 1 << 20);
    }
}
