package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** A call that was made, with its answer; both were found to be as openapi.yaml says. */
record Exchange(int status, HttpResponse<String> response) {
    JsonNode json() {
        byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
        return Json.read(bytes, 64 << 20);
    }

    String text(String field) {
        return json().path(field).asString("");
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    Exchange is(int expected) {
        assertThat(status)
                .as("status of %s: %s", response.request().uri(), response.body())
                .isEqualTo(expected);
        return this;
    }

    /** The last part of the problem's type. */
    String problem() {
        return text("type").replace("urn:assay:problem:", "");
    }
}
