package dev.assay.registry;

import java.util.List;
import java.util.stream.Collectors;

/** A registry could not be read or written. The message says what failed, on what, and what to do. */
public sealed class RegistryException extends RuntimeException
        permits ContentChangedException, ContentMissingException, RegistryException.Unreachable {
    /** Nobody answered, or nothing that helps, with all attempts: what is there is not known. */
    public static final class Unreachable extends RegistryException {
        private static final long serialVersionUID = 1;

        public Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    public RegistryException(String message) {
        super(message);
    }

    public RegistryException(String message, Throwable cause) {
        super(message, cause);
    }

    /** One for all of these, of which there is at least one. */
    static RegistryException together(List<RegistryException> problems) {
        return problems.size() == 1
                ? problems.getFirst()
                : new RegistryException(
                        problems.stream()
                                .map(problem -> String.valueOf(problem.getMessage()))
                                .collect(Collectors.joining("; and ")),
                        problems.getLast());
    }
}
