package dev.assay.wasm;

import org.jspecify.annotations.Nullable;

/** The sections of a core module, in the order they must come. WebAssembly 3.0 §5.5.2; tag section of the exception proposal. */
enum Section {
    CUSTOM(0),
    TYPE(1),
    IMPORT(2),
    FUNCTION(3),
    TABLE(4),
    MEMORY(5),
    TAG(13),
    GLOBAL(6),
    EXPORT(7),
    START(8),
    ELEMENT(9),
    DATA_COUNT(12),
    CODE(10),
    DATA(11);

    private static final Section[] ALL = values();

    private final int id;

    Section(int id) {
        this.id = id;
    }

    int id() {
        return id;
    }

    /** Its place among the others. */
    @SuppressWarnings("EnumOrdinal") // never leaves this process
    int place() {
        return ordinal();
    }

    /** The section of this id, or null: nobody has defined one. */
    static @Nullable Section of(int id) {
        for (Section section : ALL) {
            if (section.id == id) {
                return section;
            }
        }
        return null;
    }
}
