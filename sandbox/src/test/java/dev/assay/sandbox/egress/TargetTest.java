package dev.assay.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.InvalidValueException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @ParameterizedTest
    @CsvSource({
        "https://api.example.com, https://api.example.com/",
        "HTTPS://API.Example.com/A?b=C, https://api.example.com/A?b=C",
        "https://a.test?x=1, https://a.test/?x=1",
        "https://a.test:443/, https://a.test/",
        "https://a.test:8443/, https://a.test:8443/",
        "http://a.test:80/, http://a.test/",
        "https://10.0.0.1/, https://10.0.0.1/",
        "https://[::1]:8443/x, https://[::1]:8443/x",
        "https://a.test/%2e%2E/b, https://a.test/%2e%2E/b",
        "https://xn--bcher-kva.example/, https://xn--bcher-kva.example/"
    })
    void anAddressIsReadInOneWay(String text, String read) {
        assertThat(Target.parse(text)).hasToString(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a.test",
                "//a.test/",
                "ftp://a.test/",
                "file:///etc/passwd",
                "https:///x",
                "https://user@a.test/",
                "https://a.test@b.test/",
                "https://a.test/#part",
                "https://a.test\\@b.test/",
                "https://a.test/a b",
                "https://a.test/\r\nHost: b",
                "https://a.test/\u00e9",
                "https://a.test/%zz",
                "https://a.test/%4",
                "https://a.test:0/",
                "https://a.test:65536/",
                "https://a.test:/",
                "https://a.test./",
                "https://.a.test/",
                "https://a..test/",
                "https://-a.test/",
                "https://a_b.test/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.1/",
                "https://127.1/",
                "https://0177.0.0.1/",
                "https://127.0.0.01/",
                "https://256.0.0.1/",
                "https://1.2.3.4.5/",
                "https://[::1/",
                "https://[fe80::1%25eth0]/",
                "https://[::g]/",
                "https://[1.2.3.4]/",
                "https://[:::]/"
            })
    void whatCouldBeReadInTwoWaysIsRefused(String text) {
        assertThatThrownBy(() -> Target.parse(text)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://b.test/y, https://b.test/y",
        "//b.test/y, https://b.test/y",
        "/y?q=1, https://a.test/y?q=1",
        "y, https://a.test/p/y",
        "'?q=2', https://a.test/p/x?q=2",
        "/y#part, https://a.test/y",
        "'', https://a.test/p/x?q=1",
        "../y, https://a.test/p/../y"
    })
    void aRedirectPointsFromWhereItIs(String location, String to) {
        assertThat(Target.parse("https://a.test/p/x?q=1").resolve(location)).hasToString(to);
    }

    @Test
    void aRedirectToAnotherSchemeIsNone() {
        Target from = Target.parse("https://a.test/");
        for (String location :
                new String[] {"javascript:x", "file:///etc/passwd", "gopher://a.test/", "/a b", "//u@b.test/"}) {
            assertThatThrownBy(() -> from.resolve(location)).as(location).isInstanceOf(InvalidValueException.class);
        }
    }
}
