package dev.assay.sandbox.host;

import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.sandbox.egress.Caller;
import dev.assay.sandbox.egress.Egress;
import dev.assay.sandbox.egress.EgressException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** Makes requests on the web for guests, and tells what was answered. Thread-safe. */
final class HttpHost {
    private final Egress egress;

    HttpHost(Egress egress) {
        this.egress = egress;
    }

    ObjectNode perform(CapabilityRequest.Http request, Caller caller) throws InterruptedException {
        try {
            return Answer.ok(content(egress.ask(request.asked(), caller)));
        } catch (EgressException e) {
            return error(e);
        } catch (InvalidValueException e) {
            return Answer.error(Answer.INVALID_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    static ObjectNode error(EgressException e) {
        String code = switch (e.kind()) {
            case REFUSED -> Answer.REFUSED;
            case UNAVAILABLE -> Answer.UNAVAILABLE;
            case TIMEOUT -> Answer.TIMEOUT;
            case TOO_LARGE -> Answer.TOO_LARGE;
            case FAILED -> Answer.FAILED;
        };
        return Answer.error(code, String.valueOf(e.getMessage()));
    }

    private static ObjectNode content(Egress.Got got) {
        ObjectNode content = Json.object()
                .put("status", got.reply().status())
                .put("url", got.url())
                .put("redirects", got.redirects());
        ObjectNode headers = content.putObject("headers");
        got.reply().headers().forEach((name, values) -> headers.set(name, Json.texts(values)));
        byte[] body = got.reply().body();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return content.put("body", text);
        } catch (CharacterCodingException e) {
            return content.put("base64", Base64.getEncoder().encodeToString(body));
        }
    }
}
