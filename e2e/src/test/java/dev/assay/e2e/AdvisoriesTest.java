package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.audit.advisory.SignedAdvisories;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.PredicateType;
import dev.assay.model.Release;
import dev.assay.model.Statement;
import dev.assay.model.Variant;
import dev.assay.model.Version;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code assay advisories}, and audits that know of them: who vouches for them, until when, and what follows. */
@Timeout(240)
class AdvisoriesTest {
    private static final String SIGN =
            "advisories sign osv --out advisories.json --key auditor.pem --passphrase-file pass";
    private static final String VERIFY = "advisories verify advisories.json --trust trust.yaml";
    private static final String AUDIT = "audit clang.wasm --advisories advisories.json --trust trust.yaml";

    /** As RustSec's feed writes it, shortened. */
    private static final String WEE_ALLOC = """
            {"id": "RUSTSEC-2022-0054", "modified": "2023-06-13T13:10:24Z", "published": "2022-05-11T12:00:00Z",
             "aliases": ["GHSA-rc23-xxgq-x27g"], "summary": "wee_alloc is Unmaintained", "details": "Two of the maintainers ...",
             "affected": [{"package": {"ecosystem": "crates.io", "name": "wee_alloc", "purl": "pkg:cargo/wee_alloc"},
               "ecosystem_specific": {"affects": {"arch": []}}, "database_specific": {"informational": "unmaintained", "cvss": null},
               "ranges": [{"type": "SEMVER", "events": [{"introduced": "0.0.0-0"}]}], "versions": []}],
             "references": [{"type": "PACKAGE", "url": "https://example.com/wee_alloc"}]}
            """;

    private static final String CLANG = """
            {"id": "ACME-1", "modified": "2026-01-01T00:00:00Z", "summary": "drops \\u001b[31ma check",
             "affected": [{"package": {"ecosystem": "toolchain", "name": "clang"},
               "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "13"}, {"fixed": "14.0.6"}]}]}]}
            """;

    @TempDir
    private Path folder;

    private Assay assay;

