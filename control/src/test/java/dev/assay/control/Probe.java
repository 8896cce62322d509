package dev.assay.control;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.Limits;
import dev.assay.model.Outcome;
import dev.assay.model.Reason;
import dev.assay.model.Version;
import dev.assay.model.fleet.Assignment;
import dev.assay.model.fleet.DesiredState;
import dev.assay.model.fleet.PluginStatus;
import dev.assay.model.fleet.Result;
import dev.assay.model.fleet.RuntimeProfile;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.trust.DocumentKind;
import dev.assay.trust.KeyType;
import dev.assay.trust.Opening;
import dev.assay.trust.SignedDocument;
import dev.assay.trust.SigningKey;
import dev.assay.trust.VerificationKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The other side: a runtime that enrols, proves its key, fetches and reports as openapi.yaml says. */
final class Probe {
    static final List<String> FEATURES = List.of("sign-extension", "simd");

    private final Stage stage;
    final SigningKey key = SigningKey.create(KeyType.ED25519, new SecureRandom());
    final String name;
    final UUID id;
    final VerificationKey control;
    final String tokenUrl;
    private final Client client;

    /** Enrols under a name of its own, with these labels. */
    Probe(Stage stage, JsonNode labels) {
        this.stage = stage;
        this.name = Stage.name("host");
        ObjectNode draft = Json.object().put("name", name);
        draft.set("labels", labels);
        String token = stage.administrator()
                .post("/api/v1/enrolment-tokens", draft)
                .is(201)
                .text("token");
        Exchange enrolled = stage.anonymous()
                .post("/api/v1/enrolments", enrolment(token, key, profile()))
                .is(201);
        this.id = UUID.fromString(enrolled.text("runtime"));
        this.control = VerificationKey.parse(enrolled.text("control-key"), "control");
        this.tokenUrl = enrolled.text("token-url");
        this.client = stage.anonymous().as(accessToken());
    }

    Probe(Stage stage) {
        this(stage, Json.object());
    }

    static ObjectNode enrolment(String token, SigningKey key, RuntimeProfile profile) {
        ObjectNode body = Json.object()
                .put("token", token)
                .put("key", key.verificationKey().pem());
        body.set("profile", profile.toJson());
        return body;
    }

    static RuntimeProfile profile() {
        return profile(FEATURES);
    }

    static RuntimeProfile profile(List<String> features) {
        return new RuntimeProfile(
                Version.parse("1.0.0"),
                new TreeSet<>(List.of("assessment/1")),
                new TreeSet<>(features),
                Capabilities.of(new Capability.Exec("sshd-effective")),
                Limits.DEFAULT);
    }

    Client client() {
        return client;
    }

    String path(String rest) {
        return "/api/v1/runtimes/" + id + rest;
    }

    String accessToken() {
        return stage.anonymous()
                .form("/api/v1/token", tokenForm(assertion(claims())))
                .is(200)
                .text("access_token");
    }

    ObjectNode claims() {
        long now = stage.clock.instant().getEpochSecond();
        return Json.object()
                .put("iss", id.toString())
                .put("sub", id.toString())
                .put("aud", tokenUrl)
                .put("jti", UUID.randomUUID().toString())
                .put("iat", now)
                .put("exp", now + 60);
    }

    String assertion(JsonNode claims) {
        return jws(Json.object().put("alg", "EdDSA"), claims, key);
    }

    static String jws(JsonNode header, JsonNode claims, SigningKey key) {
        String signed = base64(header.toString()) + "." + base64(claims.toString());
        byte[] signature = key.sign(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static String tokenForm(String assertion) {
        return "grant_type=client_credentials&client_assertion_type="
                + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", StandardCharsets.UTF_8)
                + "&client_assertion=" + assertion;
    }

    /** The desired state, believed only if the key that enrolment pinned signed it for this runtime. */
    DesiredState desired() {
        Exchange answer = client.get(path("/desired-state")).is(200);
        return open(answer);
    }

    DesiredState open(Exchange answer) {
        SignedDocument document = SignedDocument.read(
                DocumentKind.DESIRED_STATE, answer.response().body().getBytes(StandardCharsets.UTF_8));
        return switch (document.open(List.of(control), stage.clock.instant())) {
            case Opening.Opened opened -> DesiredState.fromJson(Fields.of(opened.document(), "$"));
            case Opening.Refused refused -> throw new AssertionError(refused.toString());
        };
    }

    RuntimeStatus status(long revision, List<PluginStatus> plugins) {
        return status(revision, plugins, profile());
    }

    RuntimeStatus status(long revision, List<PluginStatus> plugins, RuntimeProfile profile) {
        return new RuntimeStatus(
                id,
                stage.clock.instant(),
                revision,
                RuntimeStatus.Source.CONTROL,
                "a namespace of its own",
                profile,
                plugins,
                List.of(),
                Optional.empty());
    }

    static PluginStatus active(Assignment assignment) {
        return new PluginStatus(
                assignment.plugin(),
                assignment.version(),
                assignment.module(),
                PluginStatus.State.ACTIVE,
                Optional.of(assignment.module()),
                Optional.of(Digest.of(new byte[] {7})),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    static PluginStatus refused(Assignment assignment, Reason... reasons) {
        return new PluginStatus(
                assignment.plugin(),
                assignment.version(),
                assignment.module(),
                PluginStatus.State.REFUSED,
                Optional.empty(),
                Optional.empty(),
                List.of(reasons),
                Optional.empty(),
                Optional.empty());
    }

    Result result(Assignment assignment, Outcome outcome, String detail, Optional<JsonNode> response) {
        return new Result(
                UUID.randomUUID(),
                id,
                1,
                assignment.plugin(),
                assignment.version(),
                assignment.module(),
                assignment.release(),
                Optional.of(Digest.of(new byte[] {7})),
                outcome,
                detail,
                Instant.ofEpochMilli(stage.clock.millis()),
                Duration.ofMillis(42),
                4_200,
                response,
                Optional.empty(),
                Optional.empty());
    }

    static JsonNode batch(Result... results) {
        ObjectNode body = Json.object();
        var list = body.putArray("results");
        for (Result result : results) {
            list.add(result.toJson());
        }
        return body;
    }

    /** A finding as a stamped response holds it. */
    static JsonNode response(String title, String state) {
        ObjectNode response = Json.object().put("abi", "1").put("status", "success");
        ObjectNode finding =
                response.putArray("findings").addObject().put("key", "f").put("title", title);
        finding.putObject("target")
                .put("type", "objective-id")
                .put("target-id", "ac-6.1_obj")
                .putObject("status")
                .put("state", state)
                .put("reason", "fail");
        return response;
    }
}
