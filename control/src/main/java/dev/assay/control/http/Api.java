package dev.assay.control.http;

import dev.assay.control.ControlException;
import dev.assay.control.http.Reply.Problem;
import dev.assay.control.http.Reply.Problem.Fault;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.ModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries out the operations of openapi.yaml. In this order: which operation, who calls, may the caller, are the
 * parameters and the body as the document says; only then the handler. Thread-safe.
 */
public final class Api {
    /** Of the names and values in a body: what a plugin's response may have, and as many for what is said about it. */
    private static final int SPARE_VALUES = 200_000;

    private static final Logger LOG = LoggerFactory.getLogger(Api.class);

    private final Operations operations;
    private final Schemas schemas;
    private final Map<String, Handler> handlers;
    private final Function<String, Optional<Caller>> tokens;

    /**
     * @param handlers by operation id; exactly those of openapi.yaml
     * @param tokens whose bearer token this is
     */
    public Api(Map<String, Handler> handlers, Function<String, Optional<Caller>> tokens) {
        this.operations = Operations.load();
        this.schemas = new Schemas(operations.document());
        this.handlers = new LinkedHashMap<>(handlers);
        this.handlers.put("openapi", call -> new Reply.Answer(200, Map.of(), "application/yaml", operations.yaml()));
        this.tokens = tokens;
        Set<String> declared = operations.all().stream().map(Operation::id).collect(Collectors.toSet());
        if (!declared.equals(this.handlers.keySet())) {
            Set<String> odd = new HashSet<>(declared);
            this.handlers.keySet().forEach(id -> {
                if (!odd.remove(id)) {
                    odd.add(id);
                }
            });
            throw new IllegalStateException("openapi.yaml and the handlers differ in " + odd);
        }
    }

