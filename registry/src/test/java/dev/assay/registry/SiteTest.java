package dev.assay.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Digest;
import dev.assay.model.InvalidValueException;
import dev.assay.model.Json;
import dev.assay.model.PluginName;
import dev.assay.model.Verdict;
import dev.assay.model.Version;
import dev.assay.model.VersionRange;
import dev.assay.registry.site.ReAudit;
import dev.assay.registry.site.Site;
import dev.assay.trust.Revocation;
import dev.assay.trust.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The site tells what the registry says, the same each time, and is whole or not there. */
class SiteTest {
    @TempDir
    private Path folder;

    private Publisher publisher;
    private Path out;

    @BeforeEach
    void aRegistry() {
        publisher = Publisher.create(folder.resolve("registry"), Shop.PUBLISHER, Shop.WEEK, Shop.CLOCK);
        out = folder.resolve("site");
        publisher.publish(Shop.release("1.0.0"));
        publisher.publish(Shop.release("1.1.0"));
    }

    @Test
    void eachPluginHasAPageWithEveryVersion() {
        write(Optional.empty());
        assertThat(read("index.html"))
                .contains("plugins/acme/ssh-hardening.html")
                .contains("1.1.0")
                .contains("Approved");
        assertThat(read("plugins/acme/ssh-hardening.html"))
                .contains("id=\"v1.0.0\"")
                .contains("id=\"v1.1.0\"")
                .contains("sshd-effective")
                .contains("assay verify acme/ssh-hardening@1.1.0")
                .contains("Why it loads");
    }

    @Test
    void theSameIndexGivesTheSameBytes() {
        write(Optional.empty());
        Map<String, Digest> first = files();
        write(Optional.empty());
        assertThat(files()).isEqualTo(first).hasSizeGreaterThan(4);
    }

    @Test
    void aRevokedReleaseIsToldWithItsReasonAndTheOneBeforeTakesItsPlace() {
        publisher.revoke(new Revocation(
                new Revocation.Target.Versions(Shop.SSH, VersionRange.parse("1.1.0")),
                "reads the wrong file",
                Shop.NOW,
                Severity.HIGH,
                Optional.empty()));
        write(Optional.empty());
        assertThat(read("status.html")).contains("reads the wrong file").contains("Revoked");
        assertThat(read("plugins/acme/ssh-hardening.html")).contains("assay verify acme/ssh-hardening@1.0.0");
    }

    @Test
    void aYankedReleaseIsToldWithItsReasonAndTheOneBeforeTakesItsPlace() {
        publisher.yank(Shop.SSH, Shop.version("1.1.0"), "finds <nothing>");
        write(Optional.empty());
        assertThat(read("plugins/acme/ssh-hardening.html"))
                .contains("Yanked: ")
                .contains("finds &lt;nothing&gt;")
                .contains("assay verify acme/ssh-hardening@1.0.0");
    }

    @Test
    void whatARuntimeWouldRefuseIsSaidNotToLoad() throws IOException {
        Entry entry = current().releases(Shop.SSH).getFirst();
        ListedStatement audit = entry.variants().getFirst().statements().getFirst();
        Files.delete(folder.resolve("registry").resolve(current().path(entry, audit.bundle())));
        write(Optional.empty());
        assertThat(read("status.html")).contains("acme/ssh-hardening 1.1.0").contains("Does not load");
        assertThat(read("plugins/acme/ssh-hardening.html")).contains("audit-statement-missing");
    }

    @Test
    void theResultsOfAReAuditAreShown() {
        Digest module = current()
                .releases(Shop.SSH)
                .getFirst()
                .variants()
                .getFirst()
                .module()
                .digest();
        ReAudit again = reAudit(module, Verdict.REJECTED);
        write(Optional.of(again));
        assertThat(read("status.html")).contains("would not be approved today").contains("X04 reject");
        assertThat(read("plugins/acme/ssh-hardening.html")).contains("Audited again: rejected, 1 finding.");
        write(Optional.of(reAudit(module, Verdict.APPROVED)));
        assertThat(read("status.html")).contains("all pass").doesNotContain("X04 reject");
    }

    @Test
    void aReAuditComesBackAsItWentAndAnotherFormatIsRefused() {
        ReAudit again = reAudit(Digest.of(new byte[0]), Verdict.FLAGGED);
        assertThat(ReAudit.read(bytes(Json.pretty(again.toJson())))).isEqualTo(again);
        assertThatThrownBy(() -> ReAudit.read(bytes(Json.pretty(again.toJson().put("format", "assay.re-audit/2")))))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("newer version");
        assertThatThrownBy(() -> ReAudit.read(bytes(Json.pretty(again.toJson().put("more", 1)))))
                .hasMessageContaining("$.more");
    }

    @Test
    void anEmptyRegistryHasASiteThatSaysSo() {
        publisher = Publisher.create(folder.resolve("empty"), Shop.PUBLISHER, Shop.WEEK, Shop.CLOCK);
        new Site(open("empty").current(), Shop.POLICY, Optional.empty(), "Empty", "../empty").write(out);
        assertThat(read("index.html")).contains("Nothing is published yet");
    }

    @Test
    void aFolderThatIsNoSiteIsNeverReplaced() throws IOException {
        Files.createDirectories(out);
        Files.writeString(out.resolve("letter.txt"), "mine");
        assertThatThrownBy(() -> write(Optional.empty()))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("is no site");
        assertThat(files()).containsOnlyKeys("letter.txt");
        assertThat(beside()).containsExactly("memory", "registry", "site");
    }

    @Test
    void anEmptyFolderAndAnEarlierSiteAreReplacedWhole() throws IOException {
        Files.createDirectories(out);
        write(Optional.empty());
        Files.writeString(out.resolve("left-over.html"), "of an earlier version");
        write(Optional.empty());
        assertThat(files()).doesNotContainKey("left-over.html").containsKey("index.html");
        assertThat(beside()).containsExactly("memory", "registry", "site");
    }

    @Test
    void aRegistryThatLacksAReleaseLeavesTheEarlierSiteAsItWas() throws IOException {
        write(Optional.empty());
        Map<String, Digest> before = files();
        Entry entry = current().releases(Shop.SSH).getFirst();
        Files.delete(folder.resolve("registry").resolve(current().path(entry, entry.release())));
        assertThatThrownBy(() -> write(Optional.empty())).isInstanceOf(ContentMissingException.class);
        assertThat(files()).isEqualTo(before);
    }

    private void write(Optional<ReAudit> reAudit) {
        new Site(current(), Shop.POLICY, reAudit, "Plugins", "../registry").write(out);
    }

    private Index current() {
        return open("registry").current();
    }

    private Registry open(String name) {
        return Registry.open(
                Source.directory(folder.resolve(name)),
                Shop.POLICY,
                folder.resolve("memory").resolve(name),
                Shop.CLOCK);
    }

    private static ReAudit reAudit(Digest module, Verdict verdict) {
        return new ReAudit(
                Shop.NOW,
                "assay 0.1.0",
                List.of(new ReAudit.Result(
                        PluginName.parse("acme/ssh-hardening"),
                        Version.parse("1.1.0"),
                        "baseline",
                        module,
                        verdict,
                        true,
                        List.of(new ReAudit.Finding("X04", "reject", "the data holds a key")))));
    }

    private String read(String page) {
        try {
            return Files.readString(out.resolve(page));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Digest> files() {
        Map<String, Digest> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(out)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(out.relativize(file).toString(), Digest.of(Files.readAllBytes(file)));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> beside() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
