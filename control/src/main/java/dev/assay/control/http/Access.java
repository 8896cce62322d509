package dev.assay.control.http;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Who may call an operation: its {@code x-role}. What it does not name may not.
 *
 * @param anyone whether no token is needed
 * @param people the roles of people
 * @param runtime whether a runtime may, for its own resources
 */
record Access(boolean anyone, Set<Role> people, boolean runtime) {
    static Access of(Iterable<String> words, String operation) {
        boolean anyone = false;
        boolean runtime = false;
        Set<Role> people = EnumSet.noneOf(Role.class);
        for (String word : words) {
            switch (word) {
                case "anonymous" -> anyone = true;
                case "runtime" -> runtime = true;
                default -> people.add(Role.parse(word));
            }
        }
        if (!anyone && !runtime && people.isEmpty()) {
            throw new IllegalStateException("openapi.yaml: the operation " + operation + " names no role in x-role");
        }
        return new Access(anyone, people, runtime);
    }

    /** Whether this caller may make a call with these parts of the path. */
    boolean allows(Caller caller, Map<String, String> path) {
        return anyone
                || switch (caller) {
                    case Caller.Anonymous nobody -> false;
                    case Caller.Person person ->
                        people.stream().anyMatch(role -> person.role().includes(role));
                    case Caller.Client client ->
                        runtime && client.runtime().toString().equals(path.get("runtime"));
                };
    }
}
