package dev.assay.cli.demo;

import dev.assay.model.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;

/**
 * Guests that were audited, approved and required, and then misbehave: each is stopped and named by its outcome, and a
 * plugin beside them is not disturbed.
 */
final class HostileGuests {
    private static final String RUNTIME = "hostile-guests";
    private static final String BYSTANDER = "assay/linux-baseline";

    /** The guest, and the outcome by which the contract names what it does. */
    private static final Map<String, String> GUESTS = new LinkedHashMap<>();

    static {
        GUESTS.put("endless-loop", "deadline");
        GUESTS.put("memory-growth", "memory");
        GUESTS.put("trap", "trapped");
    }

    private final Commands commands;
    private final Releasing releasing;
    private final Stage stage;
    private final Telling telling;

    HostileGuests(Commands commands, Releasing releasing, Stage stage, Telling telling) {
        this.commands = commands;
        this.releasing = releasing;
        this.stage = stage;
        this.telling = telling;
    }

    void show(ArrayNode record) {
        telling.chapter("Stopped: approved guests that misbehave, and one beside them that goes on");
        commands.enrol(RUNTIME, stage.trust());
        Path empty = stage.write("require/empty.json", "{}\n");
        Path none = stage.write("require/none.grants.yaml", "env: []\n");
        for (String guest : GUESTS.keySet()) {
            releasing.release(stage.guest(guest), guest);
            commands.require(RUNTIME, "assay-guests/" + guest, "*", empty, none);
        }
        commands.require(RUNTIME, BYSTANDER, "*", empty, releasing.declaredGrants("linux-baseline"));
        Round round = commands.once(RUNTIME);
        GUESTS.forEach((guest, outcome) -> {
            String plugin = "assay-guests/" + guest;
            round.requireOutcome(plugin, outcome);
            telling.good(guest + " stopped: " + round.outcome(plugin) + ", after " + round.seconds(plugin) + " s");
            record.add(Json.object()
                    .put("case", guest)
                    .put("outcome", round.outcome(plugin))
                    .put("seconds", round.seconds(plugin)));
        });
        round.requireOutcome(BYSTANDER, "completed");
        telling.good(BYSTANDER + " beside them: " + round.outcome(BYSTANDER));
    }
}
