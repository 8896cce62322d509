package dev.assay.cli;

import dev.assay.model.Capabilities;
import dev.assay.model.CapabilitiesReader;
import dev.assay.model.Document;
import dev.assay.model.Fields;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.fleet.RecordPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Requires a plugin of runtimes: version range, configuration, grants, interval. */
@Command(
        name = "require",
        description = "Require a plugin of runtimes: version, configuration, grants, interval.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: see what would change, then require it of every runtime labelled env=prod",
            "  assay require assay/ssh-hardening --versions ^1 --label env=prod --grants grants.yaml --preview",
            "  assay require assay/ssh-hardening --versions ^1 --label env=prod --grants grants.yaml",
            "",
            "List what is required, and take one back",
            "  assay require --list",
            "  assay require --remove ID",
            "",
            "The grants file is written like 'capabilities' in plugin.yaml. Without it nothing is granted.",
            "The policies file has a list 'policies', each with id, title, behavior, expression (CEL), message, target.",
        })
final class RequireCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Parameters(paramLabel = "PLUGIN", arity = "0..1", description = "The plugin, owner/name.")
    private @Nullable String plugin;

    @Option(names = "--versions", paramLabel = "RANGE", description = "Which versions, such as ^1.4 (default: any).")
    private String versions = "*";

    @ArgGroup(exclusive = true)
    private @Nullable Whose whose;

    /** Whom the requirement is for. */
    static final class Whose {
        @Option(names = "--runtime", paramLabel = "NAME", description = "One runtime, by name or id.")
        private @Nullable String runtime;

        @Option(
                names = "--label",
                paramLabel = "KEY=VALUE",
                description = "Every runtime with this label; may stand several times.")
        private Map<String, String> labels = new TreeMap<>();
    }

    @Option(names = "--config", paramLabel = "FILE", description = "The plugin's configuration, JSON or YAML.")
    private @Nullable Path config;

    @Option(names = "--grants", paramLabel = "FILE", description = "What it may touch, YAML.")
    private @Nullable Path grants;

    @Option(names = "--policies", paramLabel = "FILE", description = "What judges its records, JSON or YAML.")
    private @Nullable Path policies;

    @Option(
            names = "--policy-data",
            paramLabel = "FILE",
            description = "What it and its policies get as data, JSON or YAML.")
    private @Nullable Path policyData;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Option(names = "--interval", paramLabel = "DURATION", description = "Between two runs, ISO 8601 (default: PT15M).")
    private String interval = "PT15M";

    @Option(names = "--replace", paramLabel = "ID", description = "Replace this requirement.")
    private @Nullable String replace;

    @Option(names = "--remove", paramLabel = "ID", description = "Remove this requirement; no PLUGIN then.")
    private @Nullable String remove;

    @Option(names = "--list", description = "List the requirements; no PLUGIN then.")
    private boolean list;

    @Option(names = "--preview", description = "Show what would change; change nothing.")
    private boolean preview;

    @Option(names = "--json", description = "Print the service's answer.")
    private boolean json;

    RequireCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ControlClient client = control.login()) {
            if (list) {
                return list(client);
            }
            if (remove != null) {
                return remove(client, remove);
            }
            ObjectNode draft = draft(client);
            if (preview) {
                String query = replace == null ? "" : "?replaces=" + replace;
                return show(client.post("/api/v1/requirements:preview" + query, draft)
                        .body());
            }
            if (replace != null) {
                String path = "/api/v1/requirements/" + replace;
                String etag = etag(client.get(path));
                return stored(client.put(path, draft, etag).body());
            }
            return stored(client.post("/api/v1/requirements", draft).body());
        }
    }

    private ObjectNode draft(ControlClient client) {
        if (plugin == null) {
            throw new CommandException("which plugin? Name it as owner/name, such as assay/ssh-hardening");
        }
        ObjectNode draft = Json.object()
                .put("plugin", PluginName.parse(plugin).toString())
                .put("versions", versions)
                .put("interval", interval);
        if (whose == null) {
            throw new CommandException(
                    "of whom? Give --runtime NAME, or --label KEY=VALUE for all that have the label");
        }
        if (whose.runtime != null) {
            draft.put("runtime", Fleet.idOf(client, whose.runtime));
        } else {
            ObjectNode selector = draft.putObject("selector");
            whose.labels.forEach(selector::put);
        }
        if (config != null) {
            draft.set("config", document(config, "configuration"));
        }
        if (grants != null) {
            draft.set("grants", capabilities(grants).toJson());
        }
        if (policies != null) {
            draft.set("policies", policies(policies));
        }
        if (policyData != null) {
            draft.set("policy-data", document(policyData, "policy data"));
        }
        limits.limits().ifPresent(given -> draft.set("limits", given.toJson()));
        return draft;
    }

    private Integer list(ControlClient client) {
        List<JsonNode> all = client.all("/api/v1/requirements");
        if (json) {
            console.out().print(Json.pretty(Json.array().addAll(all)));
            return ExitStatus.DONE.code();
        }
        for (JsonNode requirement : all) {
            console.out()
                    .println(text(requirement, "id") + "  " + text(requirement, "plugin") + " "
                            + text(requirement, "versions") + " (now "
                            + text(requirement.path("resolved"), "version") + ")  of " + whom(requirement));
        }
        return ExitStatus.DONE.code();
    }

    private static String whom(JsonNode requirement) {
        if (requirement.has("runtime")) {
            return "the runtime " + text(requirement, "runtime");
        }
        String labels = requirement.path("selector").properties().stream()
                .map(label -> label.getKey() + "=" + label.getValue().asString(""))
                .collect(Collectors.joining(" "));
        return labels.isEmpty() ? "every runtime" : "runtimes with " + Inert.line(labels, 300);
    }

    private Integer remove(ControlClient client, String id) {
        String path = "/api/v1/requirements/" + id;
        client.delete(path, etag(client.get(path)));
        console.out().println("Removed requirement " + id + ".");
        return ExitStatus.DONE.code();
    }

    private Integer stored(JsonNode requirement) {
        if (json) {
            console.out().print(Json.pretty(requirement));
        } else {
            JsonNode resolved = requirement.path("resolved");
            console.out()
                    .println("Required " + text(requirement, "plugin") + " " + text(resolved, "version") + " ("
                            + text(resolved, "release") + ") as requirement " + text(requirement, "id") + ".");
        }
        return ExitStatus.DONE.code();
    }

    private Integer show(JsonNode preview) {
        if (json) {
            console.out().print(Json.pretty(preview));
            return ExitStatus.DONE.code();
        }
        console.out().println("It resolves to version " + text(preview.path("resolved"), "version") + ".");
        for (JsonNode runtime : preview.path("runtimes")) {
            console.out().println(text(runtime, "name") + ": " + text(runtime, "change"));
            console.out()
                    .println("  gains " + runtime.path("capabilities-gained") + ", loses "
                            + runtime.path("capabilities-lost"));
            runtime.path("reasons")
                    .forEach(reason -> console.out()
                            .println("  would be refused: " + text(reason, "message") + "; " + text(reason, "remedy")));
        }
        return ExitStatus.DONE.code();
    }

    private static Capabilities capabilities(Path file) {
        Document document = Document.read(Inputs.read(file, "grants file", 1 << 20), file.toString());
        Capabilities capabilities = CapabilitiesReader.read(document);
        document.finish();
        return capabilities;
    }

    private static JsonNode policies(Path file) {
        Fields fields = Fields.of(document(file, "policies file"), "$");
        JsonNode all = RecordPolicy.toJson(RecordPolicy.listFromJson(fields, "policies"));
        fields.end();
        return all;
    }

    private static JsonNode document(Path file, String what) {
        if (file.toString().endsWith(".json")) {
            return Inputs.json(file, what);
        }
        Document document = Document.read(Inputs.read(file, what, 1 << 20), file.toString());
        ObjectNode all = Json.object();
        document.keys().forEach(key -> document.json(key).ifPresent(value -> all.set(key, value)));
        document.finish();
        return all;
    }

    private static String etag(ControlClient.Answer answer) {
        return answer.etag().orElseThrow(() -> new CommandException("the service gave no ETag for the requirement"));
    }

    private static String text(JsonNode node, String field) {
        return Inert.line(node.path(field).asString(""), 300);
    }
}
