package dev.assay.sandbox;

import dev.assay.model.Word;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How far a worker is shut in, as a worker found out by trying to get out.
 *
 * @param kind what shuts it in
 * @param open what it could do nevertheless, in the words of {@link Opening}; of {@link Kind#BWRAP} and {@link Kind#LANDLOCK}
 *     none but what the host file tolerates
 */
public record Confinement(Kind kind, SortedSet<String> open) {
    /** What a host file can ask for. */
    public enum Kind implements Word {
        /**
         * bubblewrap: namespaces of its own for user, network, processes, IPC and host name; of the file system only the
         * JDK, the worker's jars and the system's libraries, all read-only; no capabilities, no new privileges; a filter of
         * system calls.
         */
        BWRAP,
        /**
         * The kernel's Landlock, where there are no namespaces to be had: of the file system the same, and the same filter, no
         * capabilities, no new privileges. It is the user's own process, and sees which files there are, how large and how old.
         */
        LANDLOCK,
        /** A process of the same user and nothing more: a guest that broke the engine could read what this user can. */
        NONE;

        static Kind parse(String id) {
            return Word.parse(Kind.class, id);
        }
    }

    /** What a worker tries, and should not be able to. */
    enum Opening implements Word {
        /** Read a file of its parent's. */
        READ_FILES,
        /** Write or make a file. */
        WRITE_FILES,
        /** Reach a port of this host. */
        CONNECT,
        /** See that its parent is there. */
        SEE_PROCESSES,
        /** Start a program beside itself. */
        START_PROCESSES,
        /** Have a socket of any kind. */
        SOCKETS,
        /** Have, or come by, capabilities of root. */
        PRIVILEGES,
        /** Be heard by the kernel with calls that a worker has no use for, such as ptrace, mount, bpf or unshare. */
        KERNEL;

        static Opening parse(String id) {
            return Word.parse(Opening.class, id);
        }
    }

    /**
     * What a host file demands.
     *
     * @param tolerated what may be open nevertheless; nothing else under any kind but {@link Kind#NONE}
     */
    public record Demand(Kind kind, Set<String> tolerated) {
        public Demand {
            tolerated = Set.copyOf(tolerated);
        }

        static Demand of(Kind kind) {
            return new Demand(kind, Set.of());
        }

        /** What was found open and may not be. */
        SortedSet<String> unmet(Confinement found) {
            SortedSet<String> unmet = new TreeSet<>(kind == Kind.NONE ? Set.of() : found.open());
            unmet.removeAll(tolerated);
            return unmet;
        }
    }

    public Confinement {
        open = Collections.unmodifiableSortedSet(new TreeSet<>(open));
    }

    static Confinement found(Kind kind, String escapes) {
        return new Confinement(kind, new TreeSet<>(escapes.isEmpty() ? List.of() : List.of(escapes.split(","))));
    }

    /** One line for a status, such as {@code bwrap: no files, no network, no other processes, few system calls}. */
    @Override
    public String toString() {
        return kind.id()
                + (open.isEmpty()
                        ? ": no files, no network, no other processes, few system calls"
                        : ": open to " + String.join(", ", open));
    }
}
