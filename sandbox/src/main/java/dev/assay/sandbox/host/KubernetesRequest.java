package dev.assay.sandbox.host;

import dev.assay.model.Effective;
import dev.assay.model.Fields;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Word;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What to get or list of a cluster. Every part is checked before it becomes part of a path, so that none of them is two.
 *
 * @param group empty for the core group
 * @param namespace empty for all of them, or for what belongs to none
 * @param name for {@link Verb#GET} alone
 * @param query the options of a list
 */
record KubernetesRequest(
        Verb verb,
        String group,
        String version,
        String resource,
        Optional<String> namespace,
        Optional<String> name,
        Map<String, String> query) {
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern GROUP = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern VERSION = Pattern.compile("v[1-9][0-9]?((alpha|beta)[1-9][0-9]?)?");
    private static final Pattern NAMESPACE = Pattern.compile(LABEL);
    /** To the API server /api/v1/watch/secrets is a watch of secrets, and proxy was one of the like: no names of resources. */
    private static final Pattern RESOURCE = Pattern.compile("(?!(watch|proxy)$)" + LABEL);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.:_-]{0,251}[A-Za-z0-9])?");
    private static final Pattern SELECTOR = Pattern.compile("[A-Za-z0-9 !=,()./_-]{1,1000}");
    private static final Pattern CONTINUE = Pattern.compile("[A-Za-z0-9_=+/-]{1,4096}");
    private static final int MOST_OBJECTS = 500;

    /** What can be done. */
    enum Verb implements Word {
        GET,
        LIST;

        static Verb parse(String id) {
            return Word.parse(Verb.class, id);
        }
    }

    static KubernetesRequest read(Fields fields) {
        Verb verb = fields.value("verb", Verb::parse);
        Optional<String> name = fields.optionalValue("name", text -> matching("name", NAME, text));
        if ((verb == Verb.GET) != name.isPresent()) {
            throw new InvalidValueException("$.name", "get needs a name, and list has none");
        }
        Map<String, String> query = new LinkedHashMap<>();
        if (verb == Verb.LIST) {
            selector(fields, "label-selector").ifPresent(text -> query.put("labelSelector", text));
            selector(fields, "field-selector").ifPresent(text -> query.put("fieldSelector", text));
            query.put(
                    "limit",
                    String.valueOf(fields.has("limit") ? fields.integer("limit", 1, MOST_OBJECTS) : MOST_OBJECTS));
            fields.optionalValue("continue", text -> matching("continue", CONTINUE, text))
                    .ifPresent(text -> query.put("continue", text));
        }
        return new KubernetesRequest(
                verb,
                fields.optionalText("group")
                        .filter(text -> !text.isEmpty())
                        .map(text -> matching("group", GROUP, text))
                        .orElse(""),
                fields.value("version", text -> matching("version", VERSION, text)),
                fields.value("resource", text -> matching("resource", RESOURCE, text)),
                fields.optionalValue("namespace", text -> matching("namespace", NAMESPACE, text)),
                name,
                Map.copyOf(query));
    }

    private static Optional<String> selector(Fields fields, String key) {
        return fields.optionalValue(key, text -> matching("selector", SELECTOR, text));
    }

    private static String matching(String noun, Pattern form, String text) {
        if (!form.matcher(text).matches() || text.contains("..")) {
            throw new InvalidValueException(noun, text, "text of the form " + form.pattern());
        }
        return text;
    }

    boolean allowedBy(Effective effective) {
        return effective.allowsKubernetes(group.isEmpty() ? resource : group + "/" + resource, namespace);
    }

    /** Where it is on the server. */
    String path() {
        String path = (group.isEmpty() ? "/api/" : "/apis/" + group + "/") + version
                + namespace.map(text -> "/namespaces/" + text).orElse("") + "/" + resource
                + name.map(text -> "/" + text).orElse("");
        String options = query.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(option -> option.getKey() + "=" + URLEncoder.encode(option.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return options.isEmpty() ? path : path + "?" + options;
    }

    String describe() {
        return verb.id() + " " + (group.isEmpty() ? "" : group + "/") + resource
                + namespace.map(text -> " in " + text).orElse("")
                + name.map(text -> " " + text).orElse("");
    }
}
