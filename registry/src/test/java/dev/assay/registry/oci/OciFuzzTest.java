package dev.assay.registry.oci;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a fuzzer is let loose on ({@code bench/fuzz}): whatever a server answers. Every build replays what it starts from. */
class OciFuzzTest {
    private static final String WHERE = "oci://example.com/name";

    @MethodSource("manifests")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_manifest_is_read_or_refused(byte[] bytes) {
        try {
            Stored stored = Stored.read(bytes, Stored.MANIFEST, WHERE);
            if (stored.isIndex()) {
                stored.manifests(WHERE);
                return;
            }
            assertThat(stored.layers(WHERE))
                    .allSatisfy(layer -> assertThat(layer.blob().size()).isBetween(0L, (long) Blob.LARGEST));
            stored.subject(WHERE);
            OciIndex index = OciIndex.read(stored, WHERE);
            assertThat(OciIndex.read(OciIndex.of(new TreeMap<>(index.files())), WHERE))
                    .isEqualTo(index);
        } catch (RegistryException e) {
            assertThat(e.getMessage()).contains(WHERE);
        }
    }

    @MethodSource("layers")
    @FuzzTest // the last annotation, as Jazzer wants it
    void a_layer_gives_a_plugin_or_is_refused(byte[] bytes) {
        try {
            assertThat(ImageLayer.plugin(bytes, WHERE)).hasSizeLessThanOrEqualTo(Blob.LARGEST);
        } catch (RegistryException e) {
            assertThat(e.getMessage()).contains(WHERE);
        }
    }

    /** An address is written as it was read, and a challenge is only read. */
    @MethodSource("headers")
    @FuzzTest // the last annotation, as Jazzer wants it
    void headers_and_addresses_are_read_or_refused(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        assertThat(Challenge.read(List.of(text)))
                .allSatisfy(challenge -> assertThat(challenge.scheme()).matches("[a-z][a-z0-9-]*"));
        Reference reference;
        try {
            reference = Reference.parse(text);
        } catch (RegistryException e) {
            assertThat(String.valueOf(e.getMessage()).chars()).allMatch(each -> each >= ' ');
            return;
        }
        assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
    }

    static Stream<Arguments> manifests() {
        Blob blob = Blob.of(new byte[] {1});
        byte[] index = OciIndex.of(new TreeMap<>(Map.of("metadata/1.root.json", blob, "targets/a/b.json", blob)))
                .bytes();
        String list = """
                {"mediaType": "%s", "manifests": [{"mediaType": "%s", "digest": "%s", "size": 1,
                  "platform": {"architecture": "wasm"}}]}""".formatted(Stored.INDEX, Stored.MANIFEST, blob.digest());
        byte[] unnamed = "{\"mediaType\": {}, \"layers\": []}".getBytes(UTF_8); // found by the fuzzer
        return Stream.of(index, list.getBytes(UTF_8), unnamed).map(seed -> Arguments.of((Object) seed));
    }

    static Stream<Arguments> layers() {
        byte[] archive = new byte[2048];
        byte[] name = "./plugin.wasm".getBytes(UTF_8);
        System.arraycopy(name, 0, archive, 0, name.length);
        byte[] size = "00000000004".getBytes(UTF_8);
        System.arraycopy(size, 0, archive, 124, size.length);
        archive[156] = '0';
        archive[513] = 'a';
        return Stream.of(archive, compressed(archive)).map(seed -> Arguments.of((Object) seed));
    }

    private static byte[] compressed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                        "Bearer realm=\"https://auth.example.com/token\",service=registry,scope=\"a \\\" b\", Basic realm=x",
                        "oci://example.com:5000/a/b:1.0@sha256:" + "0".repeat(64))
                .map(seed -> Arguments.of((Object) seed.getBytes(UTF_8)));
    }
}
