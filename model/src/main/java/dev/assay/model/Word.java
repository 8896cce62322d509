package dev.assay.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** An enumeration whose constants are words of a document: lower case, hyphens for underscores. */
public interface Word {
    String name();

    /** The word as documents have it. */
    default String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The constant with this id; anything else is an {@link InvalidValueException} that lists the words. */
    static <E extends Enum<E> & Word> E parse(Class<E> type, String id) {
        for (E constant : type.getEnumConstants()) {
            if (constant.id().equals(id)) {
                return constant;
            }
        }
        String words = Arrays.stream(type.getEnumConstants()).map(Word::id).collect(Collectors.joining(", "));
        throw new InvalidValueException(type.getSimpleName().toLowerCase(Locale.ROOT), id, "one of " + words);
    }
}
