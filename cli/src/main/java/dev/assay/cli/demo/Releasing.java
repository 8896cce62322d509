package dev.assay.cli.demo;

import dev.assay.cli.Explain;
import dev.assay.model.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Takes a plugin from its source to the registry, by the commands of builder, auditor and publisher. */
final class Releasing {
    private final Commands commands;
    private final Stage stage;
    private final Telling telling;
    private final Map<String, String> verdicts = new HashMap<>();

    Releasing(Commands commands, Stage stage, Telling telling) {
        this.commands = commands;
        this.stage = stage;
        this.telling = telling;
    }

    /** Builds, signs, audits, signs and publishes the plugin in this folder. */
    void release(Path source, String name) {
        JsonNode built = commands.build(source, name);
        commands.sign(name, "builder");
        String verdict = "";
        for (JsonNode report : commands.audit(name)) {
            verdict = report.path("verdict").asString("");
            if (!verdict.equals("approved")) {
                throw new DemoException(name + " is " + verdict + ", not approved: " + report.path("findings"));
            }
        }
        verdicts.put(name, verdict);
        commands.sign(name, "auditor");
        commands.publish(name);
        JsonNode module = built.path("variants").path(0);
        telling.good(
                built.path("name").asString("") + " " + built.path("version").asString("") + "  "
                        + module.path("toolchain").asString("") + "  "
                        + module.path("size").asInt(0) + " bytes  " + verdict
                        + "  " + module.path("module").asString("").substring(0, 19) + "…");
    }

    /** What the audit said of this plugin. */
    String verdict(String name) {
        return verdicts.getOrDefault(name, "none");
    }

    /** A grants file that grants what the manifest declares. */
    Path declaredGrants(String name) {
        return stage.write(
                "require/" + name + ".grants.yaml",
                manifest(name).capabilities().toJson() + "\n");
    }

    String version(String name) {
        return manifest(name).version().toString();
    }

    private Manifest manifest(String name) {
        Path file = stage.release(name).resolve(Manifest.FILE);
        try {
            return Manifest.read(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw new DemoException("cannot read " + file + ": " + Explain.message(e), e);
        }
    }
}
