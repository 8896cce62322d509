package dev.assay.audit;

import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import java.time.Instant;
import java.util.Optional;

/**
 * A person's word that findings of one rule are accepted, for one module or for one plugin, until a day.
 *
 * @param rule the rule's id
 * @param module the module's digest; where it is empty the plugin is there
 * @param plugin the plugin's name; where it is empty the module is there
 * @param expires from when on it counts no more
 */
public record Waiver(
        String rule,
        Optional<Digest> module,
        Optional<PluginName> plugin,
        Instant expires,
        String approver,
        String reason) {

    /** Whether it is about this module or plugin, in force or not. */
    boolean isAbout(AuditRequest request, Digest digest) {
        return module.map(digest::equals)
                .or(() ->
                        plugin.map(name -> request.plugin().filter(name::equals).isPresent()))
                .orElse(false);
    }

    boolean isFor(Finding finding) {
        return finding.rule().id().equals(rule);
    }

    boolean isInForce(Instant now) {
        return now.isBefore(expires);
    }
}
