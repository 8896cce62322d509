package dev.assay.trust.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import dev.assay.trust.Peers;
import dev.assay.trust.sigstore.TrustedRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sigstore's own mock of its services, as a process of its own that answers on this machine. */
final class SigstoreInstance implements AutoCloseable {
    private final Process process;
    private final JsonNode said;

    SigstoreInstance() throws IOException {
        Peers.require();
        process = new ProcessBuilder("node", "services.mjs")
                .directory(Peers.FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String line = lines.readLine();
        assertThat(line).as("what the services say of themselves").isNotNull();
        said = Json.read(line.getBytes(StandardCharsets.UTF_8), 1 << 20);
    }

    String address() {
        return said.path("address").asString();
    }

    byte[] rootBytes() {
        return said.path("root").toString().getBytes(StandardCharsets.UTF_8);
    }

    TrustedRoot root() {
        return TrustedRoot.read(rootBytes());
    }

    /** The services with this version of the log's interface, at another address if one is given. */
    Services services(int version, Optional<String> instead) {
        String config = said.path("config").path("v" + version).toString();
        return Services.of(
                instead.map(other -> config.replace(address(), other))
                        .orElse(config)
                        .getBytes(StandardCharsets.UTF_8),
                Instant.now());
    }

    /** What this version of Sigstore's JavaScript verifier says of a bundle. */
    String peer(int version, byte[] bundle, Optional<byte[]> file) throws IOException, InterruptedException {
        ObjectNode body = Json.object();
        body.set("bundle", Json.read(bundle, 1 << 20));
        file.ifPresent(bytes -> body.put("file", Base64.getEncoder().encodeToString(bytes)));
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address() + "/peer"))
                                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        return Json.read(answer.body(), 1 << 20).path(Integer.toString(version)).asString();
    }

    /** A token that is good for an hour, with these claims besides. */
    static String token(ObjectNode claims) {
        ObjectNode all = Json.object()
                .put("iss", "https://token.actions.githubusercontent.com")
                .put("aud", "sigstore")
                .put("exp", Instant.now().getEpochSecond() + 3600);
        all.setAll(claims);
        return encoded("{\"alg\":\"RS256\"}") + "." + encoded(all.toString()) + "."
                + encoded("a signature that nobody here looks at");
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        // It ends with its input.
        process.getOutputStream().close();
    }
}
