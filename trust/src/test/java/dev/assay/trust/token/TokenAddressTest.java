package dev.assay.trust.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.trust.TrustException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenAddressTest {
    @Test
    void anAddressSaysLibrarySlotAndLabel() {
        assertThat(TokenAddress.parse("pkcs11:object=audit%20key;slot-id=17?module-path=/usr/lib/p11.so"))
                .isEqualTo(new TokenAddress(Path.of("/usr/lib/p11.so"), "audit key", OptionalLong.of(17)));
        assertThat(TokenAddress.parse("pkcs11:object=a+b?module-path=/usr/lib/p11.so"))
                .isEqualTo(new TokenAddress(Path.of("/usr/lib/p11.so"), "a+b", OptionalLong.empty()));
        assertThat(TokenAddress.isOne("pkcs11:")).isTrue();
        assertThat(TokenAddress.isOne("pkcs11.pem")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "key.pem pkcs11:",
                "pkcs11:object=a 'module-path'",
                "pkcs11:?module-path=/a.so attribute",
                "pkcs11:slot-id=1?module-path=/a.so 'object'",
                "pkcs11:object=a?module-path=a.so 'module-path'",
                "pkcs11:object=a?module-path=/a%0Aslot=2 'module-path'",
                "pkcs11:object=a%0A?module-path=/a.so 'object'",
                "pkcs11:object=a;object=b?module-path=/a.so twice",
                "pkcs11:object=a;slot-id=-1?module-path=/a.so number",
                "pkcs11:object=a;slot-id=first?module-path=/a.so number",
                "pkcs11:object=a;token=b?module-path=/a.so 'token'",
                "pkcs11:object=%zz?module-path=/a.so hexadecimal",
            })
    void anythingElseIsRefused(String text, String problem) {
        assertThatThrownBy(() -> TokenAddress.parse(text))
                .isInstanceOfSatisfying(
                        TrustException.class, e -> assertThat(e.reason().code()).isEqualTo("token-address"))
                .hasMessageContaining(problem.replace("''", "'"));
    }

    @Test
    void aPinIsNotTakenAndNotRepeated() {
        assertThatThrownBy(() -> TokenAddress.parse("pkcs11:object=a?module-path=/a.so&pin-value=973153"))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("'pin-value' is not taken here")
                .hasMessageNotContaining("973153");
    }
}
