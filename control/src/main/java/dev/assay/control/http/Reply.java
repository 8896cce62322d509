package dev.assay.control.http;

import dev.assay.model.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a call is answered with. */
public sealed interface Reply {
    int status();

    Map<String, String> headers();

    /** An answer that is there as a whole. */
    record Answer(int status, Map<String, String> headers, String type, String body) implements Reply {
        private static final String JSON = "application/json";

        public static Answer json(int status, JsonNode body) {
            return new Answer(status, Map.of(), JSON, body.toString());
        }

        public static Answer json(JsonNode body) {
            return json(200, body);
        }

        /** JSON that is there as text. */
        public static Answer json(String body) {
            return new Answer(200, Map.of(), JSON, body);
        }

        public static Answer empty(int status) {
            return new Answer(status, Map.of(), "", "");
        }

        /** The same with one more header. */
        public Answer with(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Answer(status, Map.copyOf(more), type, body);
        }
    }

    /** An answer that is written for as long as there is something to tell. */
    record Stream(int status, Map<String, String> headers, String type, Writer writer) implements Reply {
        /** Writes until there is nothing more to tell or the other side is gone. */
        @FunctionalInterface
        public interface Writer {
            void write(OutputStream out) throws IOException, InterruptedException;
        }
    }

    /**
     * Why a call was not done (RFC 9457).
     *
     * @param code the last part of the problem's {@code type}; for programs
     * @param detail what failed, on what, what to do
     * @param faults every fault of the request, where it has several
     * @param more further members
     */
    record Problem(
            int status,
            Map<String, String> headers,
            String code,
            String detail,
            List<Fault> faults,
            Map<String, String> more)
            implements Reply {
        public static final String TYPE = "application/problem+json";

        private static final Map<Integer, String> TITLES = Map.ofEntries(
                Map.entry(400, "Bad request"),
                Map.entry(401, "Not logged in"),
                Map.entry(403, "Not allowed"),
                Map.entry(404, "Not found"),
                Map.entry(405, "No such method here"),
                Map.entry(409, "In conflict"),
                Map.entry(412, "Changed in the meantime"),
                Map.entry(413, "Too large"),
                Map.entry(415, "Not that media type"),
                Map.entry(421, "Another host's"),
                Map.entry(422, "Cannot be done as asked"),
                Map.entry(428, "If-Match is missing"),
                Map.entry(429, "Too many tries"),
                Map.entry(503, "Not now"));

        /** One fault of a request: where, and what. */
        public record Fault(String path, String message) {}

        public static Problem of(int status, String code, String detail) {
            return new Problem(status, Map.of(), code, detail, List.of(), Map.of());
        }

        /** The same with every fault listed. */
        public Problem with(List<Fault> faults) {
            return new Problem(status, headers, code, detail, List.copyOf(faults), more);
        }

        /** The same with this header. */
        public Problem with(String header, String value) {
            return new Problem(status, Map.of(header, value), code, detail, faults, more);
        }

        /** The same with a further member. */
        public Problem and(String member, String value) {
            return new Problem(status, headers, code, detail, faults, Map.of(member, value));
        }

        public Answer answer() {
            ObjectNode out = Json.object()
                    .put("type", "urn:assay:problem:" + code)
                    .put("title", TITLES.getOrDefault(status, "Failed"))
                    .put("status", status)
                    .put("detail", detail);
            if (!faults.isEmpty()) {
                ArrayNode list = out.putArray("errors");
                faults.forEach(
                        fault -> list.addObject().put("path", fault.path()).put("message", fault.message()));
            }
            more.forEach(out::put);
            return new Answer(status, headers, TYPE, out.toString());
        }
    }
}
