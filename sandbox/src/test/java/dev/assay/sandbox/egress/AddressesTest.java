package dev.assay.sandbox.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each block's last address inside, and the first one outside. */
class AddressesTest {
    @ParameterizedTest
    @CsvSource({
        "1.1.1.1, PUBLIC",
        "0.0.0.0, NONE",
        "0.255.255.255, NONE",
        "9.255.255.255, PUBLIC",
        "10.0.0.0, LOCAL",
        "10.255.255.255, LOCAL",
        "11.0.0.0, PUBLIC",
        "100.63.255.255, PUBLIC",
        "100.64.0.0, LOCAL",
        "100.127.255.255, LOCAL",
        "100.128.0.0, PUBLIC",
        "127.0.0.1, LOCAL",
        "127.255.255.254, LOCAL",
        "128.0.0.1, PUBLIC",
        "169.253.255.255, PUBLIC",
        "169.254.169.254, LOCAL",
        "169.255.0.0, PUBLIC",
        "172.15.255.255, PUBLIC",
        "172.16.0.0, LOCAL",
        "172.31.255.255, LOCAL",
        "172.32.0.0, PUBLIC",
        "192.0.0.192, LOCAL",
        "192.0.1.0, PUBLIC",
        "192.168.255.255, LOCAL",
        "192.169.0.0, PUBLIC",
        "198.17.255.255, PUBLIC",
        "198.19.255.255, LOCAL",
        "203.0.113.9, LOCAL",
        "223.255.255.255, PUBLIC",
        "224.0.0.1, NONE",
        "255.255.255.255, NONE",
        "::, NONE",
        "::1, LOCAL",
        "::ffff:10.0.0.1, LOCAL",
        "::ffff:169.254.169.254, LOCAL",
        "::ffff:1.1.1.1, PUBLIC",
        "::7f00:1, LOCAL",
        "64:ff9b::a9fe:a9fe, LOCAL",
        "64:ff9b::e000:1, NONE",
        "64:ff9b::101:101, PUBLIC",
        "64:ff9b:1::101:101, LOCAL",
        "100::1, LOCAL",
        "2001::1, LOCAL",
        "2001:1ff:ffff::, LOCAL",
        "2001:200::1, PUBLIC",
        "2001:db8::1, LOCAL",
        "2001:4860:4860::8888, PUBLIC",
        "2002:a9fe:a9fe::1, LOCAL",
        "2606:4700::1111, PUBLIC",
        "3fff:fff::1, LOCAL",
        "4000::1, LOCAL",
        "fc00::1, LOCAL",
        "fd00:ec2::254, LOCAL",
        "fe80::1, LOCAL",
        "fec0::1, LOCAL",
        "ff02::1, NONE"
    })
    void anAddressIsOfItsKind(String text, Addresses.Kind kind) {
        assertThat(Addresses.kind(InetAddress.ofLiteral(text))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.1.2.0/23, 10.1.3.255, true",
        "10.1.2.0/23, 10.1.4.0, false",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "fd00::/9, fd7f::1, true",
        "fd00::/9, fd80::1, false",
        "0.0.0.0/0, 10.0.0.1, true",
        "0.0.0.0/0, ::1, false"
    })
    void aBlockHasItsAddresses(String block, String address, boolean inside) {
        assertThat(Addresses.Block.parse(block).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "10.0.0/8", "host", "::/129", "", "10.0.0.0/-1"})
    void whatIsNoBlockIsNoBlock(String text) {
        assertThatThrownBy(() -> Addresses.Block.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
