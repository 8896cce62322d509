package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.database.Transaction;
import dev.assay.control.http.Call;
import dev.assay.control.http.Caller;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.control.http.Reply.Problem;
import dev.assay.control.http.Role;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The local accounts. A password is invented here, shown once, and kept only as what it can be checked by. */
final class Accounts {
    static final String ADMINISTRATOR = "admin";

    private final Database database;
    private final Passwords passwords;
    private final AuditLog log;
    private final Clock clock;

    Accounts(Database database, Passwords passwords, AuditLog log, Clock clock) {
        this.database = database;
        this.passwords = passwords;
        this.log = log;
        this.clock = clock;
    }

    /** Makes the administrator where there is no account at all, and answers the password then. */
    Optional<String> first() {
        if (database.inTransaction(Accounts::exist)) {
            return Optional.empty();
        }
        String password = passwords.invent();
        String kept = passwords.keep(password);
        boolean made = database.alone(t -> {
            if (exist(t)) {
                return false; // Another replica was faster.
            }
            add(t, new Caller.Anonymous(), ADMINISTRATOR, Role.ADMINISTRATOR, kept);
            return true;
        });
        return made ? Optional.of(password) : Optional.empty();
    }

    private static boolean exist(Transaction transaction) throws SQLException {
        return transaction.first("SELECT 1 FROM account", row -> true).isPresent();
    }

    /** Whether this is the password of the account of this name. */
    boolean check(String name, String password) {
        Optional<String> kept = database.inTransaction(
                t -> t.first("SELECT password FROM account WHERE name = ?", row -> row.text("password"), name));
        if (kept.isEmpty()) {
            passwords.matchNobody(password);
            return false;
        }
        return passwords.matches(password, kept.get());
    }

    Role role(String name) {
        return database.inTransaction(t ->
                        t.first("SELECT role FROM account WHERE name = ?", row -> Role.parse(row.text("role")), name))
                .orElseThrow();
    }

    Reply list(Call call) {
        List<ObjectNode> rows = database.inTransaction(t -> t.all(
                "SELECT name, role, created FROM account ORDER BY name",
                row -> Json.object()
                        .put("name", row.text("name"))
                        .put("role", row.text("role"))
                        .put("created", row.time("created").toString())));
        ObjectNode out = Json.object();
        ArrayNode items = out.putArray("items");
        rows.forEach(items::add);
        return Answer.json(out);
    }

    Reply create(Call call) {
        Fields fields = call.fields();
        String name = fields.text("name");
        Role role = fields.value("role", Role::parse);
        String password = passwords.invent();
        String kept = passwords.keep(password);
        return database.alone(t -> {
            if (t.first("SELECT 1 FROM account WHERE name = ?", row -> true, name)
                    .isPresent()) {
                return Problem.of(409, "exists", "There is an account " + name + " already. Choose another name");
            }
            add(t, call.caller(), name, role, kept);
            return Answer.json(
                    201, Json.object().put("name", name).put("role", role.id()).put("password", password));
        });
    }

    private void add(Transaction transaction, Caller who, String name, Role role, String kept) throws SQLException {
        transaction.run("INSERT INTO account VALUES (?, ?, ?, ?)", name, role.id(), kept, clock.instant());
        log.append(
                transaction,
                who,
                "create-account",
                "account " + name,
                null,
                Json.object().put("name", name).put("role", role.id()));
    }
}
