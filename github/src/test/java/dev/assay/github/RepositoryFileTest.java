package dev.assay.github;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.FaultyDocumentException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryFileTest {
    private static final String WHOLE = """
            format: assay.registry-repository/1
            name: acme-plugins
            plugins: plugins
            audit: audit.yaml
            trust: policies/trust.yaml
            branch: registry
            reviewers:
              - {login: kim, id: 12345}
              - {login: lee, id: 67890}
            quorum: 2
            assay: {repository: assay-dev/assay, commit: 0000000000000000000000000000000000000000}
            """;

    @Test
    void aWholeFileIsRead() {
        RepositoryFile file = read(WHOLE);
        assertThat(file.name()).isEqualTo("acme-plugins");
        assertThat(file.trust()).isEqualTo("policies/trust.yaml");
        assertThat(file.quorum()).isEqualTo(2);
        assertThat(file.advisories()).isEmpty();
        assertThat(read(WHOLE + "advisories: policies/advisories.json\n").advisories())
                .contains("policies/advisories.json");
        assertThat(file.assay().repository()).hasToString("assay-dev/assay");
    }

    @Test
    void aReviewerIsKnownByIdWhateverTheLogin() {
        RepositoryFile file = read(WHOLE);
        assertThat(file.isReviewer(new Account("kim-was-renamed", 12345))).isTrue();
        assertThat(file.isReviewer(new Account("kim", 99999))).isFalse();
        assertThat(file.isReviewer(Account.GHOST)).isFalse();
    }

    @Test
    void aRegistryMayBeginWithoutReviewers() {
        String none = WHOLE.replaceAll("(?s)reviewers:.*quorum: 2", "reviewers: []\nquorum: 1");
        assertThat(read(none).reviewers()).isEqualTo(List.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "assay.registry-repository/1 | assay.registry-repository/2 | 1:9 | newer version of Assay",
                "name: acme-plugins          | name: Acme Plugins          | 2:7 | registry name",
                "plugins: plugins            | plugins: ../plugins         | 3:10 | path",
                "plugins: plugins            | plugins: /etc               | 3:10 | path",
                "plugins: plugins            | plugins: a/../b             | 3:10 | path",
                "plugins: plugins            | plugins: .github            | 3:10 | path",
                "audit: audit.yaml           | advisories: ../a.json       | 4:13 | path",
                "audit: audit.yaml           | audit: '-x'                 | 4:8 | path",
                "branch: registry            | branch: --upload-pack=x     | 6:9 | branch",
                "branch: registry            | branch: a..b                | 6:9 | branch",
                "branch: registry            | branch: x.lock              | 6:9 | branch",
                "quorum: 2                   | quorum: 0                   | 10:9 | quorum",
                "quorum: 2                   | quorum: 3                   | 10:9 | cannot be reached by 2",
                "id: 67890                   | id: 12345                   | 8:3 | is there twice",
                "id: 67890                   | id: -1                      | 9:22 | id",
                "login: lee                  | login: 'l ee'               | 9:13 | login",
                "assay-dev/assay             | assay                       | 11:21 | repository",
                "branch: registry            | branches: registry          | 6:1 | did you mean 'branch'",
                "commit: 0000                | commit: x0000               | 11:46 | commit",
            })
    void aFaultIsToldWithItsPlace(String right, String wrong, String place, String says) {
        assertThat(WHOLE).contains(right);
        assertThatThrownBy(() -> read(WHOLE.replace(right, wrong)))
                .isInstanceOf(FaultyDocumentException.class)
                .hasMessageContaining("registry.yaml:" + place)
                .hasMessageContaining(says);
    }

    @Test
    void allFaultsAreToldAtOnce() {
        assertThatThrownBy(() -> read("format: assay.registry-repository/1\nname: X\n"))
                .hasMessageContaining("registry name")
                .hasMessageContaining("'plugins' is missing")
                .hasMessageContaining("'assay' is missing");
    }

    @Test
    void aFolderThatIsNoRegistryRepositoryIsSaidToBeNone(@TempDir Path folder) {
        assertThatThrownBy(() -> RepositoryFile.in(folder))
                .isInstanceOf(GitHubException.class)
                .hasMessageContaining("is not a registry repository");
    }

    private static RepositoryFile read(String yaml) {
        return RepositoryFile.read(yaml.getBytes(UTF_8), "registry.yaml");
    }
}
