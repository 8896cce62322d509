package dev.assay.audit.advisory;

import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How severe a scheme says it is; only CVSS 3 is understood, the others are kept. */
record Severity(String type, String score) {
    /** No scheme that is understood says how severe it is. */
    static final double NONE = -1;

    private static final String UNDERSTOOD = "CVSS_V3";
    private static final int MOST = 20;
    private static final int MOST_TYPE = 40;

    /** The field {@code severity} of an entry, or of a package of it. */
    static List<Severity> read(Fields fields) {
        List<Severity> all = new ArrayList<>();
        for (Fields one : fields.objects("severity", MOST)) {
            Severity severity =
                    new Severity(Texts.required(one, "type", MOST_TYPE), Texts.required(one, "score", Texts.MOST_NAME));
            one.end();
            if (severity.type().equals(UNDERSTOOD) && CvssScore.of(severity.score()) < 0) {
                throw new InvalidValueException(one.path() + ".score", severity.score(), "a vector of CVSS 3");
            }
            all.add(severity);
        }
        return all;
    }

    /** From 0 to 10, or {@link #NONE}. */
    static double score(List<Severity> all) {
        return all.stream()
                .filter(one -> one.type().equals(UNDERSTOOD))
                .mapToDouble(one -> CvssScore.of(one.score()))
                .max()
                .orElse(NONE);
    }

    static void write(List<Severity> all, ObjectNode out) {
        if (!all.isEmpty()) {
            ArrayNode list = out.putArray("severity");
            all.forEach(one -> list.addObject().put("type", one.type()).put("score", one.score()));
        }
    }
}
