package dev.assay.registry.oci;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.NOW;
import static dev.assay.registry.Shop.POLICY;
import static dev.assay.registry.Shop.PUBLISHER;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.at;
import static dev.assay.registry.Shop.module;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.Publisher;
import dev.assay.registry.Registry;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.http.Hostile;
import dev.assay.registry.mirror.Mirror;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A registry in registries of others, looked at with the tools of others. */
class PushTest {
    private static final PluginName TLS = PluginName.parse("acme/tls-endpoint");

    @TempDir
    Path folder;

    private final Access access = new Access(Logins.none(), Optional.empty(), Hostile.SHORT);
    private Path root;
    private Publisher publisher;

    @BeforeEach
    void publish() {
        root = folder.resolve("registry");
        publisher = Publisher.create(root, PUBLISHER, WEEK, CLOCK);
        publisher.publish(release(SSH, "1.0.0", Map.of("baseline", module("plain"), "simd", module("simd"))));
    }

    @Test
    void whatWasPushedIsReadFromARegistryWithoutReferrers() throws Exception {
        try (OciServer server = OciServer.distribution(folder)) {
            isReadAsFromItsDirectory(server);
            String tag = Referrers.tag(artifact("baseline"));
            JsonNode index = json(OciServer.run(
                    "skopeo", "inspect", "--tls-verify=false", "--raw", docker(server, "acme/ssh-hardening:" + tag)));
            assertThat(index.path("manifests").size()).isEqualTo(2);
            assertThat(index)
                    .isEqualTo(json(Files.readString(
                            blobs(SSH).resolve(referrers("baseline").hex()))));
        }
    }

    @Test
    void whatWasPushedIsReadFromARegistryWithReferrers() throws Exception {
        try (OciServer server = OciServer.withReferrers()) {
            isReadAsFromItsDirectory(server);
        }
    }

    private void isReadAsFromItsDirectory(OciServer server) throws Exception {
        Push.Pushed pushed = push(server, Set.of());
        assertThat(pushed.releases()).isEqualTo(1);
        Source source = new OciSource(server.place("base"), access);
        Index index =
                Registry.open(source, POLICY, folder.resolve("memory"), CLOCK).index();
        assertThat(index.problem()).isEmpty();
        Entry entry = index.releases(SSH).getFirst();
        for (var variant : entry.variants()) {
            assertThat(index.fetch(entry, variant.module()))
                    .isEqualTo(module(variant.name().equals("simd") ? "simd" : "plain"));
            assertThat(index.statements(entry, variant)).hasSize(1);
            assertThat(index.fetch(entry, variant.artifact()))
                    .isEqualTo(Files.readAllBytes(
                            blobs(SSH).resolve(variant.artifact().digest().hex())));
            assertThat(index.fetch(entry, variant.referrers()))
                    .isEqualTo(Files.readAllBytes(
                            blobs(SSH).resolve(variant.referrers().digest().hex())));
        }
        Path file = folder.resolve("module.wasm");
        source.copy(index.path(entry, Blob.of(module("plain"))), Blob.of(module("plain")), file);
        assertThat(file).hasBinaryContent(module("plain"));

        Repository repository = access.repository(server.place("base/acme/ssh-hardening"));
        assertThat(repository.tags()).contains("1.0.0", "1.0.0_simd");
        Stored own = Stored.read(
                Files.readAllBytes(blobs(SSH).resolve(referrers("baseline").hex())), "", "the layout");
        assertThat(repository.referrers().of(artifact("baseline")))
                .extracting(Stored.Descriptor::blob)
                .containsExactlyInAnyOrderElementsOf(own.manifests("the layout").stream()
                        .map(Stored.Descriptor::blob)
                        .toList());

        // Tools of others agree.
        String layout = "oci:" + folder.resolve("copy") + ":1.0.0";
        OciServer.run(
                "skopeo",
                "copy",
                "--insecure-policy",
                "--src-tls-verify=false",
                docker(server, "acme/ssh-hardening:1.0.0"),
                layout);
        assertThat(folder.resolve("copy/blobs/sha256")
                        .resolve(Digest.of(module("plain")).hex()))
                .hasBinaryContent(module("plain"));
        JsonNode discovered = json(OciServer.run(
                OciServer.oras(),
                "discover",
                "--plain-http",
                "--format",
                "json",
                server.host() + "/base/acme/ssh-hardening:1.0.0"));
        own.manifests("the layout")
                .forEach(each -> assertThat(discovered.toString())
                        .contains(each.blob().digest().toString()));
        Path pulled = folder.resolve("pulled");
        OciServer.run(
                OciServer.oras(),
                "pull",
                "--plain-http",
                "-o",
                pulled.toString(),
                server.host() + "/base/index:latest");
        assertThat(pulled.resolve("metadata/timestamp.json"))
                .hasSameBinaryContentAs(root.resolve("metadata/timestamp.json"));
    }

