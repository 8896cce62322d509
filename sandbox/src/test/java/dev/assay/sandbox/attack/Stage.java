package dev.assay.sandbox.attack;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Capability.FileAccess;
import dev.assay.model.Limits;
import dev.assay.sandbox.Assessment;
import dev.assay.sandbox.FakeWorker;
import dev.assay.sandbox.Guests;
import dev.assay.sandbox.Operation;
import dev.assay.sandbox.Run;
import dev.assay.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where attacks happen: a host that has something to lose, and grants every plugin all that it lets any plugin touch. */
public final class Stage implements AutoCloseable {
    private static final Map<String, List<String>> COMMANDS = Map.of(
            "sleeps", List.of("/bin/sleep", "4444"),
            "prints", List.of("/usr/bin/printf", "%s|", "a b", "; id", "$(id)", "`id`"));

    private final Path folder;
    private final Capabilities granted;
    private final Sandbox sandbox;

    /** With files of its own in this folder. */
    public Stage(Path folder) throws IOException {
        this.folder = folder.toRealPath();
        Files.createDirectories(this.folder.resolve("own"));
        Files.writeString(this.folder.resolve("own/secret"), "secret");
        Files.createSymbolicLink(this.folder.resolve("link"), this.folder.resolve("own/secret"));
        Files.createSymbolicLink(this.folder.resolve("way"), this.folder.resolve("own"));
        granted = Capabilities.of(
                new Capability.Exec("sleeps"),
                new Capability.Exec("prints"),
                new Capability.Env("LANG"),
                new FileAccess(this.folder + "/*", FileAccess.Access.READ),
                new FileAccess(this.folder + "/own/*", FileAccess.Access.READ),
                new FileAccess(this.folder + "/way/*", FileAccess.Access.READ),
                new FileAccess("/proc/self/*", FileAccess.Access.READ),
                new FileAccess("/dev/*", FileAccess.Access.READ));
        sandbox = Sandbox.open(Guests.hostFile(granted, COMMANDS, 2), List.of(this.folder.resolve("own")));
    }

    /** For what is done in its confined workers; those of an attack on the channel are started one by one. */
    public void keepWorkersReady() {
        sandbox.keepWorkersReady();
    }

    /** The attack, in a run of these limits. */
    public Run run(Attack attack, Limits limits) throws InterruptedException {
        return switch (attack.attacker()) {
            case Attack.Plugin plugin ->
                sandbox.run(assessment(plugin.module(), plugin.operation(), plugin.request(), limits));
            case Attack.TakenOver worker -> {
                try (Sandbox taken = Guests.sandbox(FakeWorker.command(worker.behaviour()))) {
                    yield run(taken, worker, limits);
                }
            }
        };
    }

    /** The same, with a worker that waited for it, if it is one that can be waited for at all: its start is not measured. */
    public Run runReady(Attack attack, Limits limits) throws InterruptedException {
        if (attack.attacker() instanceof Attack.TakenOver worker) {
            try (Sandbox taken = Guests.sandbox(FakeWorker.command(worker.behaviour()))) {
                taken.keepWorkersReady();
                Thread.sleep(1000);
                return run(taken, worker, limits);
            }
        }
        return run(attack, limits);
    }

    private Run run(Sandbox taken, Attack.TakenOver worker, Limits limits) throws InterruptedException {
        return taken.run(assessment("honest", worker.operation(), "{}", limits));
    }

    /** What an honest plugin gets. */
    public Run honest() throws InterruptedException {
        return sandbox.run(assessment("honest", Operation.ASSESS, "{}", Guests.LIMITS));
    }

    private Assessment assessment(String module, Operation operation, String request, Limits limits) {
        return new Assessment(
                Guests.module(module),
                Guests.manifest(granted),
                granted,
                limits,
                operation,
                request.replace("FOLDER", folder.toString()).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
