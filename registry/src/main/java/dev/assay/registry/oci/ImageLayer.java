package dev.assay.registry.oci;

import dev.assay.registry.Blob;
import dev.assay.registry.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** A layer of a container image: an archive (POSIX ustar), which may be compressed. Only one file of it is of use here. */
final class ImageLayer {
    private static final String FILE = "plugin.wasm";
    private static final int BLOCK = 512;
    private static final int MOST_FILES = 1000;

    private ImageLayer() {}

    /**
     * The file {@code plugin.wasm} at its root, as Istio and Envoy expect it.
     *
     * @throws RegistryException when it is not there, is larger than content may be, or the archive is damaged
     */
    static byte[] plugin(byte[] layer, String where) {
        try (InputStream in = open(layer)) {
            byte[] header = new byte[BLOCK];
            long left = Blob.LARGEST;
            for (int files = 0;
                    files < MOST_FILES && in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0;
                    files++) {
                long size = octal(header, 124, 12);
                long padded = (size + BLOCK - 1) / BLOCK * BLOCK;
                left -= BLOCK + padded;
                if (left < 0) {
                    throw new RegistryException(where + " unpacks to more than " + Blob.LARGEST + " bytes");
                }
                boolean plain = header[156] == '0' || header[156] == 0;
                if (plain && name(header).equals(FILE)) {
                    byte[] file = in.readNBytes((int) size);
                    if (file.length != size) {
                        break;
                    }
                    return file;
                }
                in.skipNBytes(padded);
            }
        } catch (IOException e) {
            throw new RegistryException(where + ": its layer is no archive: " + e.getMessage(), e);
        }
        throw new RegistryException(
                where + " is an image without the file " + FILE + ". Check that it is a WebAssembly artifact");
    }

    private static InputStream open(byte[] layer) throws IOException {
        boolean compressed = layer.length > 1 && layer[0] == 0x1f && (layer[1] & 0xff) == 0x8b;
        InputStream raw = new ByteArrayInputStream(layer);
        return compressed ? new GZIPInputStream(raw, 64 << 10) : raw;
    }

    private static String name(byte[] header) {
        int end = 0;
        while (end < 100 && header[end] != 0) {
            end++;
        }
        String name = new String(header, 0, end, StandardCharsets.UTF_8);
        return name.startsWith("./") ? name.substring(2) : name;
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        String text = new String(header, from, length, StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
        if (!text.matches("[0-7]{1,11}")) {
            throw new IOException("the size of a file in it cannot be read");
        }
        return Long.parseLong(text, 8);
    }
}
