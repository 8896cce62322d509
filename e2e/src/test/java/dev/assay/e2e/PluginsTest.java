package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The first-party plugins build, are approved by the policy that ships, and pass their recorded tests in every variant. */
class PluginsTest {
    @TempDir
    private Path folder;

    static Stream<Path> plugins() throws IOException {
        try (Stream<Path> all = Files.list(Assay.HOME.resolve("plugins"))) {
            return all.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    static Stream<Path> guests() throws IOException {
        try (Stream<Path> all = Files.list(Assay.HOME.resolve("e2e/guests"))) {
            return all
                    .filter(guest -> Files.exists(guest.resolve("plugin.yaml")))
                    .filter(guest -> !guest.endsWith("carried-program")) // flagged, as ReviewTest shows
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("plugins")
    void aFirstPartyPluginBuildsIsApprovedAndPassesItsTests(Path plugin) {
        Assay assay = new Assay(folder);
        String release = folder.resolve("release").toString();

        Assay.Ended built = assay.run("build", plugin.toString(), "--out", release);
        assertThat(built.status()).as(built.err()).isZero();

        Assay.Ended audited = assay.run("audit", release);
        assertThat(audited.status()).as(audited.out() + audited.err()).isZero();

        Assay.Ended tested = assay.run("test", plugin.toString(), "--release", release);
        assertThat(tested.status()).as(tested.out() + tested.err()).isZero();
        assertThat(tested.out()).containsPattern("[1-9][0-9]* passed, 0 failed");
    }

    /** They are stopped by the sandbox alone: nothing in their bytes is against the rules. */
    @Tag("nightly") // builds and audits of eight guests; the demo's are approved each night too
    @ParameterizedTest
    @MethodSource("guests")
    void aHostileGuestIsApprovedByTheAudit(Path guest) {
        if (!guest.endsWith("denied-call")) {
            Assay.Ended audited = audited(guest);
            assertThat(audited.status()).as(audited.out() + audited.err()).isZero();
        }
    }

    /** What it asks for whatever it was asked, the audit sees when it leads the guest through a script. */
    @Test
    void aGuestThatAsksForMoreThanItDeclaresIsRejectedByTheAudit() {
        Assay.Ended audited = audited(Assay.HOME.resolve("e2e/guests/denied-call"));
        assertThat(audited.status()).as(audited.out() + audited.err()).isEqualTo(20);
        assertThat(audited.out()).contains("D04 reject").contains("exec not-declared was asked for");
    }

    private Assay.Ended audited(Path guest) {
        Assay assay = new Assay(folder);
        String release = folder.resolve("release").toString();
        assertThat(assay.run("build", guest.toString(), "--out", release).status())
                .isZero();
        return assay.run("audit", release);
    }
}
