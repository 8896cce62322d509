package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationKeyTest {
    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"P_256", "ED25519"})
    void aKeyComesBackFromItsPem(KeyType type) throws Exception {
        VerificationKey key = Scene.key(type).verificationKey();
        Files.writeString(folder.resolve("key.pub"), key.pem());
        VerificationKey read = VerificationKey.read(folder.resolve("key.pub"));
        assertThat(read).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(read.type()).isEqualTo(type);
        byte[] spki = Base64.getMimeDecoder()
                .decode(key.pem().replaceAll("-----[A-Z ]+-----", "").strip());
        assertThat(read.hint())
                .isEqualTo(Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(spki)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RSA -pkeyopt rsa_keygen_bits:2048",
                "EC -pkeyopt ec_paramgen_curve:secp256k1",
                "EC -pkeyopt ec_paramgen_curve:P-521",
                "EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
                "X25519",
                "ED448"
            })
    void aKeyOfAnotherKindIsRefused(String kind) throws Exception {
        String pem = openssl(kind, "");
        assertThatThrownBy(() -> VerificationKey.parse(pem, "the key")).isInstanceOf(TrustException.class);
    }

    @Test
    void p384IsVerified() throws Exception {
        String pem = openssl("EC -pkeyopt ec_paramgen_curve:P-384", "");
        VerificationKey key = VerificationKey.parse(pem, "the key");
        Files.write(folder.resolve("message"), MESSAGE);
        Shell.run(folder, "openssl", "dgst", "-sha384", "-sign", "private", "-out", "signature", "message");
        byte[] signature = Files.readAllBytes(folder.resolve("signature"));
        assertThat(key.type()).isEqualTo(KeyType.P_384);
        assertThat(key.verifies(MESSAGE, signature)).isTrue();
        signature[signature.length - 1] ^= 1;
        assertThat(key.verifies(MESSAGE, signature)).isFalse();
    }

    @Test
    void aCompressedPointIsASecondNameOfAKeyAndRefused() throws Exception {
        String pem = openssl("EC -pkeyopt ec_paramgen_curve:P-256", " -conv_form compressed");
        assertThatThrownBy(() -> VerificationKey.parse(pem, "the key")).isInstanceOf(TrustException.class);
    }

    @Test
    void aSecondEncodingOfAKeyIsRefused() {
        for (SigningKey signing : new SigningKey[] {Scene.AUDITOR, Scene.REVIEWER}) {
            byte[] spki = Base64.getMimeDecoder()
                    .decode(signing.verificationKey().pem().replaceAll("-----[A-Z ]+-----", ""));
            byte[] followed = Arrays.copyOf(spki, spki.length + 1);
            assertThatThrownBy(() -> VerificationKey.ofSpki(followed, "the key"))
                    .isInstanceOf(TrustException.class);
            byte[] longer = new byte[spki.length + 1];
            System.arraycopy(spki, 1, longer, 2, spki.length - 1);
            longer[0] = 0x30;
            longer[1] = (byte) 0x81;
            assertThatThrownBy(() -> VerificationKey.ofSpki(longer, "the key")).isInstanceOf(TrustException.class);
        }
    }

    @Test
    void aPointBesideTheCurveIsRefused() {
        byte[] spki = Base64.getMimeDecoder()
                .decode(Scene.AUDITOR.verificationKey().pem().replaceAll("-----[A-Z ]+-----", ""));
        spki[spki.length - 1] ^= 1;
        assertThatThrownBy(() -> VerificationKey.ofSpki(spki, "the key")).isInstanceOf(TrustException.class);
        Arrays.fill(spki, spki.length - 64, spki.length, (byte) 0);
        assertThatThrownBy(() -> VerificationKey.ofSpki(spki, "the key")).isInstanceOf(TrustException.class);
    }

    @Test
    void anyBytesAreReadAsAKeyOrRefused() {
        for (SigningKey signing : new SigningKey[] {Scene.AUDITOR, Scene.REVIEWER}) {
            String pem = signing.verificationKey().pem();
            for (Mutations.Mutant mutant : Mutations.atRandom(pem.getBytes(StandardCharsets.US_ASCII), 21, 2000)) {
                try {
                    VerificationKey.parse(new String(mutant.bytes(), StandardCharsets.ISO_8859_1), "the key");
                } catch (TrustException e) {
                    assertThat(e.reason().code()).isEqualTo("key-malformed");
                }
            }
        }
    }

    @Test
    void aFileThatIsNoKeyIsToldWithItsName() throws IOException {
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        for (String name : new String[] {"binary", "absent", "."}) {
            assertThatThrownBy(() -> VerificationKey.read(folder.resolve(name)))
                    .isInstanceOf(TrustException.class)
                    .hasMessageContaining(name);
        }
    }

    @Test
    void aSignatureOfTheWrongFormIsNoSignature() {
        for (SigningKey signing : new SigningKey[] {Scene.AUDITOR, Scene.REVIEWER}) {
            VerificationKey key = signing.verificationKey();
            byte[] good = signing.sign(MESSAGE);
            assertThat(key.verifies(MESSAGE, good)).isTrue();
            assertThat(key.verifies(MESSAGE, new byte[0])).isFalse();
            assertThat(key.verifies(MESSAGE, new byte[64])).isFalse();
            assertThat(key.verifies(MESSAGE, Arrays.copyOf(good, good.length + 1)))
                    .isFalse();
            assertThat(key.verifies(MESSAGE, Arrays.copyOf(good, good.length - 1)))
                    .isFalse();
            // Zeros as both numbers of an ECDSA signature (CVE-2022-21449).
            assertThat(key.verifies(MESSAGE, new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}))
                    .isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        // No x belongs to these y: x² would have no root.
        "02 00, false",
        "07 00, false",
        // Not smaller than the prime: a second form of another y.
        "ff ff, false",
        "03 00, true",
        "09 00, true"
    })
    void anEd25519KeyIsAPointOfTheCurve(String bytes, boolean accepted) {
        String[] ends = bytes.split(" ", -1);
        byte[] spki = HexFormat.of().parseHex("302a300506032b6570032100" + ends[0] + ends[1].repeat(31));
        if (accepted) {
            assertThat(VerificationKey.ofSpki(spki, "key").verifies(new byte[1], new byte[64]))
                    .isFalse();
        } else {
            assertThatThrownBy(() -> VerificationKey.ofSpki(spki, "key"))
                    .isInstanceOfSatisfying(
                            TrustException.class,
                            e -> assertThat(e.reason().code()).isEqualTo("key-malformed"));
        }
    }

    @Test
    void anEd25519SignatureHasNoSecondForm() {
        // RFC 8032, section 5.1.7: S must be below the order of the group.
        byte[] signature = Scene.REVIEWER.sign(MESSAGE);
        byte[] s = new byte[32];
        for (int i = 0; i < 32; i++) {
            s[i] = signature[63 - i];
        }
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] sum = new BigInteger(1, s).add(order).toByteArray();
        byte[] second = signature.clone();
        for (int i = 0; i < 32; i++) {
            second[32 + i] = i < sum.length ? sum[sum.length - 1 - i] : 0;
        }
        assertThat(Scene.REVIEWER.verificationKey().verifies(MESSAGE, second)).isFalse();
    }

    private String openssl(String kind, String more) throws Exception {
        Shell.run(folder, ("openssl genpkey -algorithm " + kind + " -out private").split(" "));
        String family = kind.startsWith("EC ") && !more.isEmpty() ? "ec" : "pkey";
        Shell.run(folder, ("openssl " + family + " -in private -pubout -out public" + more).split(" "));
        return Files.readString(folder.resolve("public"));
    }
}
