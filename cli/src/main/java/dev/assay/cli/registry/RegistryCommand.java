package dev.assay.cli.registry;

import dev.assay.cli.Console;
import dev.assay.cli.ExitStatus;
import dev.assay.cli.Group;
import dev.assay.cli.Registries;
import dev.assay.cli.ReleaseFolder;
import dev.assay.model.Inert;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.registry.Entry;
import dev.assay.registry.Index;
import dev.assay.registry.Publisher;
import dev.assay.registry.Publishing;
import dev.assay.registry.Registry;
import dev.assay.registry.search.Page;
import dev.assay.trust.Revocation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps a registry. */
@Command(
        name = "registry",
        description = "Keep a registry: a directory that any web server can serve and nobody can forge.",
        mixinStandardHelpOptions = true,
        subcommands = {
            InitCommand.class,
            RegistryCommand.Publish.class,
            RegistryCommand.Listing.class,
            SearchCommand.class,
            YankCommand.class,
            YankCommand.Undo.class,
            RevokeCommand.class,
            RevokeCommand.Undo.class,
            RegistryCommand.Refresh.class,
            SiteCommand.class,
            RotateRoleCommand.class,
            VerifyRegistryCommand.class,
            FsckCommand.class,
            GcCommand.class,
            MirrorCommand.class,
            PushCommand.class,
            PullCommand.class,
        },
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Example:",
            "  assay registry init registry --key publisher.pem --passphrase-file publisher.passphrase",
            "  assay registry publish registry ssh-hardening.release --key publisher.pem \\",
            "      --passphrase-file publisher.passphrase",
            "  assay registry list registry --trust trust.yaml",
            "  assay registry site registry --trust trust.yaml --out site",
        })
public final class RegistryCommand extends Group {
    /** Publishes a release. */
    @Command(
            name = "publish",
            description = "Publish a release with its statements. A version never changes once it is published.",
            mixinStandardHelpOptions = true)
    static final class Publish implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final IndexSigning signing = new IndexSigning();

        @Parameters(index = "1", paramLabel = "RELEASE", description = "The folder that 'assay build' made.")
        private Path release = Path.of("");

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Publish(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            return switch (signing.open(console)
                    .publish(ReleaseFolder.open(release).publication())) {
                case Publishing.Published published -> done("Published", published.entry());
                case Publishing.Unchanged unchanged -> done("Nothing to do, already published:", unchanged.entry());
                case Publishing.Refused refused -> {
                    console.err().println("assay: not published: " + refused.reason());
                    yield ExitStatus.REFUSED.code();
                }
            };
        }

        private int done(String what, Entry entry) {
            if (json) {
                console.out().print(Json.pretty(json(entry)));
            } else {
                console.out()
                        .println(what + " " + entry.plugin() + " " + entry.version() + ", release "
                                + entry.release().digest() + ", verdict " + verdict(entry) + ".");
            }
            return ExitStatus.DONE.code();
        }
    }

    /** Lists what a registry holds. */
    @Command(
            name = "list",
            description = {
                "List the releases of a registry.",
                "All of them, or with --limit or --page those of some plugins. For plugins alone: assay registry search",
            },
            mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", paramLabel = "REGISTRY", description = "A directory, or an https or oci address.")
        private String registry = "";

        @Option(names = "--trust", paramLabel = "FILE", required = true, description = "The trust policy.")
        private Path trust = Path.of("");

        @Mixin
        private final PageOptions paging = new PageOptions();

        @Option(
                names = "--json",
                description = "Print JSON; with --limit or --page an object with 'releases' and 'next'.")
        private boolean json;

        Listing(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Registry reader = Registries.open(registry, trust, console);
            Index index = reader.current();
            ArrayNode all = Json.array();
            Optional<PluginName> next = Optional.empty();
            if (paging.isGiven()) {
                Page page = reader.search(
                        index, Collections.emptySortedSet(), paging.after(), paging.limit(PageOptions.USUAL));
                page.cards().forEach(card -> list(index, card.plugin(), all));
                next = page.next();
            } else {
                held(reader, index, console).forEach(plugin -> list(index, plugin, all));
            }
            if (json) {
                console.out().print(Json.pretty(paging.isGiven() ? page(all, next) : all));
            }
            PageOptions.tellNext(next, console);
            return ExitStatus.DONE.code();
        }

        private static ObjectNode page(ArrayNode releases, Optional<PluginName> next) {
            ObjectNode page = Json.object();
            page.set("releases", releases);
            next.ifPresent(name -> page.put("next", name.toString()));
            return page;
        }

        private void list(Index index, PluginName plugin, ArrayNode all) {
            for (Entry entry : index.releases(plugin)) {
                Optional<Revocation> revoked = index.revocation(entry);
                if (json) {
                    all.add(json(entry)
                            .put("revoked", revoked.isPresent())
                            .put("yanked", entry.yanked().isPresent()));
                } else {
                    console.out()
                            .println(plugin + " " + entry.version() + "  " + verdict(entry) + "  "
                                    + entry.release().digest()
                                    + revoked.map(r -> "  REVOKED: " + Inert.line(r.reason(), 200))
                                            .or(() ->
                                                    entry.yanked().map(y -> "  yanked: " + Inert.line(y.reason(), 200)))
                                            .orElse(""));
                }
            }
        }
    }

    /** What of it can be read: a mirror may hold only some, and whoever looks at that is told. */
    static SortedSet<PluginName> held(Registry registry, Index index, Console console) {
        SortedSet<PluginName> held = registry.held(index);
        int listed = index.plugins().size();
        if (held.size() < listed) {
            console.note("assay: this mirror holds " + held.size() + " of the " + listed
                    + " plugins of its registry; the others are left out here");
        }
        return held;
    }

    /** Signs the index anew. */
    @Command(name = "refresh", description = "Sign the index anew, before it expires.", mixinStandardHelpOptions = true)
    static final class Refresh implements Callable<Integer> {
        private final Console console;

        @Mixin
        private final IndexSigning signing = new IndexSigning();

        @Option(
                names = "--search",
                description =
                        "Make the search document anew too, with the publish key: when fsck says that it is not true.")
        private boolean search;

        Refresh(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Publisher publisher = signing.open(console);
            if (search) {
                publisher.renewSearch();
            }
            Map<String, Instant> others = publisher.refresh();
            console.out()
                    .println("Signed the index of " + signing.registry() + " for "
                            + signing.validity().toDays() + " days.");
            others.forEach((role, end) -> console.out()
                    .println("The role '" + role + "' ends on " + end
                            + " and takes other keys: refresh with them before."));
            return ExitStatus.DONE.code();
        }
    }

    private static ObjectNode json(Entry entry) {
        ObjectNode out = Json.object()
                .put("name", entry.plugin().toString())
                .put("version", entry.version().toString())
                .put("release", entry.release().digest().toString())
                .put("verdict", verdict(entry))
                .put("published", entry.published().toString());
        ArrayNode variants = out.putArray("variants");
        entry.variants()
                .forEach(v -> variants.addObject()
                        .put("name", v.name())
                        .put("module", v.module().digest().toString()));
        out.set("capabilities", entry.capabilities().toJson());
        return out;
    }

    private static String verdict(Entry entry) {
        return entry.verdict().map(v -> v.id()).orElse("none");
    }
}
