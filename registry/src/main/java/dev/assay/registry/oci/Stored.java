package dev.assay.registry.oci;

import dev.assay.model.Digest;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A manifest or index of a registry, with the bytes that its digest is of.
 */
public final class Stored {
    /** What registries accept at least (OCI distribution specification 1.1, "Pushing manifests"). */
    static final int MOST_BYTES = 4 << 20;

    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";

    private static final int MOST_LISTED = 20_000;
    private static final int MOST_ANNOTATIONS = 256;

    private final byte[] bytes;
    private final String mediaType;

    /** Bytes with their media type, as it calls itself, else as the server did. */
    Stored(byte[] bytes, String mediaType) {
        this.bytes = bytes;
        this.mediaType = mediaType;
    }

    /** Not a copy: not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    public String mediaType() {
        return mediaType;
    }

    /**
     * What a manifest or index names (OCI image specification, "Content Descriptors"), as far as it is needed here. What is of no use
     * here may have any form.
     *
     * @param artifactType empty if it has none
     */
    public record Descriptor(String mediaType, Blob blob, String artifactType, Map<String, String> annotations) {
        static Descriptor read(Fields fields) {
            return new Descriptor(
                    fields.text("mediaType"),
                    new Blob(fields.value("digest", Digest::parse), fields.integer("size", 0, Blob.LARGEST)),
                    fields.optionalText("artifactType").orElse(""),
                    fields.optionalObject("annotations")
                            .map(all -> all.allTexts(MOST_ANNOTATIONS))
                            .orElse(Map.of()));
        }
    }

    public Blob blob() {
        return Blob.of(bytes);
    }

    boolean isIndex() {
        return mediaType.equals(INDEX) || mediaType.equals(DOCKER_INDEX);
    }

    /**
     * Reads what a server gave.
     *
     * @param said the media type that the server gave
     * @throws RegistryException when it is no JSON object, or calls itself something that is no text
     */
    static Stored read(byte[] bytes, String said, String where) {
        String type =
                understood(() -> of(bytes, where).optionalText("mediaType").orElse(said), where);
        return new Stored(bytes, type);
    }

    /** The layers of a manifest. */
    List<Descriptor> layers(String where) {
        return list("layers", where);
    }

    /** What an index lists. */
    List<Descriptor> manifests(String where) {
        return list("manifests", where);
    }

    /** The configuration of a manifest. */
    Descriptor config(String where) {
        return understood(() -> Descriptor.read(of(bytes, where).object("config")), where);
    }

    Optional<Descriptor> subject(String where) {
        return understood(() -> of(bytes, where).optionalObject("subject").map(Descriptor::read), where);
    }

    String artifactType(String where) {
        return understood(() -> of(bytes, where).optionalText("artifactType").orElse(""), where);
    }

    private List<Descriptor> list(String name, String where) {
        return understood(
                () -> of(bytes, where).objects(name, MOST_LISTED).stream()
                        .map(Descriptor::read)
                        .toList(),
                where);
    }

    private static Fields of(byte[] bytes, String where) {
        return understood(() -> Fields.of(Json.read(bytes, MOST_BYTES), "$"), where);
    }

    private static <T> T understood(java.util.function.Supplier<T> reading, String where) {
        try {
            return reading.get();
        } catch (ModelException e) {
            throw new RegistryException(
                    where + " is not a manifest: " + e.getMessage() + ". Check the address: is it that of a registry?",
                    e);
        }
    }
}