    @BeforeEach
    void files() throws IOException {
        assay = new Assay(folder);
        write("osv/crates.io/RUSTSEC-2022-0054.json", WEE_ALLOC);
        write("osv/toolchain/ACME-1.json", CLANG);
        module("clang.wasm", "14.0.5");
        module("mended.wasm", "14.0.6");
        Keyring.into(folder, "auditor", "builder", "publisher");
        expect(
                0,
                "trust init trust.yaml --auditor auditor.pem.pub --builder builder.pem.pub --publisher publisher.pem.pub");
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), text);
    }

    /** With a section 'producers': processed-by clang. */
    private void module(String name, String version) throws IOException {
        Files.writeString(folder.resolve(name), "\0asm\1\0\0\0\0&\tproducers\1\fprocessed-by\1\5clang\6" + version);
    }

    private Assay.Ended expect(int status, String command, String... parts) {
        Assay.Ended ended = assay.run(command.split(" ", -1));
        assertThat(ended.status())
                .as(command + "\n" + ended.out() + ended.err())
                .isEqualTo(status);
        for (String part : parts) {
            assertThat(ended.out() + ended.err()).contains(part);
        }
        return ended;
    }

    @Test
    void whatAnAuditorSignedIsKnownToAudits() {
        expect(0, SIGN, "Signed 2 advisories for 30 days: advisories.json and advisories.json.sigstore.json.");
        JsonNode verified = json(expect(0, VERIFY + " --json"));
        assertThat(verified.path("current").asBoolean()).isTrue();

        expect(
                10,
                AUDIT,
                "P02 review",
                "'clang 14.0.5': ACME-1 drops \\u001b[31ma check",
                ", signed by auditor auditor at 20");
        JsonNode report = json(expect(10, AUDIT + " --format json"));
        assertThat(report.at("/reports/0/advisories/digest")).isEqualTo(verified.path("digest"));
        expect(0, AUDIT.replace("clang", "mended"));
        assertThat(expect(0, "audit clang.wasm").out())
                .contains("not applicable: ")
                .contains(" P02 P03 ");
    }

    @Test
    @Tag("nightly") // a dozen commands; the room audit refuses the same daily
    void nothingElseIs() throws IOException {
        expect(1, AUDIT, "advisories 'advisories.json' does not exist");
        expect(0, SIGN.replace("auditor.pem", "publisher.pem"));
        expect(1, AUDIT, "'advisories.json': the advisories are not used", "who is no auditor");
        expect(20, VERIFY, "who is no auditor");

        expect(0, SIGN);
        expect(1, AUDIT.replace(" --trust trust.yaml", ""), "nobody is named who may vouch for the advisories");
        Files.writeString(folder.resolve("advisories.json"), " ", java.nio.file.StandardOpenOption.APPEND);
        Assay.Ended changed = expect(1, AUDIT, "is about other bytes. Fetch both again");
        assertThat(changed.out()).isEmpty();
        expect(20, VERIFY, "is about other bytes");

        Files.delete(folder.resolve("advisories.json.sigstore.json"));
        expect(1, AUDIT, "statement about advisories 'advisories.json.sigstore.json' does not exist");
        expect(1, SIGN + " --valid 367", "cannot count for 367 days. Give 1 to 366");
    }

    @Test
    @Tag("nightly") // a dozen commands; the room audit says it daily
    void whatIsOutOfDateMakesTheAuditIncomplete() {
        expect(0, SIGN);
        sign("advisories.json", Instant.now().minus(Duration.ofDays(30)).plusSeconds(3_600));
        expect(10, AUDIT);
        sign("advisories.json", Instant.now().minus(Duration.ofDays(30)).minusSeconds(1));
        Assay.Ended stale = expect(30, AUDIT, "FLAGGED, INCOMPLETE", "P02 was not checked: nobody vouches for");
        assertThat(stale.out()).doesNotContain("ACME-1");
        expect(20, VERIFY, "OUT OF DATE  advisories.json", "Fetch newer ones");
        expect(1, "advisories update advisories.json other.json --trust trust.yaml", "nobody vouches for");
        assertThat(folder.resolve("other.json")).doesNotExist();
        expect(0, "advisories sign advisories.json --out advisories.json --key auditor.pem --passphrase-file pass");
        expect(10, AUDIT);
    }

    /** As the auditor would have signed it then, for 30 days. */
    private void sign(String file, Instant then) {
        try {
            SigningKey key = SigningKey.load(
                    folder.resolve("auditor.pem"),
                    Files.readString(folder.resolve("pass")).strip().toCharArray());
            Statement statement = SignedAdvisories.statement(file, Files.readAllBytes(folder.resolve(file)), then, 30);
            Files.write(
                    folder.resolve(file + ".sigstore.json"),
                    Signer.sign(statement, key).bytes());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    @Tag("nightly") // a dozen commands
    void newerOnesTakeTheirPlaceAndOlderOnesNever() throws IOException {
        expect(0, SIGN.replace("advisories.json", "new.json"));
        String update = "advisories update new.json advisories.json --trust trust.yaml";
        expect(0, update, "Updated advisories.json: 2 advisories, signed by auditor");
        expect(0, update);
        sign("new.json", Instant.now().minusSeconds(3_600));
        expect(1, update, "'new.json' was signed at", "before what is there");
        expect(0, VERIFY);

        Files.writeString(folder.resolve("advisories.json"), "{}");
        expect(0, update, "What is there is replaced: 'advisories.json': the advisories are not used");
        expect(0, VERIFY, "CURRENT  advisories.json", "signed by  auditor", "entries    2");
        expect(10, AUDIT);
        Files.writeString(folder.resolve("new.json"), "{}");
        expect(1, update, "is about other bytes");
        expect(10, AUDIT);
    }

    @Test
    @Tag("nightly") // a dozen commands; the room audit reads entries daily
    void sourcesAreGatheredAndWhatIsNoneIsNamed() throws IOException {
        expect(0, SIGN);
        write("osv/later.json", CLANG.replace("2026-01-01", "2026-01-02").replace("14.0.6", "14.0.5"));
        expect(0, SIGN.replace(" osv ", " advisories.json osv "), "Signed 2 advisories");
        expect(0, AUDIT);
        write("osv/other.json", CLANG.replace("2026-01-01", "2026-01-02"));
        expect(1, SIGN, "there are two advisories ACME-1 of 2026-01-02T00:00:00Z that say different things");
        Files.delete(folder.resolve("osv/other.json"));

        write("osv/broken.json", WEE_ALLOC.replace("\"events\"", "\"event\""));
        expect(
                1,
                SIGN,
                "advisory 'osv/broken.json' cannot be read",
                "no such field is known here",
                "Nothing was signed");
        write("osv/broken.json", " ".repeat(2 << 20) + WEE_ALLOC);
        expect(1, SIGN, "more than the 2097152 accepted");
        expect(1, SIGN.replace(" osv ", " empty "), "advisory 'empty' does not exist");
        Files.createDirectory(folder.resolve("empty"));
        expect(1, SIGN.replace(" osv ", " empty "), "the folder 'empty' has no file *.json");
        expect(0, AUDIT);
    }

    @Test
    @Tag("nightly") // two documents of 25,000 entries, read and signed
    void aDocumentIsAsLongAsReadersTakeAndNoLonger() throws IOException {
        document("a.json", "A", 25_000, "");
        document("b.json", "B", 25_000, "");
        document("c.json", "C", 1, "");
        expect(0, SIGN.replace(" osv ", " a.json b.json "), "Signed 50000 advisories");
        expect(1, SIGN.replace(" osv ", " a.json b.json c.json "), "there are more than 50000 advisories");
        document("a.json", "A", 8_500, "s".repeat(1_000));
        document("b.json", "B", 8_500, "s".repeat(1_000));
        expect(1, SIGN.replace(" osv ", " a.json b.json "), "the document would have", "more than the 16777216");
    }

    private void document(String name, String id, int count, String summary) throws IOException {
        String more = summary.isEmpty() ? "" : ", \"summary\": \"" + summary + "\"";
        write(
                name,
                IntStream.range(0, count)
                        .mapToObj(
                                i -> "{\"id\": \"" + id + i + "\", \"modified\": \"2026-01-01T00:00:00Z\"" + more + "}")
                        .collect(Collectors.joining(",", "{\"format\": \"assay.advisories/1\", \"entries\": [", "]}")));
    }

    @Test
    @Tag("nightly") // a dozen commands with the others of its kind
    void whatTheySayIsShownWithoutPower() {
        expect(0, SIGN);
        Assay.Ended all = expect(
                0,
                "advisories show advisories.json",
                "RUSTSEC-2022-0054  -  crates.io wee_alloc  wee_alloc is Unmaintained",
                "ACME-1  -  toolchain clang  drops \\u001b[31ma check");
        assertThat(all.out()).hasLineCount(2).doesNotContain("\u001b");
        expect(
                0,
                "advisories show advisories.json GHSA-rc23-xxgq-x27g",
                "affects   crates.io wee_alloc: introduced 0.0.0-0");
        expect(1, "advisories show advisories.json ACME-2", "there is no advisory 'ACME-2'");
    }

    @Test
    @Tag("nightly") // the room audit says it daily
    void theSbomThatABuilderSignedIsLookedAt() throws IOException {
        expect(0, SIGN);
        release("builder.pem");
        String audit = "audit release --advisories advisories.json --trust trust.yaml";
        expect(10, audit, "P03 review", "'wee_alloc 0.4.5', by its SBOM: RUSTSEC-2022-0054 wee_alloc is Unmaintained");
        release("publisher.pem");
        assertThat(expect(10, audit).out()).doesNotContain("P03 review");
    }

    @Test
    @Tag("nightly") // half a dozen commands; the room audit reads SBOMs daily
    void anSbomOfOnesOwnIsLookedAtToo() throws IOException {
        expect(0, SIGN);
        write("bom.json", sbom().toString());
        String one = "audit mended.wasm --sbom bom.json";
        expect(10, one + " --advisories advisories.json --trust trust.yaml", "P03 review", "RUSTSEC-2022-0054");
        expect(1, one, "--sbom needs --advisories");
        expect(1, one + " clang.wasm --advisories advisories.json --trust trust.yaml", "are about one module");
        write("bom.json", "{}");
        expect(
                1,
                one + " --advisories advisories.json --trust trust.yaml",
                "SBOM 'bom.json': ",
                "Give one in CycloneDX");
    }

    private static JsonNode sbom() {
        return Json.read("""
                {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wee_alloc",
                  "version": "0.4.5", "purl": "pkg:cargo/wee_alloc@0.4.5"}]}
                """.getBytes(StandardCharsets.UTF_8), 1 << 10);
    }

    /** A release whose SBOM somebody signed. */
    private void release(String signer) throws IOException {
        byte[] manifest = """
                apiVersion: assay/v1
                kind: Plugin
                name: acme/probe
                version: 1.0.0
                summary: Looks at something
                license: Apache-2.0
                source: https://example.com/acme/plugins
                contract: assessment/1
                build: {toolchain: clang, path: .}
                capabilities: {}
                limits: {memory: 16MiB}
                """.getBytes(StandardCharsets.UTF_8);
        byte[] module = Files.readAllBytes(folder.resolve("mended.wasm"));
        Variant variant = new Variant("baseline", Digest.of(module), module.length, new TreeSet<>());
        Release release = new Release(
                PluginName.parse("acme/probe"),
                Version.parse("1.0.0"),
                Digest.of(manifest),
                Optional.empty(),
                List.of(variant));
        Files.createDirectories(folder.resolve("release/statements"));
        Files.write(folder.resolve("release/plugin.yaml"), manifest);
        Files.write(folder.resolve("release/baseline.wasm"), module);
        Files.write(folder.resolve("release/release.json"), release.bytes());
        SigningKey key = SigningKey.load(
                folder.resolve(signer),
                Files.readString(folder.resolve("pass")).strip().toCharArray());
        Files.write(
                folder.resolve("release/statements/baseline.sbom.sigstore.json"),
                Signer.sign(Statement.about(release, variant, PredicateType.SBOM, sbom()), key)
                        .bytes());
    }

    private static JsonNode json(Assay.Ended ended) {
        return Json.read(ended.out().getBytes(StandardCharsets.UTF_8), 1 << 20);
    }
}
