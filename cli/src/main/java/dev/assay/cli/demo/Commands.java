package dev.assay.cli.demo;

import dev.assay.model.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** The command lines that the demonstration types, with the stage's files filled in. */
final class Commands {
    private final Shell shell;
    private final Stage stage;
    private String control = "";

    Commands(Shell shell, Stage stage) {
        this.shell = shell;
        this.stage = stage;
    }

    void createKey(String role) {
        run("keys", "create", stage.key(role).toString());
    }

    /** A policy in which this role's key speaks as auditor. */
    void initTrust(Path file, String auditor) {
        shell.run(
                        "trust",
                        "init",
                        file.toString(),
                        "--builder",
                        stage.publicKey("builder").toString(),
                        "--auditor",
                        stage.publicKey(auditor).toString(),
                        "--reviewer",
                        stage.publicKey("reviewer").toString(),
                        "--publisher",
                        stage.publicKey("publisher").toString())
                .ok();
    }

    void initRegistry() {
        run(
                "registry",
                "init",
                stage.registry().toString(),
                "--key",
                stage.key("publisher").toString());
    }

    JsonNode build(Path plugin, String name) {
        return shell.run(
                        "build", plugin.toString(), "--out", stage.release(name).toString(), "--json")
                .ok()
                .json();
    }

    /** The report of each variant; the verdict is in it. */
    JsonNode audit(String name) {
        Output output = shell.run("audit", stage.release(name).toString(), "--format", "jsonl");
        ArrayNode reports = Json.array();
        output.out()
                .lines()
                .forEach(line -> reports.add(new Output(output.command(), output.status(), line, "").json()));
        if (reports.isEmpty()) {
            output.ok();
        }
        return reports;
    }

    void sign(String name, String role) {
        run(
                "sign",
                stage.release(name).toString(),
                "--as",
                role,
                "--key",
                stage.key(role).toString());
    }

    void publish(String name) {
        run(
                "registry",
                "publish",
                stage.registry().toString(),
                stage.release(name).toString(),
                "--key",
                stage.key("publisher").toString());
    }

    void revoke(String plugin, String reason) {
        run(
                "registry",
                "revoke",
                stage.registry().toString(),
                "--plugin",
                plugin,
                "--reason",
                reason,
                "--key",
                stage.key("publisher").toString());
    }

    void unrevoke(String plugin, String reason) {
        run(
                "registry",
                "unrevoke",
                stage.registry().toString(),
                "--plugin",
                plugin,
                "--reason",
                reason,
                "--key",
                stage.key("publisher").toString());
    }

    /** Starts the Configuration Service and remembers where it is. */
    AutoCloseable control() {
        Path url = stage.root().resolve("control.url");
        AutoCloseable running = shell.start(
                "control",
                "--registry",
                stage.registry().toString(),
                "--trust",
                stage.trust().toString(),
                "--data",
                stage.root().resolve("control").toString(),
                "--listen",
                "127.0.0.1:0",
                "--url-file",
                url.toString(),
                "--save-password",
                password().toString());
        control = Waiting.forFile(url).strip();
        return running;
    }

    String controlUrl() {
        return control;
    }

    Path password() {
        return stage.root().resolve("admin.password");
    }

    /** A runtime of this name, with the sample host file and this trust policy. */
    void enrol(String name, Path trust) {
        String token =
                administrator("fleet", "token", name, "--label", "demo=" + name).line();
        Path tokenFile = stage.write("runtimes/" + name + ".token", token + "\n");
        shell.run(
                        "runtime", "enrol",
                        "--data", stage.runtime(name).toString(),
                        "--token-file", tokenFile.toString(),
                        "--registry", stage.registry().toString(),
                        "--trust", trust.toString())
                .ok();
    }

    /** Requires a plugin of a runtime and answers the requirement's id. */
    String require(String runtime, String plugin, String versions, Path config, Path grants) {
        return administrator(requirement(runtime, plugin, versions, config, grants))
                .json()
                .path("id")
                .asString("");
    }

    void replace(String requirement, String runtime, String plugin, String versions, Path config, Path grants) {
        List<String> all = new ArrayList<>(List.of(requirement(runtime, plugin, versions, config, grants)));
        all.addAll(List.of("--replace", requirement));
        administrator(all.toArray(String[]::new));
    }

    private static String[] requirement(String runtime, String plugin, String versions, Path config, Path grants) {
        return new String[] {
            "require",
            plugin,
            "--runtime",
            runtime,
            "--versions",
            versions,
            "--config",
            config.toString(),
            "--grants",
            grants.toString(),
            "--interval",
            "PT1M",
            "--json"
        };
    }

    /** One round of a runtime. A plugin that is refused there is no failure of the command's. */
    Round once(String runtime) {
        Output output =
                shell.run("runtime", "once", "--data", stage.runtime(runtime).toString(), "--json");
        if (output.out().isBlank()) {
            output.ok();
        }
        return new Round(output.json());
    }

    /** What is told of each receipt that a runtime has, run again. One that differs is a failure. */
    JsonNode replay(String runtime) {
        Path receipts = stage.runtime(runtime).resolve("receipts");
        List<String> all = new ArrayList<>(List.of("replay"));
        stage.numbered(receipts).forEach(file -> all.add(file.toString()));
        all.addAll(List.of("--key", receipts.resolve("runtime.pem").toString()));
        all.addAll(List.of("--registry", stage.registry().toString()));
        all.addAll(List.of("--trust", stage.trust().toString(), "--json"));
        return shell.run(all.toArray(String[]::new)).ok().json();
    }

    void verifyChain(String runtime) {
        Path receipts = stage.runtime(runtime).resolve("receipts");
        shell.run(
                        "replay",
                        "--chain",
                        receipts.toString(),
                        "--key",
                        receipts.resolve("runtime.pem").toString())
                .ok();
    }

    AutoCloseable keepRunning(String runtime) {
        return shell.start("runtime", "run", "--data", stage.runtime(runtime).toString());
    }

    private Output administrator(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--control", control, "--password-file", password().toString()));
        return shell.run(all.toArray(String[]::new)).ok();
    }

    private void run(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--passphrase-file", stage.passphrase().toString()));
        shell.run(all.toArray(String[]::new)).ok();
    }
}
