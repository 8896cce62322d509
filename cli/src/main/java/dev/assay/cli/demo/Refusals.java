package dev.assay.cli.demo;

import dev.assay.cli.Explain;
import dev.assay.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Six refusals by a runtime of their own. Each changes one byte, statement, key or grant of a release that was admitted a
 * moment before, and takes the change back to see it admitted again.
 */
final class Refusals {
    private static final String RUNTIME = "refusals";
    private static final String NAME = "linux-baseline";
    private static final String PLUGIN = "assay/" + NAME;
    private static final String ECHO = "assay-guests/echo";

    private final Commands commands;
    private final Releasing releasing;
    private final Stage stage;
    private final Telling telling;

    Refusals(Commands commands, Releasing releasing, Stage stage, Telling telling) {
        this.commands = commands;
        this.releasing = releasing;
        this.stage = stage;
        this.telling = telling;
    }

    void show(ArrayNode record) {
        telling.chapter("Refused: one byte, statement, key or grant changed, and changed back");
        Path trust = stage.root().resolve("refusals.trust.yaml");
        commands.initTrust(trust, "auditor");
        commands.enrol(RUNTIME, trust);
        Path empty = stage.write("require/empty.json", "{}\n");
        Path grants = releasing.declaredGrants(NAME);
        String requirement = commands.require(RUNTIME, PLUGIN, "*", empty, grants);
        Round before = commands.once(RUNTIME);
        before.requireActive(PLUGIN);

        record.add(refuse("tampered", PLUGIN, () -> tamper(before)));
        record.add(refuse("unaudited", PLUGIN, () -> hideAudit(before)));
        record.add(refuse("unknown-signer", PLUGIN, () -> swapAuditor(trust)));
        record.add(refuse("revoked", PLUGIN, this::revoke));
        record.add(refuse("capability-not-granted", PLUGIN, () -> {
            Path fewer = stage.write("require/none.grants.yaml", "env: []\n");
            commands.replace(requirement, RUNTIME, PLUGIN, "*", empty, fewer);
            return () -> commands.replace(requirement, RUNTIME, PLUGIN, "*", empty, grants);
        }));
        record.add(incompatibleContract(empty));
    }

    /** A change, and how it is taken back. */
    private interface Change {
        Runnable make();
    }

    private JsonNode refuse(String title, String plugin, Change change) {
        Runnable undo = change.make();
        Round refused = commands.once(RUNTIME);
        if (refused.isActive(plugin)) {
            throw new DemoException(title + ": " + plugin + " is still active");
        }
        String reason = refused.reason(plugin);
        undo.run();
        commands.once(RUNTIME).requireActive(plugin);
        telling.good(title + ": " + refused.state(plugin) + ", " + reason);
        telling.note("changed back: admitted again");
        return Json.object().put("case", title).put("reason", reason);
    }

    /** One bit of the module, wherever a copy of it is: registry and runtime alike. */
    private Runnable tamper(Round before) {
        List<Path> copies = copies(hex(before.plugin(PLUGIN), "active"));
        copies.forEach(Refusals::flipLastByte);
        return () -> copies.forEach(Refusals::flipLastByte);
    }

    /** The audit statement is gone from the registry and from the runtime's cache. */
    private Runnable hideAudit(Round before) {
        List<Path> copies = copies(hex(before.plugin(PLUGIN), "audit"));
        copies.forEach(copy -> move(copy, hidden(copy)));
        return () -> copies.forEach(copy -> move(hidden(copy), copy));
    }

    /** The runtime's trust policy names another auditor than the one who signed. */
    private Runnable swapAuditor(Path trust) {
        Path kept = stage.root().resolve("refusals.trust.kept");
        move(trust, kept);
        commands.initTrust(trust, "stranger");
        return () -> move(kept, trust);
    }

    private Runnable revoke() {
        String versions = PLUGIN + "@" + releasing.version(NAME);
        commands.revoke(versions, "the demo shows a revocation");
        return () -> commands.unrevoke(versions, "the demo takes it back");
    }

    /**
     * A version whose manifest names the contract assessment/2. A published version never changes, so the version's last
     * digit changes with it.
     */
    private JsonNode incompatibleContract(Path empty) {
        releasing.release(stage.guest("echo"), "echo");
        Path none = stage.write("require/none.grants.yaml", "env: []\n");
        String requirement = commands.require(RUNTIME, ECHO, releasing.version("echo"), empty, none);
        commands.once(RUNTIME).requireActive(ECHO);
        return refuse("incompatible-contract", ECHO, () -> {
            String old = releasing.version("echo");
            String next = following(old);
            Path copy = stage.copyGuest(
                    "echo",
                    text -> text.replace("contract: assessment/1", "contract: assessment/2")
                            .replace("version: " + old, "version: " + next));
            releasing.release(copy, "echo-next");
            commands.replace(requirement, RUNTIME, ECHO, next, empty, none);
            return () -> commands.replace(requirement, RUNTIME, ECHO, old, empty, none);
        });
    }

    private List<Path> copies(String hex) {
        List<Path> copies = new ArrayList<>();
        for (Path root : List.of(stage.registry(), stage.runtime(RUNTIME))) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(Files::isRegularFile)
                        .filter(file -> file.getFileName().toString().contains(hex))
                        .forEach(copies::add);
            } catch (IOException e) {
                throw new DemoException(
                        "cannot look for copies of sha256:" + hex + " in " + root + ": " + Explain.message(e), e);
            }
        }
        if (copies.isEmpty()) {
            throw new DemoException("no file holds sha256:" + hex);
        }
        return copies;
    }

    /** The version with its last digit one higher. */
    private static String following(String version) {
        int last = version.length() - 1;
        return version.substring(0, last) + (Character.digit(version.charAt(last), 10) + 1);
    }

    private static String hex(JsonNode status, String field) {
        return status.path(field).asString("").replace("sha256:", "");
    }

    private static Path hidden(Path file) {
        // The name must not hold the digest, or it would be found again.
        return file.resolveSibling("hidden-by-the-demo");
    }

    private static void flipLastByte(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length - 1] ^= 1;
            Path changed = file.resolveSibling("changed-by-the-demo");
            Files.write(changed, bytes);
            Files.move(changed, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DemoException("cannot change " + file + ": " + Explain.message(e), e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DemoException("cannot move " + from + ": " + Explain.message(e), e);
        }
    }
}
