package dev.assay.cli.sigstore;

import dev.assay.cli.Group;
import picocli.CommandLine.Command;

/** The client under test of the Sigstore conformance suite. Its commands and options are the suite's, not ours. */
@Command(
        name = "sigstore",
        description = "Act as the client that the Sigstore conformance suite tests.",
        mixinStandardHelpOptions = true,
        subcommands = {SignBundleCommand.class, VerifyBundleCommand.class},
        synopsisSubcommandLabel = "ACTION",
        footer = {"", "Example:", "  pytest test --entrypoint './assay conformance sigstore' --skip-signing"})
public final class SigstoreCommand extends Group {}
