package dev.assay.audit;

import dev.assay.model.Digest;
import dev.assay.model.Document;
import dev.assay.model.FaultyDocumentException;
import dev.assay.model.Manifest;
import java.util.HashMap;
import java.util.Map;

/**
 * A manifest and where its keys stand: findings about a binary are shown at a line of the manifest, because that is what
 * a reviewer can see.
 *
 * @param path as reports name it, with forward slashes
 * @param digest of the file's bytes
 */
public record ManifestFile(String path, Manifest manifest, Digest digest, Map<String, Integer> lines) {
    public ManifestFile {
        lines = Map.copyOf(lines);
    }

    /** Reads it; throws {@link FaultyDocumentException} with every fault. */
    public static ManifestFile read(byte[] yaml, String path) {
        Manifest manifest = Manifest.read(yaml, path);
        Document document = Document.read(yaml, path);
        Map<String, Integer> lines = new HashMap<>();
        document.keys().forEach(key -> lines.put(key, document.line(key)));
        return new ManifestFile(path, manifest, Digest.of(yaml), lines);
    }

    /** The line of this key; the first where it does not stand there. */
    public int line(String key) {
        return lines.getOrDefault(key, 1);
    }
}
