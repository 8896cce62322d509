package dev.assay.trust.tuf;

import static dev.assay.trust.tuf.ClientOfOneWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.trust.KeyType;
import dev.assay.trust.Mutations;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Metadata are values that cannot be invalid: whatever is wrong with a document is told, and by one kind of exception. */
class MetadataTest {
    private static final Map<String, Function<byte[], Metadata<?>>> READERS = Map.of(
            "root", Metadata::root,
            "timestamp", Metadata::timestamp,
            "snapshot", Metadata::snapshot,
            "targets", bytes -> Metadata.targets(bytes, "targets"));

    @TempDir
    private Path folder;

    private final World world = new World();

    @ParameterizedTest
    @ValueSource(strings = {"root", "timestamp", "snapshot", "targets"})
    void noChangeOfAPublishedFileIsBelieved(String role) {
        full();
        String name =
                role.equals("timestamp") ? "timestamp.json" : (role.equals("root") ? "2." : "1.") + role + ".json";
        if (role.equals("root")) {
            world.publish("root");
        }
        byte[] original = compact(world.file(name));
        Content meant = read(role, original).content();
        List<Mutations.Mutant> mutants = new ArrayList<>(Mutations.ofFields(original));
        mutants.addAll(Mutations.atRandom(original, 7, 300));
        int refused = 0;
        for (Mutations.Mutant mutant : mutants) {
            try {
                Metadata<?> read = read(role, mutant.bytes());
                quorum(role).require(read, "the root");
                // What is still believed says the same: only what nobody signed was changed.
                assertThat(read.content()).as(mutant.what()).isEqualTo(meant);
            } catch (TrustException e) {
                assertThat(e.reason().code()).as(mutant.what()).startsWith("tuf-");
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(mutants.size() * 9 / 10);
        quorum(role).require(read(role, original), "the root");
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "timestamp", "snapshot", "targets"})
    void alsoWhatIsSignedWrongIsRefusedWithTheFieldThatIsWrong(String role) {
        full();
        byte[] original = Json.canonical(world.document(role));
        for (Mutations.Mutant mutant : Mutations.ofFields(original)) {
            byte[] file = ("{\"signatures\":[],\"signed\":" + new String(mutant.bytes(), StandardCharsets.UTF_8) + "}")
                    .getBytes(StandardCharsets.UTF_8);
            try {
                read(role, file);
                // Another key of a known kind or an unknown field: nothing that only the reader could know to be wrong.
            } catch (TrustException e) {
                assertThat(e.reason().code()).as(mutant.what()).isEqualTo("tuf-malformed");
                assertThat(e.getMessage())
                        .as(mutant.what())
                        .containsPattern("JSON|\\$\\.signed|[a-z]+ '|root\\.roles|number|key");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "root,_type spec_version version expires keys roles",
        "timestamp,_type spec_version version expires meta",
        "snapshot,_type spec_version version expires meta",
        "targets,_type spec_version version expires targets"
    })
    void eachNeededFieldIsNeeded(String role, String fields) {
        full();
        for (String field : fields.split(" ", -1)) {
            ObjectNode document = world.document(role).deepCopy();
            document.remove(field);
            assertThat(refused("tuf-malformed", () -> read(role, World.signed(document, List.of()))))
                    .contains("." + field + ": it is missing");
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "root      | /version                                  | 0                       | version",
                "root      | /version                                  | 9007199254740992        | version",
                "root      | /version                                  | 1.5                     | version",
                "root      | /spec_version                             | \"2.0.0\"               | spec_version",
                "root      | /spec_version                             | \"1\"                   | spec_version",
                "root      | /expires                                  | \"2026-01-01\"          | expires",
                "root      | /expires                                  | \"2026-01-01T00:00:00.5Z\" | expires",
                "root      | /expires                                  | \"2026-13-01T00:00:00Z\"| expires",
                "root      | /consistent_snapshot                      | 1                       | consistent_snapshot",
                "root      | /roles/mirrors                            | {}                      | mirrors",
                "root      | /roles/root/threshold                     | 0                       | threshold",
                "root      | /roles/root/keyids                        | [\"none\"]              | keyids",
                "timestamp | /meta/targets.json                        | {\"version\":1}         | meta",
                "timestamp | /meta/snapshot.json/version               | 0                       | version",
                "timestamp | /meta/snapshot.json/length                | 0                       | length",
                "snapshot  | /meta/x                                   | {\"version\":1}         | meta",
                "snapshot  | /meta/targets.json/hashes                 | {}                      | hashes",
                "snapshot  | /meta/targets.json/hashes                 | {\"sha256\":\"ab\"}     | sha256",
                "snapshot  | /meta/targets.json/hashes                 | {\"md5\":\"00112233445566778899aabbccddeeff\"} | hashes",
                "targets   | /targets/x/length                         | -1                      | length",
                "targets   | /delegations/roles/0/name                 | \"Snapshot\"            | delegated role",
                "targets   | /delegations/roles/0/name                 | \"\"                    | delegated role",
                "targets   | /delegations/roles/0/path_hash_prefixes   | [\"ab\"]                | either paths",
                "targets   | /delegations/roles/1/name                 | \"a\"                   | each name once",
                "targets   | /delegations/succinct_roles               | {}                      | either roles"
            })
    void aFieldThatIsNotWhatItMustBeIsNamed(String role, String at, String value, String named) {
        full();
        assertThat(refused("tuf-malformed", () -> read(role, with(role, at, value))))
                .contains(named);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "root      | /version                                  | 9007199254740991",
                "root      | /spec_version                             | \"1.0\"",
                "root      | /spec_version                             | \"1.99.1\"",
                "root      | /roles/root/threshold                     | 2147483647",
                "root      | /x-anything                               | {\"a\":[null,true,\"\u00fc\"]}",
                "timestamp | /meta/snapshot.json/length                | 1",
                "targets   | /targets/x/custom                         | {\"a\":1}",
                "targets   | /targets/x/length                         | 0",
                "targets   | /delegations/roles/0/name                 | \"snapshots\"",
                "targets   | /delegations/keys/anything                | {\"keytype\":\"new\",\"scheme\":\"new\",\"keyval\":{\"public\":\"x\"}}"
            })
    void whatIsUnusualButRightIsRead(String role, String at, String value) {
        full();
        read(role, with(role, at, value));
    }

    @Test
    void unknownFieldsAreSignedToo() {
        world.document("root").put("x-note", "line\nfeed \"quoted\" \\ ü \uD83D\uDE00");
        world.publish("root");
        world.client(folder).refresh();

        String text = new String(world.file("2.root.json"), StandardCharsets.UTF_8);
        Metadata<Root> changed = Metadata.root(text.replace("feed", "fled").getBytes(StandardCharsets.UTF_8));
        refused("tuf-signatures", () -> quorum("root").require(changed, "the root"));
    }

    @Test
    void theCanonicalFormIsThatOfOlpc() {
        JsonNode node = Json.read(
                "{\"b\":[1,-2,true,null],\"a\":\"\\n\\\"\\\\\\u00fc\",\"\\ud83d\\ude00\":0,\"\\uffff\":0}"
                        .getBytes(StandardCharsets.UTF_8),
                1000);

        // The last two: by code point U+FFFF is before U+1F600, by UTF-16 it would be after.
        assertThat(new String(CanonicalJson.encode(node), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":\"\n\\\"\\\\ü\",\"b\":[1,-2,true,null],\"\uFFFF\":0,\"\uD83D\uDE00\":0}");
        for (String wrong : List.of("0.5", "9007199254740992", "\"\\ud800\"", "1e3")) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> CanonicalJson.encode(Json.read(wrong.getBytes(StandardCharsets.UTF_8), 100)))
                    .isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void limitsAreMetAndNotPassed() {
        full();
        assertLimit(Bounds.SIGNATURES, count -> {
            ObjectNode file = Json.object();
            var signatures = file.putArray("signatures");
            for (int i = 0; i < count; i++) {
                signatures.addObject().put("keyid", "k" + i).put("sig", "00");
            }
            file.set("signed", world.document("timestamp"));
            Metadata.timestamp(Json.canonical(file));
        });
        assertLimit(Bounds.SIGNATURE_BYTES, count -> {
            ObjectNode file = Json.object();
            file.putArray("signatures").addObject().put("keyid", "k").put("sig", "00".repeat(count));
            file.set("signed", world.document("timestamp"));
            Metadata.timestamp(Json.canonical(file));
        });
        assertLimit(Bounds.TIMESTAMP_BYTES, count -> {
            ObjectNode document = world.document("timestamp").deepCopy().put("x", "");
            String file = "{\"signatures\":[],\"signed\":"
                    + new String(Json.canonical(document), StandardCharsets.UTF_8) + "}";
            Metadata.timestamp((file + " ".repeat(count - file.length())).getBytes(StandardCharsets.UTF_8));
        });
        assertLimit(Bounds.KEYS_OF_A_ROLE, count -> {
            ObjectNode document = world.document("root").deepCopy();
            JsonNode key = document.path("keys").iterator().next();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ((ObjectNode) document.path("keys")).set("k" + i, key);
                ids.add("k" + i);
            }
            ((ObjectNode) document.path("roles").path("timestamp")).set("keyids", Json.texts(ids));
            Metadata.root(World.signed(document, List.of()));
        });
        assertLimit(Bounds.PATH, count -> TargetFile.of("x".repeat(count), new byte[0]));
        assertLimit(Bounds.ROLE_NAME, count -> Delegation.requireName("x".repeat(count)));
    }

    @Test
    void aKeyIsNamedByTheDigestOfItsCanonicalForm() {
        TufKey key =
                TufKey.of(SigningKey.create(KeyType.ED25519, new SecureRandom()).verificationKey());

        assertThat(key.id())
                .isEqualTo(dev.assay.model.Digest.of(CanonicalJson.encode(key.toJson()))
                        .hex());
        assertThat(TufKey.read(key.id(), Fields.of(key.toJson(), "$"))).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scheme", "keytype"})
    void aKeyOfAnUnknownKindIsKeptAndCountsForNothing(String field) {
        SigningKey signing = World.KEYS.get(0);
        ObjectNode json = TufKey.of(signing.verificationKey()).toJson().put(field, "ed448");
        TufKey key = TufKey.read("k", Fields.of(json, "$"));
        byte[] message = {1, 2, 3};

        assertThat(key.toJson()).isEqualTo(json);
        assertThat(key.isKnown()).isFalse();
        assertThat(key.verifies(message, signing.sign(message))).isFalse();
        assertThat(TufKey.of(signing.verificationKey()).verifies(message, signing.sign(message)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "*,a,true",
        "*,a/b,false",
        "*/*,a/b,true",
        "a*c,abbc,true",
        "a*c,abbd,false",
        "?,a,true",
        "?,'',false",
        "*.py,x.py,true",
        "*.py,x.pyc,false",
        "[ab]?,bx,true",
        "[ab]?,cx,false",
        "[!ab],c,true",
        "[!ab],a,false",
        "[a-c],b,true",
        "[a-c],d,false",
        "[],[],true",
        "[],a,false",
        "[]a],],true",
        "a**b,ab,true",
        "'',a,false",
        "*a*b*,xxaxxbxx,true",
        "*a*b*,xxbxxaxx,false",
        "a,A,false"
    })
    void patternsMatchPartByPart(String pattern, String path, boolean matches) {
        assertThat(new PathPattern(pattern).matches(path)).isEqualTo(matches);
    }

    @Test
    void aPatternMadeToBeSlowIsNot() {
        assertThat(new PathPattern("*a".repeat(500) + "b").matches("a".repeat(1000)))
                .isFalse();
    }

    @Test
    void hashPrefixesCoverByTheDigestOfThePath() {
        String hash =
                dev.assay.model.Digest.of("x".getBytes(StandardCharsets.UTF_8)).hex();
        Scope scope = Delegation.ofHashPrefixes("a", world.quorumOf("root"), false, List.of(hash.substring(0, 3)))
                .scope();

        assertThat(scope.covers("x")).isTrue();
        assertThat(scope.covers("y")).isFalse();
        ObjectNode json = Json.object();
        scope.write(json);
        assertThat(Scope.read(Fields.of(json, "$"))).isEqualTo(scope);
    }

    /** A repository whose targets have a file and two delegations. */
    private void full() {
        world.delegate("targets", "a", true, "docs/*").delegate("targets", "b", false, "*");
        world.announceHashes = true;
        world.add("targets", "x", "content");
        world.publishAs("a", 1)
                .publishAs("b", 1)
                .publishAs("targets", 1)
                .publishAs("snapshot", 1)
                .publishAs("timestamp", 1);
    }

    private Metadata<?> read(String role, byte[] bytes) {
        return Optional.ofNullable(READERS.get(role)).orElseThrow().apply(bytes);
    }

    private Quorum quorum(String role) {
        return world.quorumOf(role);
    }

    private byte[] with(String role, String at, String value) {
        ObjectNode document = world.document(role).deepCopy();
        int slash = at.lastIndexOf('/');
        ((ObjectNode) document.at(at.substring(0, slash)))
                .set(at.substring(slash + 1), Json.read(value.getBytes(StandardCharsets.UTF_8), 1000));
        return unsigned(document);
    }

    private static byte[] unsigned(ObjectNode document) {
        ObjectNode file = Json.object();
        file.putArray("signatures");
        file.set("signed", document);
        return file.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] compact(byte[] file) {
        return Json.read(file, file.length).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void assertLimit(int most, java.util.function.IntConsumer build) {
        build.accept(most);
        try {
            build.accept(most + 1);
        } catch (TrustException | InvalidValueException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        throw new AssertionError("more than " + most + " was accepted");
    }
}
