package dev.assay.sandbox;

import dev.assay.model.Word;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How far a worker is shut in, as a worker found out by trying to get out.
 *
 * @param kind what shuts it in
 * @param open what it could do nevertheless: {@code read-files}, {@code write-files}, {@code connect},
 *     {@code see-processes}; none of these under {@link Kind#BWRAP}
 */
public record Confinement(Kind kind, SortedSet<String> open) {
    /** What a host file can ask for. */
    public enum Kind implements Word {
        /**
         * bubblewrap: namespaces of its own for user, network, processes, IPC and host name; of the file system only the
         * JDK, the worker's jars and the system's libraries, all read-only; no capabilities, no new privileges.
         */
        BWRAP,
        /** A process of the same user and nothing more: a guest that broke the engine could read what this user can. */
        NONE;

        static Kind parse(String id) {
            return Word.parse(Kind.class, id);
        }
    }

    public Confinement {
        open = Collections.unmodifiableSortedSet(new TreeSet<>(open));
    }

    static Confinement found(Kind kind, String escapes) {
        return new Confinement(kind, new TreeSet<>(escapes.isEmpty() ? List.of() : List.of(escapes.split(","))));
    }

    /** One line for a status, such as {@code bwrap: no files, no network, no other processes}. */
    @Override
    public String toString() {
        return kind.id()
                + (open.isEmpty()
                        ? ": no files, no network, no other processes"
                        : ": open to " + String.join(", ", open));
    }
}
