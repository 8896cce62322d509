package dev.assay.cli;

import dev.assay.model.Inert;
import dev.assay.model.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows the fleet: what each runtime should run, runs, and has verified. */
@Command(
        name = "fleet",
        description = "Show what each runtime should run, what it runs, and whether it is verified.",
        mixinStandardHelpOptions = true,
        subcommands = {FleetCommand.Token.class, FleetCommand.Results.class},
        footer = {"", "Example:", "  assay fleet --control http://127.0.0.1:8484 --password-file admin.password"})
final class FleetCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private final ControlOptions control = new ControlOptions();

    @Option(names = "--json", description = "Print the service's answer.")
    private boolean json;

    FleetCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (ControlClient client = control.login()) {
            JsonNode fleet = client.get("/api/v1/fleet").body();
            if (json) {
                console.out().print(Json.pretty(fleet));
            } else {
                fleet.path("runtimes").forEach(this::print);
            }
        }
        return ExitStatus.DONE.code();
    }

    private void print(JsonNode runtime) {
        console.out()
                .println(text(runtime, "name") + "  " + text(runtime, "state") + "  revision "
                        + runtime.path("observed-revision").asInt(0) + " of "
                        + runtime.path("desired-revision").asInt(0));
        for (JsonNode plugin : runtime.path("plugins")) {
            console.out()
                    .println("  " + text(plugin, "plugin") + " "
                            + text(plugin.path("desired"), "version") + "  " + text(plugin, "state")
                            + (plugin.path("verified").asBoolean(false) ? ", verified" : ", not verified")
                            + (plugin.has("last-run") ? ", last run " + text(plugin.path("last-run"), "outcome") : ""));
            plugin.path("reasons")
                    .forEach(reason ->
                            console.out().println("    " + text(reason, "message") + "; " + text(reason, "remedy")));
        }
    }

    private static String text(JsonNode node, String field) {
        return Inert.line(node.path(field).asString(""), 300);
    }

    /** Creates the token that enrols one runtime. */
    @Command(
            name = "token",
            description = "Create a token that enrols one runtime, once. It is shown only here.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  assay fleet token web-1 --label env=prod > web-1.token"})
    static final class Token implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final ControlOptions control = new ControlOptions();

        @Parameters(paramLabel = "NAME", description = "The name that the runtime will have.")
        private String name = "";

        @Option(names = "--label", paramLabel = "KEY=VALUE", description = "A label of the runtime.")
        private Map<String, String> labels = new TreeMap<>();

        Token(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            ObjectNode draft = Json.object().put("name", name);
            ObjectNode all = draft.putObject("labels");
            labels.forEach(all::put);
            try (ControlClient client = control.login()) {
                console.out()
                        .println(client.post("/api/v1/enrolment-tokens", draft)
                                .body()
                                .path("token")
                                .asString(""));
            }
            return ExitStatus.DONE.code();
        }
    }

    /** Lists what the runs gave. */
    @Command(
            name = "results",
            description = "List the results that runtimes delivered, newest first.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  assay fleet results --json"})
    static final class Results implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final ControlOptions control = new ControlOptions();

        @Option(names = "--json", description = "Print them as one array.")
        private boolean json;

        Results(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            try (ControlClient client = control.login()) {
                var results = client.all("/api/v1/results");
                if (json) {
                    console.out().print(Json.pretty(Json.array().addAll(results)));
                    return ExitStatus.DONE.code();
                }
                for (JsonNode result : results) {
                    JsonNode findings = result.path("findings");
                    console.out()
                            .println(text(result, "started") + "  " + text(result, "plugin") + " "
                                    + text(result, "version") + "  " + text(result, "outcome") + "  "
                                    + findings.path("satisfied").asInt(0) + " satisfied, "
                                    + findings.path("not-satisfied").asInt(0) + " not satisfied");
                    String problem = text(result.path("receipt"), "problem");
                    if (!problem.isEmpty()) {
                        console.out().println("  ! " + Inert.line(problem));
                    }
                }
            }
            return ExitStatus.DONE.code();
        }
    }
}
