package dev.assay.audit.advisory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.assay.audit.AuditException;
import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PredicateType;
import dev.assay.model.Statement;
import dev.assay.trust.KeyType;
import dev.assay.trust.Role;
import dev.assay.trust.Signer;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class SignedAdvisoriesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final byte[] DOCUMENT = Advisories.write(List.of());
    private static final SigningKey AUDITOR = SigningKey.create(KeyType.ED25519, new SecureRandom());
    private static final SigningKey PUBLISHER = SigningKey.create(KeyType.ED25519, new SecureRandom());
    private static final SigningKey STRANGER = SigningKey.create(KeyType.ED25519, new SecureRandom());
    private static final TrustPolicy POLICY = new TrustPolicy(Map.of(
            Role.AUDITOR, TrustPolicy.Rule.anyOf(new TrustPolicy.Identity("kim", AUDITOR.verificationKey())),
            Role.PUBLISHER, TrustPolicy.Rule.anyOf(new TrustPolicy.Identity("pat", PUBLISHER.verificationKey()))));

    private static byte[] signed(Statement statement, SigningKey key) {
        return Signer.sign(statement, key).bytes();
    }

    private static Statement statement() {
        return SignedAdvisories.statement("advisories.json", DOCUMENT, NOW, 30);
    }

    private static Statement saying(Statement one, ObjectNode predicate) {
        return new Statement(one.subjects(), one.predicateType(), predicate);
    }

    private static void refused(byte[] document, byte[] bundle, String... why) {
        assertThatThrownBy(() -> SignedAdvisories.read(document, bundle, POLICY, NOW))
                .isInstanceOf(AuditException.class)
                .hasMessageStartingWith("the advisories are not used: ")
                .hasMessageContainingAll(why);
    }

    @Test
    void anAuditorVouchesForExactlyTheseBytes() {
        SignedAdvisories read = SignedAdvisories.read(DOCUMENT, signed(statement(), AUDITOR), POLICY, NOW);
        assertThat(read.by()).isEqualTo("kim");
        assertThat(read.issued()).isEqualTo(NOW);
        assertThat(read.expires()).isEqualTo(NOW.plus(Duration.ofDays(30)));
        assertThat(read.advisories().digest()).isEqualTo(Digest.of(DOCUMENT));
    }

    @Test
    void nobodyElseDoes() {
        refused(DOCUMENT, signed(statement(), PUBLISHER), "they are signed by 'pat', who is no auditor");
        refused(DOCUMENT, signed(statement(), STRANGER), "nobody here trusts");
        refused(DOCUMENT, "{}".getBytes(UTF_8), "bundle");
        refused(DOCUMENT, new byte[0], "bundle");
        byte[] bundle = signed(statement(), AUDITOR);
        String text = new String(bundle, UTF_8);
        int at = text.indexOf("\"sig\":\"") + 12;
        String changed = text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1);
        refused(DOCUMENT, changed.getBytes(UTF_8), "sign");
    }

    @Test
    void aStatementAboutSomethingElseIsNone() {
        Statement one = statement();
        refused("{}".getBytes(UTF_8), signed(one, AUDITOR), "about other bytes");
        Statement two = new Statement(
                List.of(one.subjects().getFirst(), new Statement.Subject("x", Digest.of(new byte[1]))),
                one.predicateType(),
                one.predicate());
        refused(DOCUMENT, signed(two, AUDITOR), "about other bytes");
        Statement review = new Statement(one.subjects(), PredicateType.REVIEW, one.predicate());
        refused(DOCUMENT, signed(review, AUDITOR), "something else: " + PredicateType.REVIEW);
    }

    @Test
    void whatIsSignedIsReadStrictlyTheDocumentToo() {
        byte[] bad = "{\"format\": \"assay.advisories/1\"}".getBytes(UTF_8);
        Statement about = SignedAdvisories.statement("a", bad, NOW, 30);
        refused(bad, signed(about, AUDITOR), "entries: it is missing", "Have them signed anew");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T12:00:00Z, 2026-11-22T12:00:00Z, within 366 days",
        "2026-11-22T12:00:00Z, 2026-11-22T12:00:01Z, ''",
        "2026-11-22T12:00:00Z, 2027-11-23T12:00:00Z, ''",
        "2026-11-22T12:00:00Z, 2027-11-23T12:00:01Z, within 366 days",
        "2026-11-22T12:10:00Z, 2026-11-23T12:00:00Z, ''",
        "2026-11-22T12:10:01Z, 2026-11-23T12:00:00Z, a time that is not to come",
    })
    void itsTimesAreBounded(String issued, String expires, String why) {
        byte[] bundle = signed(
                saying(
                        statement(),
                        Json.document("assay.advisories-statement", 1)
                                .put("issued", issued)
                                .put("expires", expires)),
                AUDITOR);
        if (why.isEmpty()) {
            assertThat(SignedAdvisories.read(DOCUMENT, bundle, POLICY, NOW).expires())
                    .isEqualTo(Instant.parse(expires));
        } else {
            refused(DOCUMENT, bundle, why);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 366, 367})
    void nobodySignsForTooLong(int days) {
        if (days == 0 || days == 367) {
            assertThatThrownBy(() -> SignedAdvisories.statement("a", DOCUMENT, NOW, days))
                    .isInstanceOf(AuditException.class)
                    .hasMessageContaining("for " + days + " days. Give 1 to 366");
        } else {
            assertThat(SignedAdvisories.read(
                                    DOCUMENT,
                                    signed(SignedAdvisories.statement("a", DOCUMENT, NOW, days), AUDITOR),
                                    POLICY,
                                    NOW)
                            .expires())
                    .isEqualTo(NOW.plus(Duration.ofDays(days)));
        }
    }

    @Test
    void theyAreStaleFromTheSecondOnInWhichTheyExpire() {
        SignedAdvisories read = SignedAdvisories.read(DOCUMENT, signed(statement(), AUDITOR), POLICY, NOW);
        assertThat(read.staleAt(read.expires().minusSeconds(1))).isEmpty();
        assertThat(read.staleAt(read.expires()).orElseThrow())
                .contains("nobody vouches for the advisories since 2026-12-22T12:00:00Z");
    }

    @Test
    void thePublishedSchemaAndTheReaderRefuseTheSame() throws Exception {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/predicates/advisories-v1.schema.json")), InputFormat.JSON);
        ObjectNode good = statement().predicate().asObject();
        assertThat(schema.validate(good.toString(), InputFormat.JSON)).isEmpty();
        for (String field : List.of("format", "issued", "expires")) {
            for (ObjectNode bad : List.of(
                    good.deepCopy().without(field),
                    good.deepCopy().putNull(field),
                    good.deepCopy().put(field, 1),
                    good.deepCopy().put(field, "soon"))) {
                assertThat(schema.validate(bad.toString(), InputFormat.JSON))
                        .as(bad.toString())
                        .isNotEmpty();
                refused(DOCUMENT, signed(saying(statement(), bad), AUDITOR), "Have them signed anew");
            }
        }
        ObjectNode more = good.deepCopy().put("note", "x");
        assertThat(schema.validate(more.toString(), InputFormat.JSON)).isNotEmpty();
        refused(DOCUMENT, signed(saying(statement(), more), AUDITOR), "note: no such field");
    }
}