    @Test
    void pushingAgainSendsNothingAndAnotherReleaseOnlyWhatIsNew() throws Exception {
        try (OciServer server = OciServer.distribution(folder)) {
            push(server, Set.of());
            assertThat(push(server, Set.of()).files()).isZero();
            publisher.publish(release("1.1.0"));
            Push.Pushed more = push(server, Set.of());
            assertThat(more.files()).isBetween(10, 30);
            assertThat(read(server).releases(SSH)).hasSize(2);
        }
    }

    @Test
    void aReaderThatStaysOpenSeesWhatIsPushedWithTwoRequestsALook() throws Exception {
        try (OciServer server = OciServer.distribution(folder)) {
            push(server, Set.of());
            Registry registry =
                    Registry.open(new OciSource(server.place("base"), access), POLICY, folder.resolve("memory"), CLOCK);
            assertThat(registry.index().releases(SSH)).hasSize(1);
            publisher.publish(release("1.1.0"));
            push(server, Set.of());
            assertThat(registry.index().releases(SSH)).hasSize(2);
        }
    }

    @Test
    void ofChosenPluginsAloneTheContentIsThere() throws Exception {
        publisher.publish(release(TLS, "2.0.0", Map.of("baseline", module("tls"))));
        try (OciServer server = OciServer.distribution(folder)) {
            push(server, Set.of(TLS));
            Index index = read(server);
            Entry tls = index.releases(TLS).getFirst();
            assertThat(index.fetch(tls, tls.variants().getFirst().module())).isEqualTo(module("tls"));
            Entry ssh = index.releases(SSH).getFirst();
            assertThatThrownBy(() -> index.fetch(ssh, ssh.variants().getFirst().module()))
                    .isInstanceOf(ContentMissingException.class);
            assertThatThrownBy(() -> push(server, Set.of(PluginName.parse("acme/none"))))
                    .hasMessageContaining("has no plugin acme/none");
        }
    }

    @Test
    void anOlderIndexIsNotPushedOverANewerOne() throws Exception {
        Path old = folder.resolve("old");
        copy(root, old);
        publisher.publish(release("1.1.0"));
        try (OciServer server = OciServer.distribution(folder)) {
            push(server, Set.of());
            assertThatThrownBy(() ->
                            new Push(Source.directory(old), server.place("base"), access).run(POLICY, Set.of(), CLOCK))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("has a newer index");
            Publisher.open(root, PUBLISHER, WEEK, at(NOW.plus(Duration.ofHours(1))))
                    .refresh();
            assertThat(push(server, Set.of()).files()).isPositive();
        }
    }

    @Test
    void whatIsMissingIsToldBeforeTheIndexIsPushed() throws Exception {
        Files.delete(blobs(SSH).resolve(Digest.of(module("simd")).hex()));
        try (OciServer server = OciServer.distribution(folder)) {
            assertThatThrownBy(() -> push(server, Set.of()))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("is missing");
            assertThatThrownBy(() -> read(server)).hasMessageContaining("is not a registry");
        }
    }

