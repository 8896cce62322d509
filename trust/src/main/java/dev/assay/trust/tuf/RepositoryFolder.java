package dev.assay.trust.tuf;

import dev.assay.model.Inert;
import dev.assay.trust.TrustException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where a {@link TufRepository} keeps its files: {@code metadata/} and {@code targets/} below it. Its text names it in messages. */
public interface RepositoryFolder {
    /**
     * The file, or empty if there is none.
     *
     * @param path with {@code /}
     * @param most how many bytes it may have
     * @throws RuntimeException if it has more, or cannot be read
     */
    Optional<byte[]> read(String path, int most);

    /** Writes or replaces files, each whole or not at all. What was written before them is there if any of them is. */
    void write(Map<String, byte[]> files);

    /** A folder on this disk that nobody else can write to. */
    static RepositoryFolder of(Path folder) {
        return new RepositoryFolder() {
            @Override
            public Optional<byte[]> read(String path, int most) {
                try (var in = Files.newInputStream(folder.resolve(path))) {
                    byte[] bytes = in.readNBytes(most + 1);
                    if (bytes.length > most) {
                        throw Refusal.LENGTH.because(quoted(path) + " has more than " + most + " bytes");
                    }
                    return Optional.of(bytes);
                } catch (NoSuchFileException _) {
                    return Optional.empty();
                } catch (IOException e) {
                    throw failed("read", path, e);
                }
            }

            @Override
            public void write(Map<String, byte[]> files) {
                files.forEach((path, bytes) -> {
                    try {
                        DurableFile.write(folder.resolve(path), bytes);
                    } catch (IOException e) {
                        throw failed("write", path, e);
                    }
                });
            }

            private TrustException failed(String verb, String path, IOException e) {
                return Refusal.STORE.because("cannot " + verb + " " + quoted(path) + ": "
                        + e.getClass().getSimpleName());
            }

            private String quoted(String path) {
                return Inert.quote(folder.resolve(path).toString());
            }

            @Override
            public String toString() {
                return Inert.quote(folder.toString());
            }
        };
    }
}
