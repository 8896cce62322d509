package dev.assay.sandbox;

import dev.assay.model.Capabilities;
import dev.assay.model.Limits;
import dev.assay.model.Manifest;
import dev.assay.model.Request;
import java.nio.charset.StandardCharsets;

/**
 * One thing to be run: this operation of this module, with this much allowed.
 *
 * @param grant what the administrator lets it touch; manifest and host file narrow it
 * @param limits what the administrator lets it use; manifest and host file narrow them
 * @param request the JSON that the guest gets; empty for {@link Operation#DESCRIBE}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Assessment(
        byte[] module, Manifest manifest, Capabilities grant, Limits limits, Operation operation, byte[] request) {

    /** Asks the plugin who it is, under its manifest's limits and with nothing granted but what its imports need. */
    public static Assessment describe(byte[] module, Manifest manifest, Capabilities grant) {
        return new Assessment(module, manifest, grant, manifest.limits(), Operation.DESCRIBE, new byte[0]);
    }

    /** Asks the plugin to assess. */
    public static Assessment assess(
            byte[] module, Manifest manifest, Capabilities grant, Limits limits, Request request) {
        return new Assessment(
                module,
                manifest,
                grant,
                limits,
                Operation.ASSESS,
                request.toJson().toString().getBytes(StandardCharsets.UTF_8));
    }
}
