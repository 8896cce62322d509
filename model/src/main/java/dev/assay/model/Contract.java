package dev.assay.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of the host's side that a plugin is written to, such as {@code assessment/1}.
 *
 * @param name lower-case letters and hyphens
 * @param major from 1; another major is another contract
 */
public record Contract(String name, int major) {
    /** The one contract that this version offers. */
    public static final Contract ASSESSMENT_1 = new Contract("assessment", 1);

    private static final Pattern FORM = Pattern.compile("([a-z][a-z-]{0,62})/([1-9][0-9]{0,3})");

    public static Contract parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidValueException("contract", text, "a name and a major version, such as assessment/1");
        }
        return new Contract(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
        return name + "/" + major;
    }
}
