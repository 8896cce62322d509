package dev.assay.model;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * The name of a plugin, {@code owner/name}: each part 1 to 63 of lower-case letters, digits and inner hyphens, so it is
 * safe as a path, a tag and a label.
 */
public record PluginName(String owner, String name) implements Comparable<PluginName> {
    private static final Pattern PART = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Comparator<PluginName> ORDER =
            Comparator.comparing(PluginName::owner).thenComparing(PluginName::name);

    public PluginName {
        if (!PART.matcher(owner).matches() || !PART.matcher(name).matches()) {
            throw new InvalidValueException(
                    "plugin name",
                    owner + "/" + name,
                    "owner/name, each 1 to 63 lower-case letters, digits and inner hyphens");
        }
    }

    public static PluginName parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? new PluginName("", text)
                : new PluginName(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public int compareTo(PluginName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
