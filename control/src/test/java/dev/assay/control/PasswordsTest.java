package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class PasswordsTest {
    private final Passwords passwords = new Passwords(new SecureRandom());

    @Test
    void aPasswordMatchesWhatWasKeptOfItAndNothingElseDoes() {
        String kept = passwords.keep("correct horse");
        assertThat(kept).startsWith("pbkdf2-sha256$600000$").doesNotContain("correct");
        assertThat(passwords.matches("correct horse", kept)).isTrue();
        assertThat(passwords.matches("correct horsf", kept)).isFalse();
        assertThat(passwords.matches("", kept)).isFalse();
    }

    @Test
    void theSamePasswordIsKeptDifferentlyEachTime() {
        assertThat(passwords.keep("same")).isNotEqualTo(passwords.keep("same"));
    }

    @Test
    void anotherSchemeIsNotGuessed() {
        assertThatThrownBy(() -> passwords.matches("x", "argon2id$1$c2FsdA==$a2V5"))
                .hasMessageContaining("newer version of Assay");
    }
}
