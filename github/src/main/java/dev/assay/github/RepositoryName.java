package dev.assay.github;

import dev.assay.model.InvalidValueException;
import java.util.regex.Pattern;

/** The name of a repository on GitHub, {@code owner/name}; safe in a path. */
public record RepositoryName(String owner, String name) {
    private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
    private static final Pattern NAME = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}");

    public RepositoryName {
        if (!OWNER.matcher(owner).matches() || !NAME.matcher(name).matches()) {
            throw new InvalidValueException("repository", owner + "/" + name, "owner/name as GitHub writes it");
        }
    }

    public static RepositoryName parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new RepositoryName("", text)
                : new RepositoryName(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
