package dev.assay.trust;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Limits;
import dev.assay.model.Manifest;
import dev.assay.model.Reason;
import dev.assay.model.Variant;
import dev.assay.model.fleet.RuntimeProfile;
import java.util.ArrayList;
import java.util.List;

/** Whether a runtime offers what a plugin needs. Pure and thread-safe. */
public final class Compatibility {
    private Compatibility() {}

    /**
     * Every reason why this runtime cannot run this variant as its manifest says; empty if it can.
     *
     * @param grants what the administrator grants the plugin on this runtime
     */
    public static List<Reason> check(Manifest manifest, Variant variant, Capabilities grants, RuntimeProfile runtime) {
        List<Reason> reasons = new ArrayList<>();
        if (!runtime.serves(manifest.contract())) {
            reasons.add(new Reason(
                    "incompatible-contract",
                    "the plugin is written to the contract " + manifest.contract() + "; the runtime serves "
                            + words(runtime.contracts()),
                    "Choose a version of the plugin for a contract that the runtime serves, or another runtime"));
        }
        if (manifest.requiresRuntime().isPresent()
                && !manifest.requiresRuntime().get().accepts(runtime.version())) {
            reasons.add(new Reason(
                    "incompatible-runtime",
                    "the plugin requires a runtime "
                            + manifest.requiresRuntime().get() + "; this one is " + runtime.version(),
                    "Bring the runtime to such a version, or choose another version of the plugin"));
        }
        for (String feature : variant.features()) {
            if (!runtime.features().contains(feature)) {
                reasons.add(new Reason(
                        "feature-not-supported",
                        "the variant " + variant.name() + " needs the WebAssembly feature " + feature
                                + ", which the runtime's engine lacks",
                        "Choose a variant that does without it"));
            }
        }
        for (Capability wanted : manifest.capabilities().all()) {
            capability(wanted, grants, runtime.ceiling(), reasons);
        }
        limits(manifest.limits(), runtime.limits(), reasons);
        return List.copyOf(reasons);
    }

    private static void capability(Capability wanted, Capabilities grants, Capabilities ceiling, List<Reason> reasons) {
        List<Capability> granted =
                grants.all().stream().filter(wanted::overlaps).toList();
        if (granted.isEmpty()) {
            reasons.add(new Reason(
                    "capability-not-granted",
                    "the plugin declares " + wanted.describe() + ", which the administrator has not granted",
                    "Grant it in the requirement, if the plugin may do that"));
        }
        List<Capability> allowed =
                ceiling.all().stream().filter(wanted::overlaps).toList();
        // A grant of one host and a ceiling of another both touch a wish for their domain, and leave nothing of it.
        boolean together = granted.isEmpty()
                || granted.stream()
                        .anyMatch(grant ->
                                allowed.stream().anyMatch(allow -> grant.overlaps(allow) || allow.overlaps(grant)));
        if (allowed.isEmpty() || !together) {
            reasons.add(new Reason(
                    "capability-beyond-ceiling",
                    "the plugin declares " + wanted.describe() + ", which the runtime's own ceiling does not allow",
                    "Change the runtime's file on its host, or use another runtime"));
        }
    }

    private static void limits(Limits wanted, Limits ceiling, List<Reason> reasons) {
        limit("memory", "bytes", wanted.memoryBytes(), ceiling.memoryBytes(), reasons);
        limit("time", "ms", wanted.time().toMillis(), ceiling.time().toMillis(), reasons);
        limit("fuel", "instructions", wanted.fuel(), ceiling.fuel(), reasons);
        limit("output", "bytes", wanted.outputBytes(), ceiling.outputBytes(), reasons);
    }

    private static void limit(String noun, String unit, long wanted, long most, List<Reason> reasons) {
        if (wanted > most) {
            reasons.add(new Reason(
                    "limit-beyond-ceiling",
                    "the plugin asks for " + noun + " of " + wanted + " " + unit + "; the runtime gives at most "
                            + most,
                    "Raise the limit in the runtime's file, or choose a version that asks for less"));
        }
    }

    private static String words(Iterable<String> words) {
        String joined = String.join(", ", words);
        return joined.isEmpty() ? "none" : joined;
    }
}
