package dev.assay.model;

import java.util.List;

/**
 * What a plugin answers to {@code assay_describe}: who it is and what it checks. Name and version must be the manifest's.
 */
public record Description(PluginName name, Version version, List<Check> checks) {
    /** Larger than any description. */
    public static final int MOST_BYTES = 1 << 20;

    /** One thing that the plugin looks at. */
    public record Check(String key, String title, List<String> controlIds) {}

    /** Reads an answer; what is no description is an {@link InvalidValueException} that names the path. */
    public static Description read(byte[] bytes) {
        Fields fields = Fields.of(Json.read(bytes, MOST_BYTES), "$");
        Response.requireAbi(fields);
        Description description = new Description(
                fields.value("name", PluginName::parse),
                fields.value("version", Version::parse),
                fields.objects("checks", 10_000).stream()
                        .map(Description::check)
                        .toList());
        fields.end();
        return description;
    }

    private static Check check(Fields fields) {
        Check check = new Check(fields.text("key"), fields.text("title"), fields.texts("control-ids", 1000));
        fields.end();
        return check;
    }
}
