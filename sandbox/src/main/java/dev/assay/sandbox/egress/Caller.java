package dev.assay.sandbox.egress;

import dev.assay.model.Effective;
import dev.assay.model.PluginName;

/**
 * On whose behalf something is asked: one run.
 *
 * @param effective what it may do
 */
public record Caller(PluginName plugin, Effective effective, Pace pace) {
    public static Caller of(PluginName plugin, Effective effective) {
        return new Caller(plugin, effective, new Pace());
    }
}
