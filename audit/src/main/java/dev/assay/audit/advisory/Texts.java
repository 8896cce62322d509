package dev.assay.audit.advisory;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import java.util.List;
import java.util.Optional;

/** Reads texts of an entry within bounds; every error is an {@link InvalidValueException} with the path. */
final class Texts {
    static final int MOST_NAME = 300;
    static final int MOST_VERSION = 200;

    private Texts() {}

    static String required(Fields fields, String name, int most) {
        return bounded(fields.text(name), fields.path() + "." + name, most);
    }

    /** Some tools write what they do not know as an empty text. */
    static Optional<String> optional(Fields fields, String name, int most) {
        return fields.optionalText(name)
                .filter(text -> !text.isEmpty())
                .map(text -> bounded(text, fields.path() + "." + name, most));
    }

    static List<String> list(Fields fields, String name, int count, int most) {
        List<String> all = fields.texts(name, count);
        all.forEach(text -> bounded(text, fields.path() + "." + name, most));
        return all;
    }

    private static String bounded(String text, String path, int most) {
        if (text.isEmpty() || text.length() > most) {
            throw new InvalidValueException(path, "it must have 1 to " + most + " characters");
        }
        return text;
    }
}
