package dev.assay.control.http;

import dev.assay.model.Digest;
import java.util.UUID;

/** Who makes a call. */
public sealed interface Caller {
    /** The name under which the audit log knows the caller. */
    String label();

    /** Nobody who could be named. */
    record Anonymous() implements Caller {
        @Override
        public String label() {
            return "anonymous";
        }
    }

    /**
     * A person who logged in.
     *
     * @param session what the login made; ends with the logout
     */
    record Person(String name, Role role, Digest session) implements Caller {
        @Override
        public String label() {
            return "person " + name;
        }
    }

    /** An enrolled runtime. */
    record Client(UUID runtime) implements Caller {
        @Override
        public String label() {
            return "runtime " + runtime;
        }
    }
}
