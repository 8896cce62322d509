package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every endpoint: nobody without a token, no role that is not named, no runtime at another's resources. */
class AccessTest {
    private static final String ANYONE = "anonymous";
    private static final Stage STAGE = Stage.shared();
    private static final Probe OWNER = new Probe(STAGE);
    private static final Probe OTHER = new Probe(STAGE);

    /** Written down a second time, so that opening an endpoint takes two decisions. */
    private static final Map<String, List<String>> ROLES = Map.ofEntries(
            Map.entry("live", List.of(ANYONE)),
            Map.entry("ready", List.of(ANYONE)),
            Map.entry("openapi", List.of(ANYONE)),
            Map.entry("key", List.of(ANYONE)),
            Map.entry("login", List.of(ANYONE)),
            Map.entry("enrol", List.of(ANYONE)),
            Map.entry("token", List.of(ANYONE)),
            Map.entry("logout", List.of("viewer")),
            Map.entry("listAccounts", List.of("administrator")),
            Map.entry("createAccount", List.of("administrator")),
            Map.entry("createEnrolmentToken", List.of("administrator")),
            Map.entry("listRegistries", List.of("viewer")),
            Map.entry("listReleases", List.of("viewer")),
            Map.entry("listRuntimes", List.of("viewer")),
            Map.entry("getRuntime", List.of("viewer", "runtime")),
            Map.entry("listRequirements", List.of("viewer")),
            Map.entry("getRequirement", List.of("viewer")),
            Map.entry("createRequirement", List.of("operator")),
            Map.entry("previewRequirement", List.of("operator")),
            Map.entry("replaceRequirement", List.of("operator")),
            Map.entry("deleteRequirement", List.of("operator")),
            Map.entry("listRevisions", List.of("viewer")),
            Map.entry("getRevision", List.of("viewer")),
            Map.entry("desiredState", List.of("runtime")),
            Map.entry("reportStatus", List.of("runtime")),
            Map.entry("reportResults", List.of("runtime")),
            Map.entry("listResults", List.of("viewer")),
            Map.entry("getResult", List.of("viewer")),
            Map.entry("validate", List.of("viewer")),
            Map.entry("fleet", List.of("viewer")),
            Map.entry("listAuditLog", List.of("reviewer")),
            Map.entry("verifyAuditLog", List.of("reviewer")));

    /** Who each person's token lets in, by the roles that an endpoint names. */
    private static final Map<String, List<String>> INCLUDED = Map.of(
            "viewer", List.of("viewer"),
            "operator", List.of("viewer", "operator"),
            "reviewer", List.of("viewer", "reviewer"),
            "administrator", List.of("viewer", "operator", "reviewer", "administrator"));

    @Test
    void openapiNamesTheRolesThatWereDecided() {
        Map<String, List<String>> named = new TreeMap<>();
        new Contract().operations().forEach(operation -> named.put(operation.id(), operation.roles()));
        assertThat(named).isEqualTo(new TreeMap<>(ROLES));
    }

    @TestFactory
    Stream<DynamicTest> withoutATokenNobodyIsLetIn() {
        return guarded(
                "401 without a token",
                operation -> call(STAGE.anonymous(), operation).is(401));
    }

    @TestFactory
    Stream<DynamicTest> withAnInventedTokenNobodyIsLetIn() {
        Client invented = STAGE.anonymous().as("c29tZXRoaW5nLWludmVudGVkLWFuZC1sb25nLWVub3VnaA");
        return guarded(
                "401 with an invented token",
                operation -> call(invented, operation).is(401));
    }

    @TestFactory
    Stream<DynamicTest> aPersonIsLetInByTheRolesThatTheEndpointNamesOnly() {
        Map<String, Client> people = Map.of(
                "viewer", STAGE.viewer(),
                "operator", STAGE.operator(),
                "reviewer", STAGE.reviewer(),
                "administrator", STAGE.administrator());
        return people.entrySet().stream()
                .flatMap(person -> guarded(person.getKey(), operation -> {
                    boolean allowed = INCLUDED.getOrDefault(person.getKey(), List.of()).stream()
                            .anyMatch(included -> operation.roles().contains(included));
                    if (operation.id().equals("logout")) {
                        return; // It would end the session that the other tests use; LoginTest has it.
                    }
                    Exchange answer = call(person.getValue(), operation);
                    if (allowed) {
                        assertThat(answer.status()).as(answer.response().body()).isNotIn(401, 403);
                    } else {
                        assertThat(answer.is(403).problem()).isEqualTo("role");
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> aRuntimeIsLetInAtItsOwnResourcesOnly() {
        return guarded("runtime", operation -> {
            boolean allowed = operation.roles().contains("runtime");
            Exchange own = call(OWNER.client(), operation);
            if (allowed) {
                assertThat(own.status()).as(own.response().body()).isNotIn(401, 403);
            } else {
                own.is(403);
            }
            assertThat(call(OTHER.client(), operation).is(403).problem()).isEqualTo("role");
        });
    }

    @TestFactory
    Stream<DynamicTest> whatIsForAnyoneNeedsNoToken() {
        return new Contract()
                .operations().stream()
                        .filter(operation -> operation.roles().contains(ANYONE))
                        .filter(operation -> operation.method().equals("GET"))
                        .map(operation -> DynamicTest.dynamicTest(
                                operation.id(),
                                () -> call(STAGE.anonymous(), operation).is(200)));
    }

    private interface Check {
        void on(Contract.Operation operation);
    }

    private static Stream<DynamicTest> guarded(String title, Check check) {
        return new Contract()
                .operations().stream()
                        .filter(operation -> !operation.roles().contains(ANYONE))
                        .map(operation ->
                                DynamicTest.dynamicTest(title + ": " + operation.id(), () -> check.on(operation)));
    }

    /** A call at the owner's resources, otherwise as empty as it can be: rights are looked at before anything else. */
    private static Exchange call(Client client, Contract.Operation operation) {
        String path = operation
                .path()
                .replace("{runtime}", OWNER.id.toString())
                .replace("{revision}", "1")
                .replace("{registry}", "default")
                .replaceAll("\\{(run|requirement)}", new UUID(0, 1).toString());
        return operation.hasBody()
                ? client.call(operation.method(), path, Json.object().toString(), "application/json")
                : client.call(operation.method(), path, "", "");
    }
}
