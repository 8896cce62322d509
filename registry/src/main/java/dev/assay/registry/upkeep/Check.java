package dev.assay.registry.upkeep;

import dev.assay.model.PluginName;
import dev.assay.registry.ContentMissingException;
import dev.assay.registry.Folder;
import dev.assay.registry.Holding;
import dev.assay.registry.Inventory;
import dev.assay.registry.Lock;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.upkeep.Problem.Kind;
import dev.assay.registry.upkeep.Report.Sum;
import dev.assay.trust.tuf.Anchor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a registry's directory is whole: the index verifies, every file that it reaches is there with its bytes, the layouts
 * for other tools say what the index says, and there is nothing else. Looks, and fetches what is lost, without any lock, so that
 * publishers need not wait; takes it for each change, and looks again under it only if somebody published meanwhile. Whoever filled
 * the directory, it ends, and holds the files of one plugin at a time.
 */
public final class Check {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int LOOKS = 5;
    private static final long BETWEEN_LOOKS = 100;
    private static final String REPAIR = "Run this with --repair";
    private static final String FETCH = "Run this with --repair --from SOURCE, another copy of the registry";
    private static final String RENEW = "Have it made anew, with the publish key: assay registry refresh --search";
    private static final String RESTORE =
            "Restore metadata/ and targets/ from another copy of the same state, or mirror one into a new directory";

    private final Path directory;
    private final Source source;
    private final Anchor anchor;
    private final Clock clock;
    private final Progress progress;
    private final Optional<Mending> mending;
    private final Findings findings;
    private final Set<String> reached = new HashSet<>();
    private byte[] timestamp = new byte[0];
    private @Nullable Rest rest;
    private Report.@Nullable State state;
    private Sum files = Sum.NONE;
    private int releases;
    /** How often it was waited for a publisher, in all. */
    private int looks;

    private Check(Path directory, Anchor anchor, Clock clock, Progress progress, Optional<Mending> mending) {
        this.directory = directory;
        this.source = Source.directory(directory);
        this.anchor = anchor;
        this.clock = clock;
        this.progress = progress;
        this.mending = mending;
        this.findings = new Findings(mending.isPresent());
    }

    /**
     * Looks.
     *
     * @param anchor whom the registry's first root is known by
     */
    public static Report look(Path directory, Anchor anchor, Clock clock, Progress progress) {
        return new Check(directory, anchor, clock, progress, Optional.empty()).run();
    }

    /**
     * Looks, and mends what needs no key.
     *
     * @param from another copy of the registry, which is not trusted
     * @throws RegistryException when the directory cannot be written
     */
    public static Report mend(Path directory, Anchor anchor, Optional<Source> from, Clock clock, Progress progress) {
        // First only read, so that a directory that is no registry is named and not made.
        Inventory.of(Source.directory(directory), anchor);
        Folder folder = new Folder(directory);
        Mending apart = new Mending(folder, from, false);
        Check check = new Check(directory, anchor, clock, progress, Optional.of(apart));
        Report report = check.run();
        if (report.left() == 0 && !check.isCutOff()) {
            return report;
        }
        try (Lock _ = Lock.take(folder, PATIENCE)) {
            if (check.isCurrent()) {
                apart.hold();
                return check.runTheRest();
            }
            Mending whole = new Mending(folder, from, true);
            Check again = new Check(directory, anchor, clock, progress, Optional.of(whole));
            return again.run().after(report);
        }
    }

    /** Whether nothing was published since it looked: what it found is as it was then. The lock must be held. */
    private boolean isCurrent() {
        try {
            return Arrays.equals(timestamp, source.read("metadata/timestamp.json", timestamp.length));
        } catch (RegistryException _) {
            return false;
        }
    }

    /** Whether a writer left something that can be removed under the lock alone. */
    private boolean isCutOff() {
        return rest != null && rest.isCutOff();
    }

    /** Mends what is left, now that the lock is held. */
    private Report runTheRest() {
        findings.mendTheRest();
        if (rest != null) {
            rest.mendTheRest();
        }
        return report();
    }

    private Report run() {
        Inventory inventory;
        try {
            inventory = Inventory.of(source, anchor);
        } catch (RegistryException e) {
            findings.add(Kind.INDEX, "", String.valueOf(e.getMessage()), RESTORE);
            return report();
        }
        timestamp = inventory.timestamp();
        Rest beside = new Rest(directory, findings, mending, clock);
        rest = beside;
        try {
            index(inventory);
            plugins(inventory, beside);
            inventory.search().ifPresent(root -> search(inventory, root));
            beside.walk("", reached, inventory.held());
        } catch (Findings.TooManyException _) {
            // What was found is enough.
        }
        state = state(inventory);
        return report();
    }

    private Report.State state(Inventory inventory) {
        return new Report.State(
                inventory.number(),
                inventory.issued(),
                inventory.expires(),
                !clock.instant().isBefore(inventory.expires()),
                inventory.plugins().size(),
                inventory.held().size(),
                releases);
    }

    private Report report() {
        return new Report(
                Optional.ofNullable(state),
                files,
                rest == null ? Sum.NONE : rest.leftovers(),
                findings.told(),
                findings.all(),
                findings.left());
    }

