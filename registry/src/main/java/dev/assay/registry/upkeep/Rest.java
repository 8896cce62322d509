package dev.assay.registry.upkeep;

import dev.assay.model.Digest;
import dev.assay.model.PluginName;
import dev.assay.registry.Blob;
import dev.assay.registry.Holding;
import dev.assay.registry.Inventory;
import dev.assay.registry.MirrorNote;
import dev.assay.registry.RegistryException;
import dev.assay.registry.Source;
import dev.assay.registry.upkeep.Problem.Kind;
import dev.assay.registry.upkeep.Report.Sum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is in a registry's directory beside that which its index reaches. */
final class Rest {
    /** What lies beside a registry where a branch or a web server holds it. */
    static final Set<String> BESIDE = Set.of(
            "site",
            "re-audit.json",
            ".git",
            ".gitattributes",
            ".gitignore",
            ".nojekyll",
            "CNAME",
            "README.md",
            ".lock");

    private static final String ASIDE = ".aside";
    /** Longer than any write of a file takes: before that it may be somebody's. */
    private static final Duration CUT_OFF = Duration.ofMinutes(10);

    private final Path directory;
    private final Source source;
    private final Findings findings;
    private final Optional<Mending> mending;
    private final Clock clock;
    private Sum leftovers = Sum.NONE;
    /** How large that is which a writer left, perhaps; less than nothing if there is none. */
    private long aside = -1;

    Rest(Path directory, Findings findings, Optional<Mending> mending, Clock clock) {
        this.directory = directory;
        this.source = Source.directory(directory);
        this.findings = findings;
        this.mending = mending;
        this.clock = clock;
    }

    Sum leftovers() {
        return leftovers;
    }

    /**
     * Looks at what is below a path.
     *
     * @param reached what the index reaches of it
     * @param listed plugins whose layouts were looked at already
     */
    void walk(String below, Set<String> reached, Set<PluginName> listed) {
        Set<String> layouts = listed.stream().map(Holding::layout).collect(Collectors.toSet());
        Walk.through(directory, below, new Walk.Visitor() {
            @Override
            public boolean enter(String path) {
                return !BESIDE.contains(path) && !layouts.contains(path);
            }

            @Override
            public void file(String path, BasicFileAttributes attributes) {
                if (!reached.contains(path) && !BESIDE.contains(path)) {
                    beyond(path, attributes);
                } else if (!attributes.isRegularFile()) {
                    foreign(path, "it is a link or a device, which a registry never holds");
                }
            }

            @Override
            public void tooDeep(String path) {
                foreign(path, "a registry has no directories that deep");
            }
        });
    }

    private void beyond(String path, BasicFileAttributes attributes) {
        if (!attributes.isRegularFile()) {
            foreign(path, "it is a link or a device, which a registry never holds");
        } else if (path.equals(ASIDE)) {
            cutOff(path, attributes);
        } else if (!path.equals("metadata/timestamp.json") && !path.equals(MirrorNote.FILE)) {
            switch (Names.of(path)) {
                case Names.Name.Metadata _ -> leftovers = leftovers.and(attributes.size());
                case Names.Name.Content content -> leftover(path, content, attributes);
                case Names.Name.Derived _ ->
                    findings.addForLater(
                            Kind.BEHIND,
                            path,
                            "it shows a plugin that the index does not list",
                            "Run this with --repair, or remove it",
                            () -> mending.filter(m -> m.remove(path)).isPresent());
                case Names.Name.Foreign _ -> foreign(path, "Assay writes no such file");
            }
        }
    }

    private void foreign(String path, String what) {
        findings.add(Kind.FOREIGN, path, what, "Look at it, and remove it");
    }

    /** A writer was cut off, or writes it now. */
    private void cutOff(String path, BasicFileAttributes attributes) {
        boolean old = attributes
                .lastModifiedTime()
                .toInstant()
                .isBefore(clock.instant().minus(CUT_OFF));
        // Under the lock nobody writes it.
        if (mending.isPresent() && !mending.get().isHeld()) {
            aside = attributes.size();
        } else if (mending.isPresent() ? !mending.get().remove(path) : old) {
            leftovers = leftovers.and(attributes.size());
        }
    }

    /** Whether there is something that can be removed under the lock alone. */
    boolean isCutOff() {
        return aside >= 0;
    }

    /** Removes it, now that the lock is held. */
    void mendTheRest() {
        if (isCutOff() && mending.filter(m -> m.remove(ASIDE)).isEmpty() && Files.exists(directory.resolve(ASIDE))) {
            leftovers = leftovers.and(aside);
        }
    }

    private void leftover(String path, Names.Name.Content content, BasicFileAttributes attributes) {
        if (attributes.size() <= Blob.LARGEST && holds(path, new Digest(content.hex()), attributes.size())) {
            leftovers = leftovers.and(attributes.size());
        } else {
            findings.addForLater(
                    Kind.FOREIGN,
                    path,
                    "it is not what its name says, and the index does not reach it",
                    "Run this with --repair, or remove it",
                    () -> mending.filter(m -> m.remove(path)).isPresent());
        }
    }

    private boolean holds(String path, Digest digest, long size) {
        try {
            Inventory.read(source, new Inventory.Item(path, new Blob(digest, size)));
            return true;
        } catch (RegistryException _) {
            return false;
        }
    }
}
