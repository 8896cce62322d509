package dev.assay.trust.tuf;

import dev.assay.model.Json;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import tools.jackson.databind.node.ObjectNode;

/** What a fuzzer starts from: the documents of a small repository, which are signed when they are changed. */
public final class TufSeeds {
    private static final List<TargetFile> FILES = List.of(TargetFile.of("a/file.txt", new byte[3]));

    private TufSeeds() {}

    public static Stream<Arguments> roots() {
        return documents(new World().document("root").put("version", 2));
    }

    public static Stream<Arguments> timestamps() {
        return documents(new World().document("timestamp").put("version", 2));
    }

    public static Stream<Arguments> snapshots() {
        World world = new World();
        return documents(
                world.document("snapshot"),
                new Snapshot(
                                1,
                                World.START.plus(9, ChronoUnit.DAYS),
                                java.util.Map.of("targets", MetaFile.of(1, new byte[9])))
                        .toJson());
    }

    /** Files, delegations by pattern and by hash, and bins. */
    public static Stream<Arguments> targets() {
        var expires = World.START.plus(9, ChronoUnit.DAYS);
        Quorum quorum = World.quorum(1, World.KEYS.get(5));
        Delegations named = new Delegations.Named(List.of(
                Delegation.ofPaths("a", quorum, false, List.of("a/*", "*.txt")),
                Delegation.ofHashPrefixes("b", quorum, true, List.of("0", "ab"))));
        return documents(
                Targets.of(expires, FILES, Optional.empty()).toJson(),
                Targets.of(expires, FILES, Optional.of(named)).toJson(),
                Targets.of(expires, List.of(), Optional.of(new Delegations.Bins(quorum, 4, "bin")))
                        .toJson());
    }

    private static Stream<Arguments> documents(ObjectNode... documents) {
        return Stream.of(documents).map(each -> Arguments.of((Object) Json.canonical(each)));
    }
}
