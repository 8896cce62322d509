package dev.assay.runtime;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.model.NewerFormatException;
import dev.assay.model.fleet.RuntimeStatus;
import dev.assay.registry.Folder;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** The status as it was last, for other processes to look at. */
final class StatusFile {
    private static final String FILE = "status.json";
    private static final int MOST_BYTES = 8 << 20;

    private StatusFile() {}

    static void write(Folder home, RuntimeStatus status) {
        home.write(FILE, Json.pretty(status.toJson()).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Refuses a home whose status was written by a newer version: an older one must not write over it.
     *
     * @throws AssessmentRuntimeException then; a damaged status is renewed by the next round
     */
    static void requireNotNewer(Path home) {
        try {
            read(home);
        } catch (AssessmentRuntimeException e) {
            if (e.getCause() instanceof NewerFormatException) {
                throw e;
            }
        }
    }

    private static AssessmentRuntimeException newer(Path home, NewerFormatException e) {
        return new AssessmentRuntimeException(home.resolve(FILE) + " cannot be used: " + e.getMessage(), e);
    }

    static Optional<RuntimeStatus> read(Path home) {
        if (!Files.exists(home.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Source.directory(home).read(FILE, MOST_BYTES);
            return Optional.of(RuntimeStatus.fromJson(Fields.of(Json.read(bytes, MOST_BYTES), "status")));
        } catch (NewerFormatException e) {
            throw newer(home, e);
        } catch (ModelException | RegistryException e) {
            throw new AssessmentRuntimeException(
                    home.resolve(FILE) + " cannot be read: " + e.getMessage() + ". A round of the runtime renews it",
                    e);
        }
    }
}