    @Test
    void whatOthersSaidOfAModuleStaysListed() throws Exception {
        try (OciServer server = OciServer.distribution(folder)) {
            push(server, Set.of());
            Path note = Files.writeString(folder.resolve("note.txt"), "seen");
            String subject = server.host() + "/base/acme/ssh-hardening:1.0.0";
            OciServer.run(
                    OciServer.oras(),
                    "attach",
                    "--plain-http",
                    "--disable-path-validation",
                    "--artifact-type",
                    "application/vnd.example.note",
                    subject,
                    note.toString());
            Repository repository = access.repository(server.place("base/acme/ssh-hardening"));
            assertThat(repository.referrers().of(artifact("baseline"))).hasSize(3);
            publisher.attach(SSH, release("1.0.0").release().version(), List.of());
            publisher.publish(release("1.1.0"));
            push(server, Set.of());
            repository
                    .referrers()
                    .tag(
                            artifact("baseline"),
                            new Stored(
                                    Files.readAllBytes(blobs(SSH)
                                            .resolve(referrers("baseline").hex())),
                                    Stored.INDEX));
            assertThat(repository.referrers().of(artifact("baseline"))).hasSize(3);
        }
    }

    @Test
    void aRegistryThatWantsALoginGetsTheOneOfDockersFile() throws Exception {
        // bcrypt of "abc", from the tests of jBCrypt.
        Path users = Files.writeString(
                folder.resolve("users"), "kim:$2a$06$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i\n");
        try (OciServer server =
                OciServer.distribution(folder, "auth: {htpasswd: {realm: test, path: " + users + "}}", "")) {
            assertThatThrownBy(() -> push(server, Set.of()))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("docker login " + server.host());
            Path config = folder.resolve("config.json");
            Files.writeString(config, "{\"auths\": {\"" + server.host() + "\": {\"auth\": \"a2ltOmFiYw==\"}}}");
            Access kim = new Access(Logins.file(config), Optional.empty(), Hostile.SHORT);
            new Push(Source.directory(root), server.place("base"), kim).run(POLICY, Set.of(), CLOCK);
            assertThat(Registry.open(new OciSource(server.place("base"), kim), POLICY, folder.resolve("memory"), CLOCK)
                            .index()
                            .plugins())
                    .contains(SSH);
        }
    }

    @Test
    void largeContentGoesInPieces() throws Exception {
        byte[] large = new byte[Upload.PIECE * 2 + 12345];
        new java.util.Random(5).nextBytes(large);
        try (OciServer server = OciServer.distribution(folder)) {
            Repository repository = access.repository(server.place("large"));
            assertThat(repository.push(large, Optional.empty())).isTrue();
            assertThat(repository.blob(Blob.of(large))).isEqualTo(large);
            assertThat(repository.push(large, Optional.empty())).isFalse();
            Repository other = access.repository(server.place("other"));
            assertThat(other.push(large, Optional.of(server.place("large"))))
                    .as("mounted")
                    .isFalse();
            assertThat(other.hasBlob(Digest.of(large))).isTrue();
        }
    }

    @Test
    void aRegistryThatListsReferrersItselfGetsNoTagForThem() throws Exception {
        assertThat(tagsForReferrers(true)).isEmpty();
        assertThat(tagsForReferrers(false))
                .containsExactlyInAnyOrder(
                        "/v2/base/acme/ssh-hardening/manifests/" + Referrers.tag(artifact("baseline")),
                        "/v2/base/acme/ssh-hardening/manifests/" + Referrers.tag(artifact("simd")));
    }

