package dev.assay.audit.advisory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedVersionTest {
    /** The order of SemVer 2.0.0, section 11, its own example among it; and as Go writes its versions. */
    @ParameterizedTest
    @CsvSource({
        "1.0.0-alpha, 1.0.0-alpha.1",
        "1.0.0-alpha.1, 1.0.0-alpha.beta",
        "1.0.0-alpha.beta, 1.0.0-beta",
        "1.0.0-beta, 1.0.0-beta.2",
        "1.0.0-beta.2, 1.0.0-beta.11",
        "1.0.0-beta.11, 1.0.0-rc.1",
        "1.0.0-rc.1, 1.0.0",
        "0.0.0-0, 0.0.0",
        "1.9.0, 1.10.0",
        "2, 2.0.1",
        "go1.21rc2, go1.21.0",
        "v1.2.3, 1.2.4",
        "1.0.0, 99999999999999999999999999.0.0",
        "0.0.0-20220314234659-1baeb1ce4c0b, 0.0.0-20230314234659-1baeb1ce4c0b",
    })
    void packagesAreInTheOrderOfSemVer(String lower, String higher) {
        OrderedVersion a = OrderedVersion.strict(lower).orElseThrow();
        OrderedVersion b = OrderedVersion.strict(higher).orElseThrow();
        assertThat(a).isLessThan(b);
        assertThat(b).isGreaterThan(a);
        assertThat(a).isEqualByComparingTo(a);
    }

    @ParameterizedTest
    @CsvSource({"1.2, 1.2.0", "1.2.0+build, 1.2.0", "v1.2.0, go1.2", "1.0.0-rc.1+x, 1.0.0-rc.1"})
    void whatIsTheSameIsTheSame(String one, String other) {
        assertThat(OrderedVersion.strict(one).orElseThrow())
                .isEqualByComparingTo(OrderedVersion.strict(other).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.2.3 ", "1..2", "1.2.3-", "1.2.3_4", "version 1.2", "-1", "1.2.3-ü"})
    void whatIsNoVersionHasNoPlace(String text) {
        assertThat(OrderedVersion.strict(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "14.0.5-1~deb12u1, 14.0.6",
        "1.72.0-nightly (8ca44ef9c 2023-07-10), 1.72.0 (5680fa18f 2023-08-23)",
        "1.72.0-beta.2 (aaa 2023-07-10), 1.72.0-beta.10",
        "17.0.0git, 17.0.0",
        "3.1.44-git, 3.1.44 (a9651ff57165f5710bb09a5fe52590fd6ddb72df)",
        "rustc 1.84.0 (9fc6b4312 2025-01-07), 1.84.1",
        "go version go1.23.4 linux/amd64, go1.24rc1",
        "1.2rc1, 1.2",
    })
    void compilersWriteMoreAroundTheirNumbers(String lower, String higher) {
        assertThat(OrderedVersion.loose(lower).orElseThrow())
                .isLessThan(OrderedVersion.loose(higher).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"14.0.6-1~deb12u1, 14.0.6", "14.0.6 (https://example.com/a 1.2), 14.0.6", "19.1.7beginning, 19.1.7"})
    void whatComesBehindTheNumbersOfAReleaseIsNoPartOfTheOrder(String one, String other) {
        assertThat(OrderedVersion.loose(one).orElseThrow())
                .isEqualByComparingTo(OrderedVersion.loose(other).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "trunk", "(unknown)"})
    void withoutNumbersThereIsNoOrder(String text) {
        assertThat(OrderedVersion.loose(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201})
    void longTextsAreNoVersions(int length) {
        String text = "1." + "2".repeat(length - 2);
        assertThat(OrderedVersion.strict(text).isPresent()).isEqualTo(length == 200);
        assertThat(OrderedVersion.loose(text).isPresent()).isEqualTo(length == 200);
    }
}
