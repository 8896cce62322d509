package dev.assay.trust.tuf;

import static dev.assay.trust.tuf.ClientOfOneWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Targets are found through delegations in the order of the specification, and only their own bytes are handed on. */
class TrustedViewTest {
    private final World world = new World();

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // delegator>role, with ! for terminating and :pattern for what it covers; then the roles asked, in order
        "targets>A, A",
        "targets>A targets>B, A B",
        "targets>A targets>B B>C, A B C",
        "targets>A targets>B A>C A>D, A C D B",
        "targets>A targets>B A>C C>D, A C D B",
        "targets>A targets>B A>C! A>D, A C",
        "targets>A targets>B A>C! C>D, A C D",
        "targets>A:*.py targets>B A>C, B",
        "targets>A targets>B A>C:*.py C>D, A B",
        "targets>A targets>B B>C C>D D>B, A B C D",
        "targets>A targets>B B>C A>C, A C B",
        "targets>A targets>B B>C A>C:*.py, A B C"
    })
    void rolesAreAskedDepthFirstInTheOrderOfTheDelegations(String graph, String order) {
        build(graph);
        TrustedView view = world.client(folder).refresh();
        world.asked();

        assertThat(view.find("missing")).isEmpty();

        assertThat(world.asked())
                .containsExactlyElementsOf(Arrays.stream(order.split(" "))
                        .map(role -> "1." + role + ".json")
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "targetfile,true,''",
        "README.md,true,A",
        "releases/x/x_v1,true,B C",
        "releases/y/y_v1.zip,true,B D",
        // D holds it, but B trusts D for another folder only.
        "releases/z/z_v1.zip,false,B"
    })
    void aTargetCountsIfEachRoleOnTheWayIsTrustedForIt(String path, boolean found, String asked) {
        build("targets>A:*.doc,*.md targets>B:releases/*/* B>C:releases/x/* B>D:releases/y/*.zip");
        world.add("targets", "targetfile", "1").add("A", "README.md", "2").add("C", "releases/x/x_v1", "3");
        world.add("D", "releases/y/y_v1.zip", "4").add("D", "releases/z/z_v1.zip", "5");
        world.publish("A", "C", "D", "targets", "snapshot", "timestamp");
        TrustedView view = world.client(folder).refresh();
        world.asked();

        assertThat(view.find(path).isPresent()).isEqualTo(found);
        assertThat(world.asked().stream().map(name -> name.replaceAll("^[0-9]\\.|\\.json$", "")))
                .containsExactlyElementsOf(asked.isEmpty() ? List.of() : List.of(asked.split(" ")));
    }

    @Test
    void aRoleThatCannotBeVerifiedEndsTheSearch() {
        build("targets>A targets>B");
        world.signers.put("A", List.of(World.KEYS.get(0)));
        world.add("B", "x", "1").publish("A", "B", "snapshot", "timestamp");

        TrustedView view = world.client(folder).refresh();

        assertThat(refused("tuf-signatures", () -> view.find("x"))).contains("the role 'targets'");
        assertThat(Files.exists(folder.resolve("A.json"))).isFalse();
    }

    @Test
    void aRoleThatTheSnapshotDoesNotAnnounceEndsTheSearch() {
        build("targets>A");
        ((ObjectNode) world.document("snapshot").path("meta")).remove("A.json");
        world.publish("snapshot", "timestamp");

        TrustedView view = world.client(folder).refresh();

        assertThat(refused("tuf-missing", () -> view.find("x"))).contains("'A'");
    }

    @Test
    void anExpiredDelegatedRoleIsNeitherUsedNorKeptButItsSuccessorIs() {
        build("targets>A");
        world.add("A", "x", "1").expire("A", 7).publish("A", "snapshot", "timestamp");
        TufClient client = world.client(folder);
        assertThat(client.refresh().find("x")).isPresent();

        world.now = World.START.plus(18, ChronoUnit.DAYS);
        TrustedView later = client.refresh();
        assertThat(refused("tuf-expired", () -> later.find("x"))).contains("'A'");

        world.expire("A", 21).publish("A", "snapshot", "timestamp");
        assertThat(client.refresh().find("x")).isPresent();
    }

    @Test
    void aDelegatedRoleIsFetchedOnceAndThenReadFromDisk() {
        build("targets>A");
        world.add("A", "x", "1").publish("A", "snapshot", "timestamp");
        TufClient client = world.client(folder);
        client.refresh().find("x");
        world.asked();

        client.refresh().find("x");

        assertThat(world.asked()).containsExactly("2.root.json", "timestamp.json");
    }

    @Test
    void aSearchVisitsThirtyTwoRolesAndNoMore() {
        StringBuilder graph = new StringBuilder();
        for (int i = 0; i < 31; i++) {
            graph.append("targets>r").append(i).append(' ');
        }
        build(graph.toString().trim());
        assertThat(world.client(folder).refresh().find("x")).isEmpty();

        build("targets>one-more");
        TrustedView view = world.clientOf(folder).refresh();
        refused("tuf-too-many", () -> view.find("x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?", "#", "/delegatedrole", "../delegatedrole", "a b", "ü"})
    void anyNameOfARoleIsAFileInTheFolderAndOnePartOfTheAddress(String role) {
        world.delegate("targets", role, false, "*").publish(role, "targets", "snapshot", "timestamp");
        TrustedView view = world.client(folder).refresh();

        assertThat(view.find("missing")).isEmpty();

        String encoded =
                java.net.URLEncoder.encode(role, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(world.asked().getLast()).isEqualTo("1." + encoded + ".json");
        assertThat(folder.resolve(encoded + ".json")).exists();
    }

    @Test
    void onlyTheAnnouncedBytesOfATargetAreHandedOn() {
        world.add("targets", "a/b.txt", "content").publish("targets", "snapshot", "timestamp");
        TrustedView view = world.client(folder).refresh();
        TargetFile file = view.find("a/b.txt").orElseThrow();

        assertThat(view.fetch(file, world)).asString().isEqualTo("content");
        String location = world.asked().getLast();
        assertThat(location).matches("a/[0-9a-f]{64}\\.b\\.txt");

        world.files.put(location, "c0ntent".getBytes(StandardCharsets.UTF_8));
        refused("tuf-hash", () -> view.fetch(file, world));
        world.files.put(location, "conten".getBytes(StandardCharsets.UTF_8));
        refused("tuf-length", () -> view.fetch(file, world));
        world.files.put(location, "content!".getBytes(StandardCharsets.UTF_8));
        refused("tuf-length", () -> view.fetch(file, world));
        world.files.remove(location);
        refused("tuf-missing", () -> view.fetch(file, world));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../x", "/x", "a//x", "a/", "."})
    void aTargetOutsideTheFolderIsNotFetched(String path) {
        ((ObjectNode) world.document("targets").path("targets"))
                .set(path, TargetFile.of("x", new byte[1]).toJson());
        world.publish("targets", "snapshot", "timestamp");
        TrustedView view = world.client(folder).refresh();

        refused("tuf-malformed", () -> view.fetch(view.find(path).orElseThrow(), world));
    }

    @Test
    void everyHashOfAKnownKindMustMatch() {
        world.add("targets", "x", "content");
        ((ObjectNode) world.document("targets").path("targets").path("x").path("hashes"))
                .put("sha512", "ab".repeat(64))
                .put("whirlpool", "cd".repeat(64));
        world.publish("targets", "snapshot", "timestamp");
        TrustedView view = world.client(folder).refresh();

        assertThat(refused("tuf-hash", () -> view.fetch(view.find("x").orElseThrow(), world)))
                .contains("sha512");
    }

    @Test
    void binsAreFoundByTheFirstBitsOfTheHash() {
        Delegations.Bins bins = new Delegations.Bins(World.quorum(1, World.KEYS.get(5)), 10, "bin");
        world.document("targets").set("delegations", bins.toJson());
        String path = "index/acme/hello.json";
        String bin = bins.name(bins.bin(path));
        world.documents.put(
                bin,
                Targets.of(World.START.plus(9, ChronoUnit.DAYS), List.of(), java.util.Optional.empty())
                        .toJson()
                        .put("version", 0));
        world.signers.put(bin, List.of(World.KEYS.get(5)));
        world.add(bin, path, "content").publish(bin, "targets", "snapshot", "timestamp");
        TrustedView view = world.client(folder).refresh();
        world.asked();

        assertThat(view.find(path)).isPresent();
        assertThat(world.asked()).containsExactly("1." + bin + ".json");
        assertThat(bin).matches("bin-[0-9a-f]{3}");
    }

    /** Adds these delegations, and publishes the roles. */
    private void build(String graph) {
        for (String edge : graph.split(" ", -1)) {
            String[] parts = edge.split("[>:]", -1);
            world.delegate(
                    parts[0],
                    parts[1].replace("!", ""),
                    parts[1].endsWith("!"),
                    parts.length > 2 ? parts[2].split(",") : new String[] {"*"});
        }
        for (String role : List.copyOf(world.documents.keySet())) {
            if (!List.of("root", "targets", "snapshot", "timestamp").contains(role)
                    && world.document(role).path("version").longValue() == 0) {
                world.publish(role);
            }
        }
        world.publish("targets", "snapshot", "timestamp");
    }
}
