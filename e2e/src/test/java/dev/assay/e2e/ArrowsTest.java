package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.assay.model.Digest;
import dev.assay.wasm.KnowsTooMuch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the rooms, as docs/ARCHITECTURE.md draws them. */
class ArrowsTest {
    private static final Map<String, Set<String>> MAY_KNOW = new TreeMap<>(Map.ofEntries(
            Map.entry("model", Set.of()),
            Map.entry("wasm", Set.of()),
            Map.entry("trust", Set.of("model")),
            Map.entry("registry", Set.of("model", "trust")),
            Map.entry("build", Set.of("model", "wasm")),
            Map.entry("sandbox", Set.of("model", "wasm", "trust")),
            Map.entry("audit", Set.of("model", "wasm", "trust", "sandbox")),
            Map.entry("judgement", Set.of("model")),
            Map.entry("runtime", Set.of("model", "wasm", "trust", "registry", "sandbox", "judgement")),
            Map.entry("control", Set.of("model", "wasm", "trust", "registry", "judgement")),
            Map.entry("github", Set.of("model", "trust", "registry", "build", "audit")),
            Map.entry(
                    "cli",
                    Set.of(
                            "model",
                            "wasm",
                            "trust",
                            "registry",
                            "build",
                            "sandbox",
                            "audit",
                            "judgement",
                            "runtime",
                            "control",
                            "github"))));

    private static final int MOST_FILES_IN_A_ROOM = 40;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.assay");

    @Test
    void everyRoomKnowsOnlyTheRoomsItMay() {
        MAY_KNOW.forEach((room, known) -> knowsOnly(room, known).check(CLASSES));
    }

    @Test
    void anArrowThatIsNotAllowedIsFound() {
        JavaClasses fixture = new ClassFileImporter().importClasses(KnowsTooMuch.class, Digest.class);
        assertThatThrownBy(() -> knowsOnly("wasm", Set.of()).check(fixture))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dev.assay.model");
    }

    @Test
    void everyRoomOnDiskIsInTheTable() throws IOException {
        List<String> rooms = new ArrayList<>();
        try (var folders = Files.newDirectoryStream(Path.of(".."), f -> Files.exists(f.resolve("pom.xml")))) {
            folders.forEach(f -> rooms.add(f.getFileName().toString()));
        }
        rooms.removeAll(List.of("e2e", "bench")); // they know rooms, and no room knows them
        assertThat(rooms).containsExactlyInAnyOrderElementsOf(MAY_KNOW.keySet());
    }

    @Test
    void onlyTheRoomThatOwnsALibraryKnowsIt() {
        onlyIn("control", "io.helidon..").check(CLASSES);
        onlyIn("control", "java.sql..").check(CLASSES);
        onlyIn("sandbox", "run.endive..").check(CLASSES);
        onlyIn(Set.of("audit", "judgement"), "dev.cel..").check(CLASSES);
        onlyIn("cli", "picocli..").check(CLASSES);
    }

    @Test
    void wasmStandsOnTheJdkAlone() {
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage("dev.assay.wasm..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.assay.wasm..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandAndTheWorkerHaveAMain() {
        Set<String> rooms = CLASSES.stream()
                .filter(c -> c.tryGetMethod("main", String[].class).isPresent())
                .map(ArrowsTest::room)
                .collect(Collectors.toSet());
        assertThat(rooms).isSubsetOf("cli", "sandbox");
    }

    @Test
    void aRoomThatOutgrowsItselfIsSplitByNoun() {
        Map<String, Long> files = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(files)
                .allSatisfy((name, count) ->
                        assertThat(count).as("classes in %s", name).isLessThanOrEqualTo(MOST_FILES_IN_A_ROOM));
    }

    private static ArchRule knowsOnly(String room, Set<String> known) {
        String[] forbidden = MAY_KNOW.keySet().stream()
                .filter(other -> !other.equals(room) && !known.contains(other))
                .map(other -> "dev.assay." + other + "..")
                .toArray(String[]::new);
        return ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage("dev.assay." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .allowEmptyShould(true);
    }

    private static ArchRule onlyIn(String room, String library) {
        return onlyIn(Set.of(room), library);
    }

    private static ArchRule onlyIn(Set<String> rooms, String library) {
        return ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackages(
                        rooms.stream().map(room -> "dev.assay." + room + "..").toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }

    private static String room(JavaClass type) {
        return type.getPackageName().substring("dev.assay.".length()).split("\\.", 2)[0];
    }
}
