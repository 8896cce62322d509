package dev.assay.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.trust.KeyType;
import dev.assay.trust.SigningKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What was checked once counts for the same bytes, role and quorum, and for nothing else. */
class VerifiedTest {
    private static final Quorum ONE = quorum();
    private static final byte[] BYTES = {1, 2, 3, 4};

    private final List<String> checks = new ArrayList<>();
    private final Verified<String> verified = new Verified<>(10);

    @Test
    void theSameIsCheckedOnce() {
        assertThat(verified.of(BYTES, "a", ONE, check("first"))).isEqualTo("first");
        assertThat(verified.of(BYTES.clone(), "a", ONE, check("second"))).isEqualTo("first");
        assertThat(checks).containsExactly("first");
    }

    @Test
    void otherBytesAnotherRoleAndAnotherQuorumAreCheckedAnew() {
        verified.of(BYTES, "a", ONE, check("first"));
        verified.of(new byte[] {1, 2, 3, 5}, "a", ONE, check("bytes"));
        verified.of(BYTES, "b", ONE, check("role"));
        verified.of(BYTES, "a", quorum(), check("keys"));
        verified.of(BYTES, "a", new Quorum(ONE.keys(), 2), check("threshold"));
        assertThat(checks).containsExactly("first", "bytes", "role", "keys", "threshold");
    }

    @Test
    void aRefusalIsNotRemembered() {
        assertThatThrownBy(() -> verified.of(BYTES, "a", ONE, () -> {
                    throw Refusal.SIGNATURES.because("nobody signed");
                }))
                .hasMessageContaining("nobody signed");
        assertThat(verified.of(BYTES, "a", ONE, check("again"))).isEqualTo("again");
    }

    @Test
    void whatWasAskedForLeastLatelyIsForgotten() {
        verified.of(BYTES, "a", ONE, check("a"));
        verified.of(BYTES, "b", ONE, check("b"));
        verified.of(BYTES, "a", ONE, check("not again"));
        verified.of(BYTES, "c", ONE, check("c")); // 12 bytes are too many
        verified.of(BYTES, "a", ONE, check("not again"));
        verified.of(BYTES, "b", ONE, check("b again"));
        assertThat(checks).containsExactly("a", "b", "c", "b again");
    }

    private Supplier<String> check(String name) {
        return () -> {
            checks.add(name);
            return name;
        };
    }

    private static Quorum quorum() {
        return Quorum.of(
                1,
                List.of(SigningKey.create(KeyType.ED25519, new SecureRandom()).verificationKey()));
    }
}
