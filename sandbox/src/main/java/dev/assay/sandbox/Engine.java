package dev.assay.sandbox;

import dev.assay.model.Word;

/** How plugins are executed. A host file can ask for each. What a plugin answers, and the fuel that it uses for it, is the same. */
public enum Engine implements Word {
    /** By the interpreter, whatever they do. */
    INTERPRETER,
    /** Compiled, from the first run on; by the interpreter those that cannot be compiled, as with SIMD. */
    COMPILER,
    /** By the interpreter, until a run shows that the plugin works long enough to be compiled for the next. */
    AUTO;

    static Engine parse(String id) {
        return Word.parse(Engine.class, id);
    }
}