    /** The tags that stand in for a list of referrers, as pushed to a registry that has all blobs and keeps manifests. */
    private Set<String> tagsForReferrers(boolean lists) throws IOException {
        try (Hostile server = Hostile.plain()) {
            server.at("/v2/", exchange -> {
                String path = exchange.getRequestURI().getPath();
                Optional<Hostile.Asked> kept = server.asked(path).stream()
                        .filter(asked -> asked.method().equals("PUT"))
                        .reduce((_, last) -> last);
                if (exchange.getRequestMethod().equals("PUT")) {
                    if (lists) {
                        exchange.getResponseHeaders().set("OCI-Subject", "sha256:" + "0".repeat(64));
                    }
                    Hostile.answer(exchange, 201, new byte[0]);
                } else if (kept.isPresent()) {
                    Hostile.answer(exchange, 200, kept.get().body().getBytes(StandardCharsets.ISO_8859_1));
                } else {
                    Hostile.answer(exchange, path.contains("/blobs/") ? 200 : 404, new byte[0]);
                }
            });
            new Push(Source.directory(root), Place.parse("oci://" + server.host() + "/base"), access)
                    .run(POLICY, Set.of(), CLOCK);
            assertThat(server.asked("/v2/base/acme/ssh-hardening/manifests/1.0.0"))
                    .extracting(Hostile.Asked::method)
                    .contains("PUT");
            return server.asked.stream()
                    .filter(asked ->
                            asked.method().equals("PUT") && asked.path().contains("/manifests/sha256-"))
                    .map(Hostile.Asked::path)
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void aMirrorIsPushedLikeTheRegistryIfItIsWhole() throws Exception {
        publisher.publish(release(TLS, "2.0.0", Map.of("baseline", module("tls"))));
        Mirror copying = new Mirror(Source.directory(root), Publisher.anchor(POLICY), CLOCK, _ -> {});
        Path part = folder.resolve("part");
        copying.into(part, new TreeSet<>(Set.of(TLS)), 0);
        Path whole = folder.resolve("whole");
        copying.into(whole, new TreeSet<>(), 0);
        try (OciServer server = OciServer.distribution(folder)) {
            // Its index names documents that it lacks, and an index goes there whole or not at all.
            Push ofPart = new Push(Source.directory(part), server.place("base"), access);
            assertThatThrownBy(() -> ofPart.run(POLICY, Set.of(TLS), CLOCK))
                    .isInstanceOf(ContentMissingException.class)
                    .hasMessageContaining("mirrors only some of the plugins");
            assertThatThrownBy(() -> read(server)).hasMessageContaining("is not a registry");

            Push.Pushed pushed =
                    new Push(Source.directory(whole), server.place("base"), access).run(POLICY, Set.of(), CLOCK);
            assertThat(pushed.plugins()).isEqualTo(2);
            Index index = read(server);
            Entry tls = index.releases(TLS).getFirst();
            assertThat(index.fetch(tls, tls.variants().getFirst().module())).isEqualTo(module("tls"));
            assertThat(index.statements(tls, tls.variants().getFirst())).hasSize(1);
            assertThat(push(server, Set.of()).files())
                    .as("the registry itself has nothing else")
                    .isZero();
        }
    }

    @Test
    void anIndexOfMoreFilesThanAManifestHasRoomForIsRefused() {
        assertThat(OciIndex.of(files(10_000)).bytes().length).isLessThan(OciIndex.MOST_BYTES);
        assertThatThrownBy(() -> OciIndex.of(files(20_000)))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("the index has 20000 files")
                .hasMessageContaining("Serve it as files instead");
    }

    private static SortedMap<String, Blob> files(int number) {
        Blob blob = Blob.of(new byte[] {1});
        SortedMap<String, Blob> files = new TreeMap<>();
        for (int i = 0; i < number; i++) {
            files.put("metadata/" + i + ".bin-" + i + ".json", blob);
        }
        return files;
    }

    private Push.Pushed push(OciServer server, Set<PluginName> chosen) {
        return new Push(Source.directory(root), server.place("base"), access).run(POLICY, chosen, CLOCK);
    }

    private Index read(OciServer server) throws IOException {
        return Registry.open(
                        new OciSource(server.place("base"), access),
                        POLICY,
                        Files.createTempDirectory(folder, "m"),
                        CLOCK)
                .index();
    }

    private Digest artifact(String variant) {
        return listed(variant).artifact().digest();
    }

    private Digest referrers(String variant) {
        return listed(variant).referrers().digest();
    }

    private dev.assay.registry.ListedVariant listed(String name) {
        return Registry.open(Source.directory(root), POLICY, folder.resolve("own"), CLOCK)
                .index()
                .releases(SSH)
                .getLast()
                .variants()
                .stream()
                .filter(variant -> variant.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Path blobs(PluginName plugin) {
        return root.resolve("plugins").resolve(plugin.toString()).resolve("blobs/sha256");
    }

    private static String docker(OciServer server, String name) {
        return "docker://" + server.host() + "/base/" + name;
    }

    private static JsonNode json(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8), 1 << 20);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }
}
