package dev.assay.github;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import java.util.Optional;

/**
 * A person or an app on GitHub.
 *
 * @param login how it is called now; a login can change hands, so it is for showing only
 * @param id who it is
 */
public record Account(String login, long id) {
    /** Who GitHub names once an account is deleted. Its id is nobody's. */
    static final Account GHOST = new Account("ghost", 0);

    static Account read(Fields fields) {
        return new Account(fields.text("login"), fields.integer("id", 1, Json.LARGEST_INTEGER));
    }

    /** GitHub answers null for an account that is gone. */
    static Account read(Optional<Fields> fields) {
        return fields.map(Account::read).orElse(GHOST);
    }
}