    /** Its metadata were verified when stock was taken. */
    private void index(Inventory inventory) {
        for (Inventory.Item item : inventory.metadata()) {
            reach(item);
        }
        files = files.and(inventory.timestamp().length);
        boolean whole = true;
        for (Inventory.Item item : inventory.beside()) {
            reach(item);
            whole &= requireThere(
                    item, FETCH, () -> mending.filter(m -> m.fetch(item)).isPresent());
        }
        try {
            if (!whole) {
                return;
            }
            inventory.revocations();
        } catch (RegistryException e) {
            findings.add(Kind.INDEX, "targets", String.valueOf(e.getMessage()), RESTORE);
        }
    }

    private void reach(Inventory.Item item) {
        reached.add(item.path());
        files = files.and(item.blob().size());
    }

    private void plugins(Inventory inventory, Rest rest) {
        int done = 0;
        SortedSet<PluginName> held = inventory.held();
        for (PluginName plugin : held) {
            Inventory.Item document = inventory.document(plugin);
            reach(document);
            if (requireThere(
                    document,
                    FETCH,
                    () -> mending.filter(m -> m.fetch(document)).isPresent())) {
                try {
                    plugin(inventory, plugin, rest);
                } catch (RegistryException e) {
                    findings.add(Kind.INDEX, document.path(), String.valueOf(e.getMessage()), "Ask its publisher");
                }
            }
            progress.at(++done, held.size(), files.files());
        }
    }

    /** Its parts, and whether it says what the index says. */
    private void search(Inventory inventory, Inventory.Item root) {
        SearchCheck check = new SearchCheck(source, inventory, root);
        try {
            boolean whole = check.walk(item -> {
                reach(item);
                return requireThere(
                        item,
                        REPAIR,
                        () -> mending.filter(m -> m.fetch(item) || check.remake(m))
                                .isPresent());
            });
            if (whole && !check.isTrue()) {
                findings.add(Kind.BEHIND, root.path(), "it does not say what the index says", RENEW);
            }
        } catch (RegistryException e) {
            findings.add(Kind.BEHIND, root.path(), String.valueOf(e.getMessage()), RENEW);
        }
    }

    private void plugin(Inventory inventory, PluginName plugin, Rest rest) {
        Holding holding = inventory.holding(plugin);
        releases += holding.releases().size();
        Set<String> paths = new HashSet<>();
        for (Inventory.Item item : holding.content((_, _) -> {})) {
            paths.add(item.path());
            files = files.and(item.blob().size());
            requireThere(
                    item,
                    FETCH,
                    () -> mending.filter(m -> m.content(holding, item)).isPresent());
        }
        Map<String, byte[]> derived = holding.derived();
        for (Map.Entry<String, byte[]> file : derived.entrySet()) {
            paths.add(file.getKey());
            files = files.and(file.getValue().length);
            if (!isThere(file.getKey(), file.getValue()) && !isThereSoon(holding, file.getKey())) {
                findings.addForLater(
                        Kind.BEHIND,
                        file.getKey(),
                        "it does not say what the index says, so other tools see another state",
                        REPAIR + ", or publish a release of the plugin",
                        () -> derive(inventory, plugin, file.getKey()));
            }
        }
        rest.walk(Holding.layout(holding.plugin()), paths, Set.of());
    }

    /** Made anew, and not kept until then: there may be many. */
    private boolean derive(Inventory inventory, PluginName plugin, String path) {
        if (mending.filter(Mending::isHeld).isEmpty()) {
            return false;
        }
        byte[] bytes = inventory.holding(plugin).derived().get(path);
        return bytes != null && mending.get().write(path, bytes);
    }

    private boolean isThere(String path, byte[] bytes) {
        try {
            return Arrays.equals(source.read(path, bytes.length), bytes);
        } catch (RegistryException _) {
            return false;
        }
    }

    /** A publisher writes it just after the index: what is not yet there gets a second. */
    private boolean isThereSoon(Holding seen, String path) {
        while (mending.filter(Mending::isHeld).isEmpty() && looks < LOOKS) {
            looks++;
            try {
                Thread.sleep(BETWEEN_LOOKS);
                Holding now = Inventory.of(source, anchor).holding(seen.plugin());
                if (isThere(path, Optional.ofNullable(now.derived().get(path)).orElse(new byte[0]))) {
                    return true;
                }
            } catch (RegistryException _) {
                return false;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }

    private boolean requireThere(Inventory.Item item, String remedy, BooleanSupplier mend) {
        try {
            Inventory.read(source, item);
            return true;
        } catch (ContentMissingException _) {
            return !found(Kind.MISSING, item, "the index lists it, and it is not there", remedy, mend);
        } catch (RegistryException e) {
            return !found(Kind.CHANGED, item, String.valueOf(e.getMessage()), remedy, mend);
        }
    }

    /** Returns whether it is still so. */
    private boolean found(Kind kind, Inventory.Item item, String what, String remedy, BooleanSupplier mend) {
        long before = findings.left();
        findings.add(kind, item.path(), what, remedy, mend);
        return findings.left() > before;
    }
}
