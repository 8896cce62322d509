package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginDelayTest {
    private final MovableClock clock = new MovableClock();
    private final LoginDelay delay = new LoginDelay(clock);

    @Test
    void fiveFailuresOfOneNameAreFreeFromWhereverThenEachIsHeldLongerUpToTwoSeconds() {
        for (int i = 0; i < LoginDelay.FREE; i++) {
            assertThat(delay.failed("ann", "10.0.0." + i)).isZero();
        }
        assertThat(delay.failed("ann", "10.0.0.99")).isEqualTo(Duration.ofMillis(250));
        assertThat(delay.failed("ann", "10.0.0.98")).isEqualTo(Duration.ofMillis(500));
        for (int i = 0; i < 100; i++) {
            assertThat(delay.failed("ann", "10.0.1." + i)).isLessThanOrEqualTo(LoginDelay.LONGEST);
        }
        assertThat(delay.failed("ann", "10.0.0.97")).isEqualTo(LoginDelay.LONGEST);
        assertThat(delay.failed("bob", "10.0.0.97")).isZero();
        clock.advance(LoginDelay.WINDOW);
        assertThat(delay.failed("ann", "10.0.0.99")).isZero();
    }

    @Test
    void oneAddressThatTriesManyNamesIsHeldToo() {
        for (int i = 0; i < LoginDelay.FREE; i++) {
            assertThat(delay.failed("name" + i, "10.0.0.1")).isZero();
        }
        assertThat(delay.failed("another", "10.0.0.1")).isPositive();
        assertThat(delay.failed("another", "10.0.0.2")).isZero();
    }
}
