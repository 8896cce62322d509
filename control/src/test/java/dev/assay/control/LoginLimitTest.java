package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoginLimitTest {
    private final MovableClock clock = new MovableClock();
    private final LoginLimit limit = new LoginLimit(clock);

    @Test
    void aTryCountsAsFailedFromItsBeginning() {
        for (int i = 0; i < LoginLimit.PER_NAME; i++) {
            assertThat(limit.begin("ann", "10.0.0." + i)).isEmpty();
        }
        assertThat(limit.begin("ann", "10.0.0.99")).isPresent();
        assertThat(limit.begin("bob", "10.0.0.99")).isEmpty();
    }

    @Test
    void whatSucceedsDoesNotCount() {
        for (int i = 0; i < 100; i++) {
            assertThat(limit.begin("ann", "10.0.0.1")).isEmpty();
            limit.succeeded("ann", "10.0.0.1");
        }
    }

    @Test
    void oneAddressTriesTwentyNamesAMinute() {
        for (int i = 0; i < LoginLimit.PER_ADDRESS; i++) {
            assertThat(limit.begin("name" + i, "10.0.0.1")).isEmpty();
        }
        assertThat(limit.begin("another", "10.0.0.1")).isPresent();
        assertThat(limit.begin("another", "10.0.0.2")).isEmpty();
        clock.advance(LoginLimit.WINDOW);
        assertThat(limit.begin("another", "10.0.0.1")).isEmpty();
    }
}
