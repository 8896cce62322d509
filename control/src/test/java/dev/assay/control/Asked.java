package dev.assay.control;

import dev.assay.model.Json;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Requirements as administrators write them. */
final class Asked {
    private Asked() {}

    static ObjectNode forRuntime(UUID runtime, String plugin) {
        return common(plugin).put("runtime", runtime.toString());
    }

    static ObjectNode forLabels(ObjectNode labels, String plugin) {
        ObjectNode draft = common(plugin);
        draft.set("selector", labels);
        return draft;
    }

    private static ObjectNode common(String plugin) {
        ObjectNode draft =
                Json.object().put("plugin", plugin).put("versions", ">=1 <2").put("interval", "PT5M");
        draft.putObject("grants").putArray("exec").add("sshd-effective");
        draft.putObject("config").put("port", 22);
        return draft;
    }
}
