package dev.assay.model;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who says what about a digest: an in-toto Statement v1. Ours always have two subjects, the module and the release.
 *
 * @param predicate what is said, an object
 */
public record Statement(List<Subject> subjects, String predicateType, JsonNode predicate) {
    /** The payload type of the envelope that carries one. */
    public static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

    /** Larger than any statement of ours. */
    public static final int MOST_BYTES = 1 << 20;

    private static final String TYPE = "https://in-toto.io/Statement/v1";
    private static final int MOST_SUBJECTS = 64;

    public Statement {
        subjects = List.copyOf(subjects);
    }

    /**
     * Something that the statement is about.
     *
     * @param name where the digest is found, for people; never compared
     */
    public record Subject(String name, Digest digest) {}

    /** A statement about this module of this release. */
    public static Statement about(Release release, Variant variant, String predicateType, JsonNode predicate) {
        String name = release.name() + "@" + release.version();
        return new Statement(
                List.of(
                        new Subject(name + "#" + variant.name(), variant.module()),
                        new Subject(name, release.digest())),
                predicateType,
                predicate);
    }

    /** Whether it is about both: the one without the other binds too little. */
    public boolean isAbout(Digest module, Digest release) {
        return !module.equals(release) && names(module) && names(release);
    }

    private boolean names(Digest digest) {
        return subjects.stream().anyMatch(subject -> subject.digest().equals(digest));
    }

    /** The bytes that are signed. */
    public byte[] bytes() {
        ObjectNode out = Json.object().put("_type", TYPE);
        ArrayNode list = out.putArray("subject");
        for (Subject subject : subjects) {
            ObjectNode one = list.addObject().put("name", subject.name());
            one.putObject("digest").put("sha256", subject.digest().hex());
        }
        out.put("predicateType", predicateType);
        out.set("predicate", predicate);
        return Json.canonical(out);
    }

    /** Reads a statement, ours or another's; a subject without a SHA-256 is refused. */
    public static Statement read(byte[] bytes) {
        Fields fields = Fields.of(Json.read(bytes, MOST_BYTES), "statement");
        if (!fields.text("_type").equals(TYPE)) {
            throw new InvalidValueException("statement._type", fields.text("_type"), "'" + TYPE + "'");
        }
        List<Subject> subjects = fields.objects("subject", MOST_SUBJECTS).stream()
                .map(subject -> new Subject(
                        subject.optionalText("name").orElse(""),
                        subject.object("digest").value("sha256", Digest::new)))
                .toList();
        if (subjects.isEmpty()) {
            throw new InvalidValueException("statement.subject", "it must name at least one subject");
        }
        String predicateType = fields.text("predicateType");
        JsonNode predicate = fields.object("predicate").whole();
        fields.end();
        return new Statement(subjects, predicateType, predicate);
    }
}
