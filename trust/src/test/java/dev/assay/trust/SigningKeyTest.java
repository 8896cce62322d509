package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Security;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
    private static final char[] PASSPHRASE = "correct horse battery".toCharArray();
    private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @EnumSource(
            value = KeyType.class,
            names = {"P_256", "ED25519"})
    void aSavedKeyComesBackAsTheSameKey(KeyType type) {
        SigningKey created = SigningKey.create(type, random);
        Path file = folder.resolve("key.pem");
        created.save(file, PASSPHRASE, random);

        SigningKey loaded = SigningKey.load(file, PASSPHRASE);

        assertThat(loaded.verificationKey()).isEqualTo(created.verificationKey());
        assertThat(loaded.verificationKey().type()).isEqualTo(type);
        assertThat(created.verificationKey().verifies(MESSAGE, loaded.sign(MESSAGE)))
                .isTrue();
    }

    @Test
    void aKeyIsTheSameUnderAnotherPassphrase() throws IOException {
        Path file = folder.resolve("key.pem");
        SigningKey created = SigningKey.create(KeyType.ED25519, random);
        created.save(file, PASSPHRASE, random);
        char[] next = "another passphrase".toCharArray();

        SigningKey.load(file, PASSPHRASE).resave(file, next, random);

        assertThat(SigningKey.load(file, next).hint()).isEqualTo(created.hint());
        assertThatThrownBy(() -> SigningKey.load(file, PASSPHRASE)).isInstanceOf(TrustException.class);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> created.resave(file, "1234567".toCharArray(), random))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("fewer than 8");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThatThrownBy(() -> created.resave(folder.resolve("absent"), next, random))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("no such file");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> created.resave(file, next, random))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("rw-r-----");
    }

    @Test
    void whichKeyAFileHoldsIsToldWithoutItsPassphrase() throws IOException {
        Path file = folder.resolve("key.pem");
        SigningKey created = SigningKey.create(KeyType.P_256, random);
        created.save(file, PASSPHRASE, random);
        assertThat(SigningKey.isPrivate(file)).isTrue();
        assertThat(SigningKey.claimedHalf(file)).contains(created.verificationKey());
        Path half = folder.resolve("key.pub");
        Files.writeString(half, created.verificationKey().pem());
        assertThat(SigningKey.isPrivate(half)).isFalse();
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.indexOf("-----BEGIN PUBLIC")));
        assertThat(SigningKey.claimedHalf(file)).isEmpty();
    }

    @Test
    void aKeyHeldElsewhereMustSignForItsPublicHalf() throws Exception {
        var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        var provider = Security.getProvider("SunEC");
        VerificationKey half = VerificationKey.ofSpki(pair.getPublic().getEncoded(), "half");
        SigningKey held = SigningKey.held(pair.getPrivate(), half, provider);
        assertThat(half.verifies(MESSAGE, held.sign(MESSAGE))).isTrue();
        VerificationKey other = SigningKey.create(KeyType.ED25519, random).verificationKey();
        assertThatThrownBy(() -> SigningKey.held(pair.getPrivate(), other, provider))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("not one key");
    }

    @Test
    void thePublicHalfOfManyKeysIsFoundWhateverTheSignOfItsY() {
        for (int i = 0; i < 12; i++) {
            SigningKey created = SigningKey.create(KeyType.P_256, random);
            Path file = folder.resolve("key-" + i);
            created.save(file, PASSPHRASE, random);
            assertThat(SigningKey.load(file, PASSPHRASE).hint()).isEqualTo(created.hint());
        }
    }

    @Test
    void aPassphraseMayBeInAnyScript() {
        char[] passphrase = "пароль-🔑-密码".toCharArray();
        SigningKey created = SigningKey.create(KeyType.ED25519, random);
        created.save(folder.resolve("key"), passphrase, random);

        assertThat(SigningKey.load(folder.resolve("key"), passphrase).hint()).isEqualTo(created.hint());
    }

    @Test
    void theFileIsOfItsOwnerAlone() throws IOException {
        Path file = saved();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void theFileAndTheWordsOfAKeyDoNotShowIt() throws IOException {
        SigningKey key = SigningKey.create(KeyType.ED25519, random);
        Path file = folder.resolve("key");
        key.save(file, PASSPHRASE, random);

        assertThat(Files.readString(file)).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(key.toString()).isEqualTo("signing key ed25519 " + key.hint());
    }

    @Test
    void anExistingFileIsNeverOverwritten() throws IOException {
        Path file = saved();
        byte[] before = Files.readAllBytes(file);
        refuses(
                "key-file-exists",
                () -> SigningKey.create(KeyType.P_256, random).save(file, PASSPHRASE, random));
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void aShortPassphraseIsRefusedAndOneOfEightCharactersIsNot() {
        SigningKey key = SigningKey.create(KeyType.P_256, random);
        refuses("passphrase", () -> key.save(folder.resolve("key"), "1234567".toCharArray(), random));
        assertThat(folder.resolve("key")).doesNotExist();
        key.save(folder.resolve("key"), "12345678".toCharArray(), random);
        assertThat(folder.resolve("key")).exists();
    }

    @Test
    void aKeyWithoutAFolderIsNotWritten() {
        SigningKey key = SigningKey.create(KeyType.P_256, random);
        refuses("key-file", () -> key.save(folder.resolve("none/key"), PASSPHRASE, random));
    }

    @Test
    void p384IsNotCreated() {
        refuses("key-type", () -> SigningKey.create(KeyType.P_384, random));
    }

    @Test
    void theWrongPassphraseIsTold() {
        Path file = saved();
        assertThatThrownBy(() -> SigningKey.load(file, "another passphrase".toCharArray()))
                .isInstanceOf(TrustException.class)
                .hasMessageContaining("passphrase is wrong")
                .hasMessageNotContaining("another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
    void aKeyThatOthersMayReachIsRefused(String modes) throws IOException {
        Path file = saved();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(modes));
        refuses("key-file-permissions", () -> SigningKey.load(file, PASSPHRASE));
    }

    @Test
    void aReadOnlyKeyIsFine() throws IOException {
        Path file = saved();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(SigningKey.load(file, PASSPHRASE).sign(MESSAGE)).isNotEmpty();
    }

    @Test
    void aFolderOrNothingIsNoKey() throws IOException {
        Path directory = Files.createDirectory(
                folder.resolve("folder"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        refuses("key-file", () -> SigningKey.load(directory, PASSPHRASE));
        refuses("key-file", () -> SigningKey.load(folder.resolve("absent"), PASSPHRASE));
    }

    @Test
    void aTruncatedKeyIsRefusedWhereverItEnds() throws IOException {
        String whole = Files.readString(saved());
        int privateHalf = whole.indexOf("-----BEGIN PUBLIC");
        for (int end = 0; end < whole.length() - 1; end++) {
            if (end == privateHalf - 1 || end == privateHalf) {
                continue; // The private half alone, whole.
            }
            Path file = write("cut-" + end, whole.substring(0, end));
            refuses("key-malformed", () -> SigningKey.load(file, PASSPHRASE));
        }
    }

    @Test
    void aFileWithThePrivateHalfAloneIsWhole() throws IOException {
        Path file = saved();
        String whole = Files.readString(file);
        Path half = write("half", whole.substring(0, whole.indexOf("-----BEGIN PUBLIC")));
        assertThat(SigningKey.load(half, PASSPHRASE).hint())
                .isEqualTo(SigningKey.load(file, PASSPHRASE).hint());
    }

    @Test
    void thePublicHalfOfAnotherKeyIsRefused() throws IOException {
        String whole = Files.readString(saved());
        String other =
                SigningKey.create(KeyType.P_256, random).verificationKey().pem();
        Path file = write("mixed", whole.substring(0, whole.indexOf("-----BEGIN PUBLIC")) + other);
        assertThatThrownBy(() -> SigningKey.load(file, PASSPHRASE)).hasMessageContaining("not one key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not a key",
                "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIP\n-----END PRIVATE KEY-----\n",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\n\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nA=A\n-----END ENCRYPTED PRIVATE KEY-----\n",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"
            })
    void anythingElseIsNoKey(String text) throws IOException {
        Path file = write("other", text);
        refuses("key-malformed", () -> SigningKey.load(file, PASSPHRASE));
    }

    @Test
    void aFileTooLargeForAKeyIsNotRead() throws IOException {
        Path file = write("large", "x".repeat((64 << 10) + 1));
        refuses("key-file", () -> SigningKey.load(file, PASSPHRASE));
    }

    @Test
    void noByteOfTheFileCanBeFlippedUnseen() throws IOException {
        SigningKey key = SigningKey.create(KeyType.ED25519, random);
        Path original = folder.resolve("key");
        key.save(original, PASSPHRASE, random);
        byte[] bytes = Files.readAllBytes(original);
        for (int at = 0; at < bytes.length; at += 11) {
            byte[] changed = bytes.clone();
            changed[at] ^= 1;
            Path file = write("flipped-" + at, new String(changed, StandardCharsets.ISO_8859_1));
            try {
                // A flipped bit of base64 padding or of a line end may leave the same key; never another one.
                assertThat(SigningKey.load(file, PASSPHRASE).hint()).isEqualTo(key.hint());
            } catch (TrustException e) {
                assertThat(e.reason().code()).isIn("key-malformed", "passphrase");
            }
        }
    }

    @Test
    void opensslReadsOurKeysAndWeReadItsKeys() throws Exception {
        Path ours = saved();
        String pub = Shell.run(
                folder, "openssl", "pkey", "-in", ours.toString(), "-passin", "pass:correct horse battery", "-pubout");
        assertThat(VerificationKey.parse(pub, "theirs"))
                .isEqualTo(SigningKey.load(ours, PASSPHRASE).verificationKey());

        for (String kind : new String[] {"EC -pkeyopt ec_paramgen_curve:P-256", "ED25519"}) {
            Path theirs = folder.resolve("theirs-" + kind.length());
            Shell.run(
                    folder,
                    ("openssl genpkey -algorithm " + kind + " -aes-256-cbc -pass pass:open-sesame -out " + theirs)
                            .split(" "));
            String their = Shell.run(
                    folder, "openssl", "pkey", "-in", theirs.toString(), "-passin", "pass:open-sesame", "-pubout");
            SigningKey loaded = SigningKey.load(theirs, "open-sesame".toCharArray());
            assertThat(loaded.verificationKey().pem()).isEqualTo(their);
        }
    }

    @Test
    void aKeyOfAnotherCurveIsRefused() throws Exception {
        Path file = folder.resolve("p384");
        Shell.run(
                folder,
                ("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -aes-256-cbc -pass pass:open-sesame -out "
                                + file)
                        .split(" "));
        refuses("key-malformed", () -> SigningKey.load(file, "open-sesame".toCharArray()));
    }

    private Path saved() {
        Path file = folder.resolve("signing.pem");
        SigningKey.create(KeyType.P_256, random).save(file, PASSPHRASE, random);
        return file;
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static void refuses(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrustException.class,
                        e -> assertThat(e.reason().code()).as(e.getMessage()).isEqualTo(code));
    }
}
