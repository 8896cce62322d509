package dev.assay.trust.login;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import dev.assay.trust.TrustException;
import java.util.Optional;

/** What a service answered: in time, in bounds, with status 200 or 201, or one that was asked for. */
final class Answer {
    private final Caller.Question question;
    private final int status;
    private final byte[] body;
    private final Optional<String> location;

    Answer(Caller.Question question, int status, byte[] body, Optional<String> location) {
        this.question = question;
        this.status = status;
        this.body = body;
        this.location = location;
    }

    int status() {
        return status;
    }

    byte[] body() {
        return body.clone();
    }

    /** Where it points to. */
    Optional<String> location() {
        return location;
    }

    /** The body as an object; what {@code reader} refuses is told with the service's name. */
    <T> T read(Reader<T> reader) {
        try {
            return reader.read(Fields.of(Json.read(body, body.length), "answer"));
        } catch (ModelException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    TrustException malformed(String problem) {
        return Failure.answer(question.service(), question.address(), question.shown(problem));
    }

    /** Reads an answer's fields. */
    interface Reader<T> {
        T read(Fields fields);
    }
}
