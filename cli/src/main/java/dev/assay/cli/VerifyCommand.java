package dev.assay.cli;

import dev.assay.model.Digest;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Reason;
import dev.assay.model.Release;
import dev.assay.model.VersionRange;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.ListedVariant;
import dev.assay.registry.Resolution;
import dev.assay.trust.Admission;
import dev.assay.trust.Attribution;
import dev.assay.trust.Bundle;
import dev.assay.trust.Decision;
import dev.assay.trust.TrustPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;

/** Says whether a module may be loaded, and shows the chain. */
@Command(
        name = "verify",
        description = {
            "Say whether a module may be loaded, with every reason and the chain of statements.",
            "With --registry: by its signed index and what lies in it now. With --bundle alone: only whether a named key",
            "signed that statement.",
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example:",
            "  assay verify assay/ssh-hardening@^1 --registry registry --trust trust.yaml",
            "  assay verify module.wasm --registry registry --trust trust.yaml",
            "  assay verify module.wasm --bundle audit.sigstore.json --trust trust.yaml",
            "",
            "Exit status: 0 admitted or signed, 20 refused.",
        })
final class VerifyCommand implements Callable<Integer> {
    private static final int MOST_MODULE_BYTES = 256 << 20;

    private final Console console;
    private final Instant now = Instant.now();

    @Parameters(paramLabel = "REF|FILE", description = "owner/name@range, or a .wasm file.")
    private String subject = "";

    @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
    private Path trust = Path.of("");

    @Option(names = "--registry", paramLabel = "REGISTRY", description = "A directory, or an https or oci address.")
    private @Nullable String registry;

    @Option(
            names = "--bundle",
            paramLabel = "FILE",
            description = "A statement about the file; may stand several times.")
    private List<Path> bundles = new ArrayList<>();

    @Option(names = "--json", description = "Print the decisions, each with its statements and its tree, as JSON.")
    private boolean json;

    VerifyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        TrustPolicy policy = TrustPolicy.read(trust);
        if (registry == null) {
            return signatures(policy);
        }
        Index index = Registries.open(registry, trust, console).current();
        boolean isFile = Files.exists(Path.of(subject));
        List<Decision> decisions = isFile ? ofFile(policy, index) : ofReference(policy, index);
        ArrayNode all = Json.array();
        ExitStatus worst = ExitStatus.DONE;
        for (Decision decision : decisions) {
            all.add(decision.explained(now));
            if (!json) {
                console.out().print(decision.statements().told(decision.chain(), now));
            }
            worst = worst.worse(print(decision));
        }
        if (json) {
            console.out().print(Json.pretty(all));
        }
        return worst.code();
    }

    private ExitStatus print(Decision decision) {
        return switch (decision) {
            case Decision.Admitted _ -> ExitStatus.DONE;
            case Decision.Refused refused -> {
                for (Reason reason : refused.reasons()) {
                    console.err().println("assay: refused: " + reason);
                }
                yield ExitStatus.REFUSED;
            }
        };
    }

    private List<Decision> ofReference(TrustPolicy policy, Index index) {
        int at = subject.indexOf('@');
        PluginName plugin = PluginName.parse(at < 0 ? subject : subject.substring(0, at));
        VersionRange range = VersionRange.parse(at < 0 ? "*" : subject.substring(at + 1));
        return switch (index.resolve(plugin, range)) {
            case Resolution.Found found ->
                found.entry().variants().stream()
                        .map(variant -> decide(
                                policy, index, found.entry(), variant, index.fetch(found.entry(), variant.module())))
                        .toList();
            case Resolution.NotFound none ->
                throw new CommandException("nothing to verify: "
                        + String.join(
                                "; ",
                                none.reasons().stream().map(Reason::toString).toList()));
        };
    }

    private List<Decision> ofFile(TrustPolicy policy, Index index) {
        byte[] module = Inputs.read(Path.of(subject), "module", MOST_MODULE_BYTES);
        Digest digest = Digest.of(module);
        List<Decision> decisions = new ArrayList<>();
        for (PluginName plugin : index.plugins()) {
            for (Entry entry : index.releases(plugin)) {
                Optional<ListedVariant> variant = entry.variantOf(digest);
                variant.ifPresent(listed -> decisions.add(decide(policy, index, entry, listed, module)));
            }
        }
        if (decisions.isEmpty()) {
            throw new CommandException("no release of the registry has the module " + digest
                    + ": nobody has said anything about these bytes. Publish them, or check the file");
        }
        return decisions;
    }

    private Decision decide(TrustPolicy policy, Index index, Entry entry, ListedVariant variant, byte[] module) {
        return new Admission(policy)
                .decide(
                        Release.read(index.fetch(entry, entry.release())),
                        Digest.of(module),
                        index.statements(entry, variant),
                        index.indexed(entry.plugin(), entry.version(), Digest.of(module)),
                        index.revocations(),
                        now);
    }

    /** Without an index it cannot be said that a statement is current: only who signed it. */
    private Integer signatures(TrustPolicy policy) {
        if (bundles.isEmpty()) {
            throw new CommandException("verify by what? Give --registry, or --bundle for a signature alone");
        }
        Digest module = Digest.of(Inputs.read(Path.of(subject), "module", MOST_MODULE_BYTES));
        ExitStatus worst = ExitStatus.DONE;
        for (Path file : bundles) {
            byte[] bundle = Inputs.read(file, "bundle", Bundle.MOST_BYTES);
            switch (Attribution.of(bundle, policy)) {
                case Attribution.Attributed verified
                when verified.statement().subjects().stream()
                        .anyMatch(s -> s.digest().equals(module)) ->
                    console.out()
                            .println("✓ " + Inert.line(file.toString()) + ": "
                                    + Inert.line(verified.statement().predicateType()) + " about " + module
                                    + ", signed by "
                                    + Inert.line(verified.by().name())
                                    + ". Whether it is current is not known without a registry");
                case Attribution.Attributed verified -> {
                    console.err()
                            .println("assay: refused: " + Inert.line(file.toString()) + " is about "
                                    + verified.statement().subjects() + ", not about " + module);
                    worst = ExitStatus.REFUSED;
                }
                case Attribution.Refused refused -> {
                    console.err().println("assay: refused: " + Inert.line(file.toString()) + ": " + refused.reason());
                    worst = ExitStatus.REFUSED;
                }
            }
        }
        return worst.code();
    }
}
