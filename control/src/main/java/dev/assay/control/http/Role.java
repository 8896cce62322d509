package dev.assay.control.http;

import dev.assay.model.Word;

/** What a person may do. Roles include one another; nobody holds more than one. */
public enum Role implements Word {
    /** Sees everything but the audit log. */
    VIEWER,
    /** Also says what must run where. */
    OPERATOR,
    /** A viewer who also sees who did what. */
    REVIEWER,
    /** Everything: also lets runtimes and people in. */
    ADMINISTRATOR;

    public static Role parse(String id) {
        return Word.parse(Role.class, id);
    }

    /** Whether who holds this role may do what the other may. */
    public boolean includes(Role other) {
        return this == other || this == ADMINISTRATOR || other == VIEWER;
    }
}
