package dev.assay.build;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Says what a machine lacks to build plugins. Looks, and asks the programs it finds; changes nothing. */
public final class Doctor {
    private final Host host;

    public Doctor(Host host) {
        this.host = host;
    }

    /** One finding for each toolchain, in the order of the enumeration. */
    public List<Finding> examine() {
        return Arrays.stream(Toolchain.values()).map(this::find).toList();
    }

    public Finding find(Toolchain toolchain) {
        return toolchain.find(host);
    }

    /** Why builds are not kept from the rest of this machine, and the command that changes it; empty where they are. */
    public Optional<String> isolationMissing() {
        return Isolation.detect(host).strength() == Isolation.Strength.NAMESPACES
                ? Optional.empty()
                : Optional.of(
                        "builds are not isolated: bubblewrap is missing or the system forbids it user namespaces. "
                                + "Install it: apt-get install bubblewrap");
    }
}
