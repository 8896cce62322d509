package dev.assay.audit.advisory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.model.InvalidValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvisoriesTest {
    /** All that OSV has, as its feeds write it. */
    private static final String FULL = """
            {"schema_version": "1.7.3", "id": "RUSTSEC-2023-0001", "modified": "2023-06-13T13:10:24Z", "published": "2023-01-04T12:00:00Z",
             "aliases": ["CVE-2023-22466", "GHSA-7rrj-xr53-82p7"], "related": [], "upstream": [], "summary": "drops a setting",
             "details": "## Text\\nfor people", "references": [{"type": "WEB", "url": "https://example.com"}],
             "credits": [{"name": "kim"}], "database_specific": {"license": "CC0-1.0", "score": 1.5},
             "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
               {"type": "CVSS_V4", "score": "CVSS:4.0/AV:N"}],
             "affected": [{"package": {"ecosystem": "crates.io", "name": "tokio", "purl": "pkg:cargo/tokio"},
               "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"}],
               "ecosystem_specific": {"affects": {"functions": []}}, "database_specific": {"source": "x"},
               "ranges": [{"type": "SEMVER", "database_specific": {}, "events": [{"introduced": "1.7.0"}, {"fixed": "1.18.4"}]},
                 {"type": "GIT", "repo": "https://example.com/tokio", "events": [{"introduced": "0"}, {"fixed": "8aa7f1e"}]}],
               "versions": ["1.0.0-x"]}]}
            """;

    private static final String SMALL = """
            {"id": "T-1", "modified": "2026-01-01T00:00:00Z", "affected": [{"package": {"ecosystem": "crates.io", "name": "a"},
              "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.0.0"}]}]}]}
            """;

    private static final Schema SCHEMA = schema();

    private static Schema schema() {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(Path.of("../docs/advisories.schema.json")), InputFormat.JSON);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String document(String... entries) {
        return "{\"format\": \"assay.advisories/1\", \"entries\": [" + String.join(",", entries) + "]}";
    }

    private static Advisories read(String document) {
        return Advisories.read(document.getBytes(UTF_8));
    }

    /** By the published schema and by the reader. */
    private static void accepted(String document) {
        assertThat(SCHEMA.validate(document, InputFormat.JSON)).as(document).isEmpty();
        assertThatCode(() -> read(document)).as(document).doesNotThrowAnyException();
    }

    private static void refused(String document, String message) {
        assertThat(SCHEMA.validate(document, InputFormat.JSON)).as(document).isNotEmpty();
        refusedByReader(document, message);
    }

    private static void refusedByReader(String document, String message) {
        assertThatThrownBy(() -> read(document))
                .as(document)
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatFeedsWriteIsReadAndWhatAnAuditNeedsOfItIsKept() {
        accepted(document(FULL));
        accepted(document());
        Advisories read = read(document(FULL, SMALL));
        byte[] written =
                Advisories.write(List.of(read.entries().get(1), read.entries().get(0)));
        assertThat(Advisories.write(read.entries())).isEqualTo(written);
        accepted(new String(written, UTF_8));
        assertThat(Advisories.read(written).entries()).isEqualTo(read.entries());
        assertThat(new String(written, UTF_8)).doesNotContain("for people").contains("CVE-2023-22466");
        assertThat(Advisories.write(Advisories.read(written).entries())).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"id\": \"T-1\",|``|advisories.entries[0].id: it is missing",
                "T-1|T 1|advisories.entries[0].id 'T 1' is not valid",
                "\"modified\": \"2026-01-01T00:00:00Z\",|``|modified: it is missing",
                "2026-01-01T00:00:00Z|yesterday|modified 'yesterday' is not valid",
                "\"affected\"|\"afected\"|afected: no such field is known here",
                "\"package\"|\"packet\"|affected[0].package: it is missing",
                "\"ecosystem\": \"crates.io\", |``|package.ecosystem: it is missing",
                "\"name\": \"a\"|\"name\": \"\"|package.name: it must have 1 to 300 characters",
                "\"name\": \"a\"|\"name\": 1|package.name: it must be a text",
                "\"name\": \"a\"|\"name\": \"a\", \"nme\": \"a\"|package.nme: no such field",
                "SEMVER|GIT-LIKE|ranges[0].type 'GIT-LIKE' is not valid",
                "\"type\": \"SEMVER\"|\"kind\": \"SEMVER\"|ranges[0].type: it is missing",
                "{\"introduced\": \"0\"}, |``|it must say where the fault was introduced",
                "{\"fixed\": \"1.0.0\"}|{\"fixed\": \"1.0.0\"}, {\"last_affected\": \"1\"}|not both 'fixed' and 'last_affected'",
                "{\"fixed\": \"1.0.0\"}|{\"fixed\": \"1.0.0\", \"limit\": \"2\"}|events[1]: an event is exactly one of",
                "{\"fixed\": \"1.0.0\"}|{\"mended\": \"1.0.0\"}|mended: no such field is known here",
                "{\"fixed\": \"1.0.0\"}|{}|events[1]: an event is exactly one of",
                "\"id\"|\"schema_version\": \"2.0.0\", \"id\"|schema_version '2.0.0' is not valid",
                "\"id\"|\"summary\": {}, \"id\"|summary: it must be a text",
                "\"id\"|\"withdrawn\": \"no\", \"id\"|withdrawn 'no' is not valid",
                "\"id\"|\"severity\": [{\"type\": \"CVSS_V3\"}], \"id\"|severity[0].score: it is missing",
                "assay.advisories/1|assay.waivers/1|format",
                "\"entries\"|\"entires\"|entries: it is missing",
            })
    void whatIsNoAdvisoryIsRefusedByTheSchemaAndByTheReader(String what, String with, String message) {
        String whole = document(SMALL);
        accepted(whole);
        assertThat(whole).contains(what);
        refused(whole.replace(what, with), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"fixed\": \"1.0.0\"|\"fixed\": \"one\"|events[1].fixed 'one' is not valid: expected a version of crates.io",
                "\"id\"|\"severity\": [{\"type\": \"CVSS_V3\", \"score\": \"CVSS:3.1/AV:N\"}], \"id\"|a vector of CVSS 3",
                "assay.advisories/1|assay.advisories/2|newer",
            })
    void whatASchemaCannotSayTheReaderSays(String what, String with, String message) {
        refusedByReader(document(SMALL).replace(what, with), message);
    }

    @Test
    void anEntryStandsThereOnce() {
        accepted(document(SMALL, SMALL.replace("T-1", "T-2")));
        refusedByReader(document(SMALL, SMALL), "there are two entries T-1");
    }

    @Test
    void everyListIsBounded() {
        bounded("\"aliases\": [", "]", "\"A-1\"", 200, "\"id\"", ", \"id\"");
        bounded("\"severity\": [", "]", "{\"type\": \"Ubuntu\", \"score\": \"low\"}", 20, "\"id\"", ", \"id\"");
        bounded(
                "",
                "",
                "{\"package\": {\"ecosystem\": \"npm\", \"name\": \"b\"}}",
                1_999,
                "{\"package\"",
                ", {\"package\"");
        bounded("", "", "{\"type\": \"GIT\", \"events\": [{\"introduced\": \"0\"}]}", 199, "{\"type\"", ", {\"type\"");
        bounded("", "", "{\"introduced\": \"0\"}", 998, "{\"introduced\"", ", {\"introduced\"");
        bounded("\"versions\": [", "]", "\"1\"", 20_000, "\"ranges\"", ", \"ranges\"");
    }

    /** Puts a list before a place: as long as it may be, and longer by one. */
    private static void bounded(String open, String close, String element, int most, String before, String then) {
        for (int count : new int[] {most, most + 1}) {
            String list = IntStream.range(0, count).mapToObj(_ -> element).collect(Collectors.joining(","));
            String document = document(SMALL.replaceFirst(
                    java.util.regex.Pattern.quote(before),
                    java.util.regex.Matcher.quoteReplacement(open + list + close + then)));
            if (count == most) {
                accepted(document);
            } else {
                refused(document, "it must be an array of at most");
            }
        }
    }

    @Test
    void everyTextIsBounded() {
        for (int length : new int[] {1_000, 1_001}) {
            String document = document(SMALL.replace("\"id\"", "\"summary\": \"" + "s".repeat(length) + "\", \"id\""));
            if (length == 1_000) {
                accepted(document);
            } else {
                refused(document, "summary: it must have 1 to 1000 characters");
            }
        }
        accepted(document(SMALL.replace("\"id\"", "\"summary\": \"\", \"id\"")));
        accepted(document(SMALL.replace("T-1", "T".repeat(100))));
        refused(document(SMALL.replace("T-1", "T".repeat(101))), "is not valid");
        accepted(document(SMALL.replace("\"name\": \"a\"", "\"name\": \"" + "a".repeat(300) + "\"")));
        refused(document(SMALL.replace("\"name\": \"a\"", "\"name\": \"" + "a".repeat(301) + "\"")), "1 to 300");
    }

    @Test
    void theDocumentIsBoundedInCountSizeAndDepth() {
        String[] entries = IntStream.rangeClosed(0, Advisories.MOST_ENTRIES)
                .mapToObj(i -> "{\"id\":\"T-" + i + "\",\"modified\":\"2026-01-01T00:00:00Z\"}")
                .toArray(String[]::new);
        refusedByReader(document(entries), "entries: it must be an array of at most 50000");
        String[] most = java.util.Arrays.copyOf(entries, Advisories.MOST_ENTRIES);
        assertThat(read(document(most)).entries()).hasSize(Advisories.MOST_ENTRIES);

        String document = document(SMALL);
        String padded = document + " ".repeat(Advisories.MOST_BYTES - document.length());
        assertThat(read(padded).entries()).hasSize(1);
        refusedByReader(padded + " ", "more than the 16777216 accepted");

        // The document, its entries and the entry are three levels of 64.
        for (int depth : new int[] {61, 62}) {
            String deep = document(SMALL.replace(
                    "\"id\"",
                    "\"database_specific\": " + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth) + ", \"id\""));
            if (depth == 61) {
                assertThat(read(deep).entries()).hasSize(1);
            } else {
                refusedByReader(deep, "depth");
            }
        }
    }

    /** OSV schema, "Evaluation", with events in any order. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{introduced: 0}|0.0.0-0 1.0.0|",
                "{introduced: 0}, {fixed: 1.0.0}|0.9.9 1.0.0-rc.1|1.0.0 1.0.1",
                "{fixed: 1.0.0}, {introduced: 0}|0.9.9|1.0.0",
                "{introduced: 1.0.0}, {last_affected: 1.2.0}|1.0.0 1.2.0|0.9.0 1.2.1",
                "{introduced: 1.0.0}, {fixed: 1.0.2}, {introduced: 2.0.0}, {fixed: 2.0.3}|1.0.1 2.0.2|1.0.2 1.9.0 2.0.3",
                "{introduced: 2.0.0}, {introduced: 1.0.0}, {fixed: 2.0.3}, {fixed: 1.0.2}|1.0.1 2.0.2|1.0.2 1.9.0 2.0.3",
                "{introduced: 1.0.0}, {limit: 2.0.0}|1.0.0 1.9.9|0.9.0 2.0.0 3.0.0",
                "{introduced: 1.0.0}, {limit: '*'}|1.0.0 9.0.0|0.9.0",
                "{introduced: 1.0.0}, {limit: 2.0.0}, {limit: 3.0.0}|2.5.0|3.0.0",
            })
    void rangesHoldWhatOsvSays(String events, String inside, String outside) {
        String json = events.replaceAll("\\{(\\w+): '?([^'}]+)'?}", "{\"$1\": \"$2\"}");
        String entry = SMALL.replace("{\"introduced\": \"0\"}, {\"fixed\": \"1.0.0\"}", json);
        accepted(document(entry));
        for (String version : inside.split(" ", -1)) {
            assertThat(about(entry, version)).as(version).hasSize(1);
        }
        if (outside != null) {
            for (String version : outside.split(" ", -1)) {
                assertThat(about(entry, version)).as(version).isEmpty();
            }
        }
    }

    private static List<Advisories.Match> about(String entry, String version) {
        return read(document(entry)).about(new Coordinates(Coordinates.CRATES, "a"), version);
    }

    @Test
    void versionsThatAreListedAreMeantAndCommitsAreNotCompared() {
        String listed = SMALL.replaceFirst("\"ranges\".*]}]", "\"versions\": [\"1.0.0\", \"odd\"]}]");
        assertThat(about(listed, "1.0.0")).hasSize(1);
        assertThat(about(listed, "odd")).singleElement().matches(Advisories.Match::certain);
        assertThat(about(listed, "1.0.1")).isEmpty();
        assertThat(about(listed, "even")).isEmpty();
        assertThat(about(SMALL.replace("SEMVER", "GIT"), "0.1.0")).isEmpty();
    }

    @Test
    void aVersionThatHasNoPlaceIsNotSaidToBeSafe() {
        assertThat(about(SMALL, "odd")).singleElement().matches(match -> !match.certain());
        assertThat(about(SMALL, "")).hasSize(1);
        assertThat(about(SMALL, "0.1.0")).singleElement().matches(Advisories.Match::certain);
    }

    @Test
    void whatWasWithdrawnCountsForNothing() {
        String withdrawn = SMALL.replace("\"id\"", "\"withdrawn\": \"2026-02-01T00:00:00Z\", \"id\"");
        assertThat(about(withdrawn, "0.1.0")).isEmpty();
        assertThat(read(document(withdrawn)).entries()).hasSize(1);
    }

    @Test
    void theScoreIsThatOfThePackageElseOfTheEntry() {
        Coordinates tokio = new Coordinates(Coordinates.CRATES, "tokio");
        assertThat(read(document(FULL)).about(tokio, "1.8.0").getFirst().score())
                .isEqualTo(1.8);
        String without = FULL.replaceFirst("(?s)(\"pkg:cargo/tokio\"},)\\s*\"severity\": \\[[^]]*],", "$1");
        assertThat(read(document(without)).about(tokio, "1.8.0").getFirst().score())
                .isEqualTo(9.8);
        assertThat(about(SMALL, "0.1.0").getFirst().score()).isNegative();
    }

    @ParameterizedTest
    @CsvSource({
        "crates.io, Left_Pad, left-pad, true",
        "crates.io, leftpad, left-pad, false",
        "PyPI, Zope.Interface, zope-interface, true",
        "Go, github.com/BurntSushi/toml, github.com/burntsushi/toml, true",
        "npm, left_pad, left-pad, false",
    })
    void namesThatAreTheSameInTheirEcosystemAreTheSame(String ecosystem, String one, String other, boolean same) {
        assertThat(new Coordinates(ecosystem, one).equals(new Coordinates(ecosystem, other)))
                .isEqualTo(same);
    }
}
