package dev.assay.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.registry.Folder;
import dev.assay.sandbox.Keeping;
import dev.assay.sandbox.receipt.ChainCheck;
import dev.assay.sandbox.receipt.Receipt;
import dev.assay.trust.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it appends leaves a chain that goes on: no receipt is lost, and no number given twice. */
class LedgerKillTest {
    @TempDir
    Path folder;

    /** A process of its own that appends without end, and says each receipt when it is kept. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            SigningKey key = SigningKey.of(
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(arguments[1]))),
                    "a key of the tests");
            Ledger ledger = new Ledger(
                    new Folder(Path.of(arguments[0])),
                    Drafts.RUNTIME,
                    key,
                    new Keeping(40, 1L << 30, Duration.ofDays(1)),
                    Clock.systemUTC());
            while (true) {
                System.out.println(ledger.append(Drafts.draft("x".repeat(5000)), Receipt::link));
            }
        }
    }

    @Test
    void aKillAtAnyMomentLeavesAChain() throws Exception {
        survives(12);
    }

    @Test
    @Tag("nightly")
    void aKillAtAnyMomentOfHundredsLeavesAChain() throws Exception {
        survives(400);
    }

    /** Each round a process appends on what the one before it left, and is killed. */
    private void survives(int rounds) throws Exception {
        String key = Base64.getEncoder().encodeToString(Drafts.PAIR.getPrivate().getEncoded());
        Random random = new Random(17);
        long last = 0;
        for (int round = 0; round < rounds; round++) {
            Process child = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Child.class.getName(),
                            folder.toString(),
                            key)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            var out = child.inputReader(StandardCharsets.UTF_8);
            List<String> said = new ArrayList<>(List.of(out.readLine()));
            Thread.sleep(random.nextInt(40));
            child.toHandle().destroyForcibly();
            child.waitFor();
            out.lines().filter(line -> line.length() > 71).forEach(said::add);
            assertThat(sequence(said.getFirst())).as("round %s", round).isEqualTo(last + 1);
            last = sequence(said.getLast());
            ChainCheck check = Drafts.check(folder);
            assertThat(check.faults()).as("round %s", round).isEmpty();
            assertThat(check.head().orElseThrow().sequence()).isGreaterThanOrEqualTo(last);
            last = check.head().orElseThrow().sequence();
        }
        Ledger left = new Ledger(new Folder(folder), Drafts.RUNTIME, Drafts.KEY, Keeping.DEFAULT, Clock.systemUTC());
        assertThat(left.problem()).isEmpty();
    }

    private static long sequence(String said) {
        return Long.parseLong(said.substring(0, said.indexOf(' ')));
    }
}
