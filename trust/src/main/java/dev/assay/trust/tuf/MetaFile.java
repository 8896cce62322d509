package dev.assay.trust.tuf;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What timestamp and snapshot announce of a metadata file (section 4.4).
 *
 * @param length in bytes
 */
record MetaFile(long version, Optional<Long> length, Optional<Hashes> hashes) {
    static MetaFile of(long version) {
        return new MetaFile(version, Optional.empty(), Optional.empty());
    }

    static MetaFile of(long version, byte[] bytes) {
        return new MetaFile(version, Optional.of((long) bytes.length), Optional.of(Hashes.of(bytes)));
    }

    /** The field {@code meta}: announcements by role, which is the file's name without {@code .json}. */
    static Map<String, MetaFile> readAll(Fields content) {
        Fields all = content.object("meta");
        if (all.whole().size() > Bounds.SNAPSHOT_FILES) {
            throw new InvalidValueException(all.path(), "it must hold at most " + Bounds.SNAPSHOT_FILES);
        }
        Map<String, MetaFile> files = new LinkedHashMap<>();
        for (String name : all.whole().propertyNames()) {
            if (!name.endsWith(".json")) {
                throw new InvalidValueException(all.path(), name, "the name of a metadata file, with .json");
            }
            Fields file = all.object(name);
            files.put(
                    name.substring(0, name.length() - ".json".length()),
                    new MetaFile(
                            file.integer("version", 1, Json.LARGEST_INTEGER),
                            file.has("length")
                                    ? Optional.of(file.integer("length", 1, Json.LARGEST_INTEGER))
                                    : Optional.empty(),
                            file.optionalObject("hashes").map(Hashes::read)));
        }
        return files;
    }

    /** The most bytes to read of it. */
    int most(int otherwise) {
        return (int) Math.min(length.orElse((long) otherwise), otherwise);
    }

    /** Whether these are the announced bytes, as far as they are announced. */
    void require(byte[] bytes, String what) {
        if (length.isPresent() && bytes.length != length.get()) {
            throw Refusal.LENGTH.because(
                    what + " has " + bytes.length + " bytes, and not the " + length.get() + " that were announced");
        }
        hashes.ifPresent(each -> each.require(bytes, what));
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("version", version);
        length.ifPresent(each -> json.put("length", each));
        hashes.ifPresent(each -> json.set("hashes", each.toJson()));
        return json;
    }
}
