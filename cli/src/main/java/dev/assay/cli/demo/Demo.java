package dev.assay.cli.demo;

import dev.assay.model.Json;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole chain on this machine: source, module, verdict, release, requirement, verified run, result; then what is
 * refused, and what is stopped. A step that does not show what it should ends it with a {@link DemoException}.
 */
public final class Demo implements AutoCloseable {
    private static final String RUNTIME = "this-host";
    private static final List<String> PLUGINS = List.of("ssh-hardening", "tls-endpoint", "linux-baseline");

    private final Telling telling;
    private final Stage stage;
    private final Commands commands;
    private final Releasing releasing;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final ObjectNode record = Json.object();

    /**
     * @param out where it tells what it does
     * @param sources where {@code plugins/} is
     * @param folder where everything is written; cleared if an earlier demonstration made it
     */
    public Demo(Shell shell, PrintStream out, Path sources, Path folder) {
        this.telling = new Telling(out);
        this.stage = Stage.fresh(sources, folder);
        this.commands = new Commands(shell, stage);
        this.releasing = new Releasing(commands, stage, telling);
    }

    /** Everything once; answers the record that {@code --json} prints. */
    public ObjectNode round() {
        long begin = System.nanoTime();
        makeKeys();
        telling.chapter("From source to a signed release: built twice and compared, audited, signed, published");
        PLUGINS.forEach(name -> releasing.release(stage.plugin(name), name));
        startControl();
        runPlugins();
        replay();
        new Refusals(commands, releasing, stage, telling).show(record.putArray("refusals"));
        new HostileGuests(commands, releasing, stage, telling).show(record.putArray("stopped"));
        return record.put("console", commands.controlUrl())
                .put("seconds", Math.round((System.nanoTime() - begin) / 1e8) / 10.0);
    }

    /** Where the administrator's password is. */
    public Path password() {
        return commands.password();
    }

    /** Lets the runtime go on by its schedule, so that the console shows a living fleet. */
    public void goOn() {
        running.push(commands.keepRunning(RUNTIME));
    }

    private void makeKeys() {
        telling.chapter("Keys, and a trust policy that says who may say what");
        for (String role : List.of("builder", "auditor", "reviewer", "publisher", "stranger")) {
            commands.createKey(role);
        }
        commands.initTrust(stage.trust(), "auditor");
        commands.initRegistry();
        telling.good("a builder, an auditor, a reviewer, a publisher; and a stranger whom the policy does not name");
    }

    private void startControl() {
        telling.chapter("The Configuration Service on its own PostgreSQL, and a runtime that enrols");
        running.push(commands.control());
        telling.good("console at " + commands.controlUrl());
        commands.enrol(RUNTIME, stage.trust());
        telling.good("runtime " + RUNTIME + ": one-time token used, its own key made, the service's key pinned");
    }

    private void runPlugins() {
        telling.chapter("Required, verified, and run in a worker process on this machine");
        TlsEndpoint endpoint = TlsEndpoint.start(stage.root(), stage.passphrase());
        running.push(endpoint);
        String host = "localhost";
        Path config = stage.write(
                "require/tls-endpoint.json",
                "{\"endpoints\":[{\"host\":\"" + host + "\",\"port\":" + endpoint.port() + "}]}\n");
        Path grants = stage.write(
                "require/tls-endpoint.grants.yaml",
                "tls: [{hosts: [" + host + "], ports: [" + endpoint.port() + "]}]\n");
        Path empty = stage.write("require/empty.json", "{}\n");
        commands.require(RUNTIME, "assay/ssh-hardening", "*", empty, releasing.declaredGrants("ssh-hardening"));
        commands.require(RUNTIME, "assay/tls-endpoint", "*", config, grants);
        commands.require(RUNTIME, "assay/linux-baseline", "*", empty, releasing.declaredGrants("linux-baseline"));
        Round round = commands.once(RUNTIME);
        ArrayNode plugins = record.putArray("plugins");
        PLUGINS.forEach(name -> plugins.add(tell(round, name)));
    }

    private void replay() {
        telling.chapter(
                "Run again from the signed receipts: the same module, told the same, must answer the same bytes");
        commands.verifyChain(RUNTIME);
        int same = 0;
        for (JsonNode receipt : commands.replay(RUNTIME)) {
            if (receipt.path("verdict").asString("").equals("same")) {
                same++;
                telling.good("receipt " + receipt.path("sequence").asLong(0) + " of "
                        + receipt.path("plugin").asString("") + ": same bytes, "
                        + receipt.path("fuel").asLong(0) + " fuel");
            }
        }
        record.put("replayed", same);
    }

    private ObjectNode tell(Round round, String name) {
        String plugin = "assay/" + name;
        round.requireActive(plugin);
        round.requireOutcome(plugin, "completed");
        telling.good(plugin + " active: " + round.findings(plugin) + " findings, " + round.notSatisfied(plugin)
                + " of them not satisfied, in " + round.seconds(plugin) + " s");
        return Json.object()
                .put("name", plugin)
                .put("version", round.plugin(plugin).path("version").asString(""))
                .put("digest", round.plugin(plugin).path("active").asString(""))
                .put("verdict", releasing.verdict(name))
                .put("state", round.state(plugin))
                .put("findings", round.findings(plugin))
                .put("seconds", round.seconds(plugin))
                .put("fuel", round.fuel(plugin));
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception e) {
                telling.note("could not stop a part of the demo: " + e.getMessage());
            }
        }
    }
}
