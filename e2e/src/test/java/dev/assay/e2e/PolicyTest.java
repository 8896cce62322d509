package dev.assay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy of one's own, begun with one that ships, tried on cases and then used. */
class PolicyTest {
    @TempDir
    Path folder;

    @Test
    void aPolicyIsShownTriedAndUsed() throws IOException {
        Assay assay = new Assay(folder);
        Assay.Ended shown = assay.run("policy", "show", "permissive");
        assertThat(shown.status()).as(shown.err()).isZero();
        Files.writeString(folder.resolve("own.yaml"), shown.out().replace("name: permissive", "name: own"));
        Files.write(folder.resolve("empty.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
        Path cases = Files.writeString(folder.resolve("cases.yaml"), """
                format: assay.policy-cases/1
                policy: own.yaml
                cases:
                  - {name: an empty module, module: empty.wasm, expect: approved}
                  - {name: a miner, findings: [{rule: X01, action: reject}], expect: rejected}
                """);

        Assay.Ended stands = assay.run("policy", "test", cases.toString());
        assertThat(stands.out()).contains("✓ an empty module: approved", "2 passed, 0 failed");
        assertThat(stands.status()).isZero();

        Assay.Ended strict = assay.run("policy", "test", cases.toString(), "--policy", "default");
        assertThat(strict.status()).as(strict.out()).isZero();
        Files.writeString(cases, Files.readString(cases).replace("rejected", "approved"));
        Assay.Ended fails = assay.run("policy", "test", cases.toString());
        assertThat(fails.out())
                .contains(
                        "✗ a miner: it is rejected, and should be approved",
                        "yes     rejecting-finding: rejected when");
        assertThat(fails.status()).isEqualTo(1);

        Assay.Ended used = assay.run(
                "audit",
                folder.resolve("empty.wasm").toString(),
                "--trace",
                "--policy",
                folder.resolve("own.yaml").toString());
        assertThat(used.out()).contains("the policy 'own'", "no      severe-review: flagged when");
        assertThat(assay.run("policy", "show", "lax").err()).contains("There are: strict, default, permissive");
    }
}
