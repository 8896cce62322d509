package dev.assay.cli;

import dev.assay.model.Inert;
import tools.jackson.databind.JsonNode;

/** Finds runtimes by the names that people use. */
final class Fleet {
    private Fleet() {}

    /** The id of the runtime with this name or id. */
    static String idOf(ControlClient client, String nameOrId) {
        for (JsonNode runtime : client.all("/api/v1/runtimes")) {
            String id = runtime.path("id").asString("");
            if (id.equals(nameOrId) || runtime.path("name").asString("").equals(nameOrId)) {
                return id;
            }
        }
        throw new CommandException("there is no runtime " + Inert.quote(nameOrId) + ". 'assay fleet' lists them");
    }
}
