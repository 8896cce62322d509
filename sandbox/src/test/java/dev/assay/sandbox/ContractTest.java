package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import dev.assay.model.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The contract's documents say what the sandbox does, and the plugins' recordings are of the contract. */
class ContractTest {
    private static final Path CONTRACT = Path.of("..", "docs", "contract");
    private static final Path PLUGINS = Path.of("..", "plugins");

    @Test
    void thereIsASchemaForEachCapabilityAndForNoOther() throws IOException {
        List<String> expected = Stream.concat(Sandbox.CAPABILITIES.stream(), Linking.AMBIENT.stream())
                .map(name -> name + ".schema.json")
                .toList();
        try (Stream<Path> files = Files.list(CONTRACT)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".json")))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void theContractNamesTheFeaturesThatAreOffered() throws IOException {
        assertThat(Files.readString(CONTRACT.resolve("README.md")).replaceAll("\\s+", " "))
                .contains("of these features at most: " + String.join(", ", Sandbox.FEATURES));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        exec   | {"name":"a"}                             | {"ok":{"status":0,"stdout":""}}
        exec   | {"name":"a"}                             | {"error":{"code":"unavailable","message":""}}
        exec   | {"name":"a","args":[]}                   | {"ok":{"status":0,"stdout":"","stderr":""}}
        file   | {"op":"read","path":"/a"}                | {"ok":{"type":"link","mode":"0644","uid":0,"gid":0,"size":0}}
        file   | {"op":"read","path":"/a"}                | {"ok":{"type":"file","mode":"644","uid":0,"gid":0,"size":0}}
        file   | {"op":"read","path":"/a"}                | {"ok":{"type":"file","mode":"0644","uid":0,"gid":0,"size":0,"content":"","base64":""}}
        file   | {"op":"write","path":"/a"}               | {"error":{"code":"failed","message":""}}
        env    | {"name":"A"}                             | {"ok":{}}
        tls    | {"host":"a","port":443}                  | {"ok":{"protocol":"TLSv1.3","cipher":"c","chain":[],"trusted":true,"address":"::1"}}
        tls    | {"host":"a","port":443}                  | {"ok":{"protocol":"TLSv1.3","cipher":"c","chain":["AA=="],"trusted":false,"address":"::1"}}
        tls    | {"host":"a","port":0}                    | {"error":{"code":"timeout","message":""}}
        http   | {"method":"GET","url":"https://a/"}      | {"ok":{"status":200,"url":"https://a/","redirects":0,"headers":{}}}
        http   | {"method":"GET","url":"https://a/"}      | {"ok":{"status":200,"url":"https://a/","redirects":0,"headers":{"a":"b"},"body":""}}
        http   | {"method":"TRACE","url":"https://a/"}    | {"error":{"code":"refused","message":""}}
        http   | {"method":"GET","url":"https://u@a/"}    | {"error":{"code":"refused","message":""}}
        http   | {"method":"GET","url":"https://a/","body":"","base64":""} | {"error":{"code":"refused","message":""}}
        dns    | {"name":"a.test.","type":"A"}            | {"ok":{"records":[]}}
        dns    | {"name":"a.test","type":"ANY"}           | {"ok":{"records":[]}}
        kubernetes | {"verb":"get","version":"v1","resource":"pods"} | {"ok":{"object":{}}}
        kubernetes | {"verb":"list","version":"v1","resource":"pods/../secrets"} | {"ok":{"object":{}}}
        kubernetes | {"verb":"list","version":"v1","resource":"pods","name":"a"} | {"ok":{"object":{}}}
        log    | {"level":"fatal","message":""}           | {"ok":{}}
        clock  | {}                                       | {"ok":{"time":"2026-01-01T00:00:00Z"}}
        random | {"bytes":65537}                          | {"ok":{"base64":"AA=="}}
        random | {"bytes":1}                              | {"ok":{"base64":"AA=="},"error":{"code":"invalid-request","message":""}}
        """)
    void anExchangeThatIsNotOfTheContractIsSeen(String capability, String request, String answer) {
        assertThat(Exchanges.faults(capability, request, Guests.json(answer.getBytes(StandardCharsets.UTF_8))))
                .isNotEmpty();
    }

    @Test
    void theSampleHostFileLetsEachFirstPartyPluginWork() throws IOException {
        HostFile sample = HostFile.read(HostFile.sample(), HostFile.FILE);
        try (Stream<Path> folders = Files.list(PLUGINS)) {
            for (Path file : folders.map(folder -> folder.resolve(Manifest.FILE))
                    .filter(Files::exists)
                    .toList()) {
                Manifest manifest = Manifest.read(Files.readAllBytes(file), file.toString());
                assertThat(manifest.capabilities().uncoveredBy(sample.ceiling()))
                        .as("%s", file)
                        .isEmpty();
                assertThat(manifest.limits().memoryBytes())
                        .isLessThanOrEqualTo(sample.limits().memoryBytes());
                assertThat(manifest.limits().time())
                        .isLessThanOrEqualTo(sample.limits().time());
            }
        }
    }

    /** All but those of a host that breaks the contract on purpose, which say so in their names. */
    static List<Path> recordings() throws IOException {
        try (Stream<Path> files = Files.walk(PLUGINS, 3)) {
            return files.filter(file -> file.toString().matches(".*/tests/[^/]+\\.json"))
                    .filter(file -> !file.getFileName().toString().matches("(host-answer|malformed)-.*"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void whatAPluginsTestsRecordedIsOfTheContract(Path recording) throws IOException {
        for (JsonNode exchange :
                Json.read(Files.readAllBytes(recording), 8 << 20).path("host")) {
            String capability = exchange.path("capability").asString();
            assertThat(Exchanges.faults(capability, exchange.path("request").toString(), exchange.path("answer")))
                    .as("%s", exchange.path("request"))
                    .isEmpty();
        }
    }
}