    /** Answers a request; whatever goes wrong is answered too. */
    public Reply handle(Request request) {
        try {
            return answer(request);
        } catch (ModelException e) {
            return Problem.of(422, "invalid", String.valueOf(e.getMessage()));
        } catch (ControlException e) {
            LOG.warn("a call could not be done", e);
            return Problem.of(503, "unavailable", "The service cannot do this now; its log says why. Try again later");
        } catch (IOException e) {
            return Problem.of(400, "incomplete", "The request ended before it was complete. Send it again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Problem.of(503, "stopping", "The service is being stopped. Try again");
        }
    }

    private Reply answer(Request request) throws IOException, InterruptedException {
        List<String> path = Operations.parts(request.path());
        Set<String> methods = new HashSet<>();
        for (Operation operation : operations.all()) {
            Optional<Map<String, String>> values = operation.match(path);
            if (values.isPresent() && operation.method().equals(request.method())) {
                return enter(operation, values.get(), request);
            }
            values.ifPresent(found -> methods.add(operation.method()));
        }
        if (methods.isEmpty()) {
            return notFound(Inert.quote(request.path()) + " is nothing here. See /api/v1/openapi.yaml");
        }
        String allowed = methods.stream().sorted().collect(Collectors.joining(", "));
        return Problem.of(405, "method", Inert.quote(request.path()) + " takes " + allowed)
                .with("Allow", allowed);
    }

    /** What is not there, or is not for the caller to know. */
    public static Problem notFound(String detail) {
        return Problem.of(404, "not-found", detail);
    }

    private Reply enter(Operation operation, Map<String, String> path, Request request)
            throws IOException, InterruptedException {
        Caller caller = caller(request);
        if (!operation.access().allows(caller, path)) {
            return caller instanceof Caller.Anonymous
                    ? Problem.of(
                                    401,
                                    "no-valid-token",
                                    "This call needs a valid token, in 'Authorization: Bearer …'. Log in again")
                            .with("WWW-Authenticate", "Bearer")
                    : Problem.of(
                            403,
                            "role",
                            caller.label() + " may not " + operation.id()
                                    + ": the role is not enough, or the resource is another's. Ask an administrator");
        }
        List<Fault> faults = new ArrayList<>();
        Map<String, String> parameters = parameters(operation, path, request, faults);
        if (!faults.isEmpty()) {
            return invalid(faults);
        }
        if (!operation.hasBody()) {
            return handle(operation, new Call(caller, parameters, Call.noBody(), request.peer()));
        }
        String type = request.header("Content-Type").orElse("").split(";", 2)[0].strip();
        if (!type.equalsIgnoreCase(operation.bodyType())) {
            return Problem.of(415, "media-type", "The body must be " + operation.bodyType());
        }
        byte[] bytes = request.body().readNBytes(operation.mostBytes() + 1);
        if (bytes.length > operation.mostBytes()) {
            return Problem.of(413, "too-large", "The body may have " + operation.mostBytes() + " bytes. Send less");
        }
        JsonNode body;
        try {
            body = read(operation, bytes);
        } catch (ModelException e) {
            return Problem.of(400, "malformed", String.valueOf(e.getMessage()));
        }
        faults.addAll(schemas.faults(operation.bodySchema(), body));
        return faults.isEmpty()
                ? handle(operation, new Call(caller, parameters, body, request.peer()))
                : invalid(faults);
    }

    private Caller caller(Request request) {
        String prefix = "Bearer ";
        return request.header("Authorization")
                .filter(header -> header.regionMatches(true, 0, prefix, 0, prefix.length()))
                .flatMap(
                        header -> tokens.apply(header.substring(prefix.length()).strip()))
                .orElseGet(Caller.Anonymous::new);
    }

    private Map<String, String> parameters(
            Operation operation, Map<String, String> path, Request request, List<Fault> faults) {
        Map<String, String> query;
        try {
            query = Form.parse(request.query());
        } catch (ModelException e) {
            faults.add(new Fault("query", String.valueOf(e.getMessage())));
            return Map.of();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (Operation.Parameter parameter : operation.parameters()) {
            Optional<String> value = switch (parameter.in()) {
                case "path" -> Optional.ofNullable(path.get(parameter.name()));
                case "query" -> Optional.ofNullable(query.remove(parameter.name()));
                default -> request.header(parameter.name());
            };
            value.ifPresent(text -> {
                schemas.faults(parameter.schema(), json(parameter, text))
                        .forEach(fault -> faults.add(
                                new Fault(parameter.in() + " parameter " + parameter.name(), fault.message())));
                values.put(parameter.name(), text);
            });
        }
        query.keySet()
                .forEach(name ->
                        faults.add(new Fault("query parameter " + Inert.line(name, 60), "it is not known here")));
        return values;
    }

    private static JsonNode json(Operation.Parameter parameter, String text) {
        ObjectNode holder = Json.object();
        if (parameter.number() && text.matches("[0-9]{1,9}")) {
            return holder.put("value", Long.parseLong(text)).path("value");
        }
        return holder.put("value", text).path("value");
    }

    private static JsonNode read(Operation operation, byte[] bytes) {
        if (operation.bodyType().equals("application/json")) {
            return Json.readStorable(bytes, operation.mostBytes(), SPARE_VALUES);
        }
        ObjectNode form = Json.object();
        Form.parse(new String(bytes, StandardCharsets.UTF_8)).forEach(form::put);
        return form;
    }

    private static Problem invalid(List<Fault> faults) {
        String first = faults.getFirst().path() + " " + faults.getFirst().message();
        String more = faults.size() == 1 ? "" : " (and " + (faults.size() - 1) + " more, see errors)";
        return Problem.of(400, "invalid", "The request is not as openapi.yaml says: " + first + more)
                .with(faults);
    }

    private Reply handle(Operation operation, Call call) throws InterruptedException {
        Handler handler = handlers.get(operation.id());
        if (handler == null) {
            throw new IllegalStateException("no handler for " + operation.id());
        }
        return handler.handle(call);
    }
}
