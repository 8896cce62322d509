package dev.assay.cli.signing;

import dev.assay.cli.Inputs;
import dev.assay.trust.login.Services;
import dev.assay.trust.sigstore.TrustedRoot;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A Sigstore instance that a person names by files; without them it is the public-good one, as this program knows it. */
public final class Instance {
    private static final int MOST_CONFIG_BYTES = 1 << 20;
    private static final int MOST_ROOT_BYTES = 4 << 20;

    private Instance() {}

    /** The services that sign, of a signing config. */
    public static Services services(@Nullable Path config) {
        return config == null
                ? Services.publicGood(Instant.now())
                : Services.of(Inputs.read(config, "signing config", MOST_CONFIG_BYTES), Instant.now());
    }

    /** Whom to verify by, of a trusted root. */
    public static TrustedRoot root(@Nullable Path root) {
        return root == null
                ? TrustedRoot.publicGood()
                : TrustedRoot.read(Inputs.read(root, "trusted root", MOST_ROOT_BYTES));
    }
}
