package dev.assay.audit;

import dev.assay.model.Document;

/** What the YAML files of this room have in common. */
final class PolicyFile {
    private PolicyFile() {}

    /** Makes a fault of a document that is of another format, or of a newer version than 1. */
    static void requireFormat(Document document, String noun) {
        String known = noun + "/1";
        document.required("format").filter(format -> !format.equals(known)).ifPresent(format -> {
            boolean newer = format.matches(java.util.regex.Pattern.quote(noun) + "/[1-9][0-9]*");
            document.fault(
                    "format",
                    newer ? "it was written for a newer version of Assay" : "it is not a document of this kind",
                    newer ? "use a newer Assay; this one reads " + known : "write 'format: " + known + "'");
        });
    }
}
