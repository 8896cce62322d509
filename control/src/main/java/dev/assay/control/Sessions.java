package dev.assay.control;

import dev.assay.control.database.Database;
import dev.assay.control.http.Call;
import dev.assay.control.http.Caller;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.control.http.Reply.Problem;
import dev.assay.model.Fields;
import dev.assay.model.Json;
import java.time.Duration;

/** Logins of people, for the API and for the console. What failed is never said more exactly than that it failed. */
final class Sessions {
    static final Duration LIFETIME = Duration.ofHours(8);

    /** What became of a login. */
    sealed interface Login {
        record Made(Tokens.Issued session) implements Login {}

        record Wrong() implements Login {}
    }

    private final Database database;
    private final Accounts accounts;
    private final Tokens tokens;
    private final LoginDelay delay;

    Sessions(Database database, Accounts accounts, Tokens tokens, LoginDelay delay) {
        this.database = database;
        this.accounts = accounts;
        this.tokens = tokens;
        this.delay = delay;
    }

    Login login(String name, String password, String address, Tokens.Kind kind) {
        if (!accounts.check(name, password)) {
            delay.hold(delay.failed(name, address));
            return new Login.Wrong();
        }
        return new Login.Made(database.inTransaction(t -> tokens.issue(t, kind, name, LIFETIME)));
    }

    Reply login(Call call) {
        Fields fields = call.fields();
        String name = fields.text("name");
        return switch (login(name, fields.text("password"), call.peer(), Tokens.Kind.PERSON)) {
            case Login.Made made ->
                Answer.json(
                        201,
                        Json.object()
                                .put("token", made.session().token())
                                .put("name", name)
                                .put("role", accounts.role(name).id())
                                .put("expires", made.session().expires().toString()));
            case Login.Wrong wrong ->
                Problem.of(401, "login", "The name or the password is wrong. Try again")
                        .with("WWW-Authenticate", "Bearer");
        };
    }

    Reply logout(Call call) {
        if (call.caller() instanceof Caller.Person person) {
            tokens.end(person.session());
        }
        return Answer.empty(204);
    }
}
