package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets are put together here, piece by piece: none stands in this file as a scanner would look for it. */
class SecretRulesTest {
    private static final String BEGIN = "-----" + "BEGIN ";
    private static final String END = "-----" + "END ";
    private static final String THIRTY = "q7Rz0LmX3vTn8KpYb5WcJd2HsGf4Ae";

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void s01RejectsAPrivateKeyThatDecodes(String algorithm) throws GeneralSecurityException {
        byte[] pkcs8 = KeyPairGenerator.getInstance(algorithm)
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        Finding finding = only(pem("PRIVATE KEY", pkcs8, "\n"));
        assertThat(finding.action()).isEqualTo(Action.REJECT);
        assertThat(finding.message())
                .contains("PRIVATE KEY")
                .doesNotContain(Base64.getEncoder().encodeToString(pkcs8).substring(40, 60));
    }

    @Test
    void s01RejectsTheOlderFormsToo() throws GeneralSecurityException {
        byte[] rsa = KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        assertThat(only(pem("RSA PRIVATE KEY", inner(rsa, 26), "\n")).action()).isEqualTo(Action.REJECT);
        KeyPairGenerator p256 = KeyPairGenerator.getInstance("EC");
        p256.initialize(256);
        byte[] ec = p256.generateKeyPair().getPrivate().getEncoded();
        assertThat(only(pem("EC PRIVATE KEY", inner(ec, 28), "\n")).action()).isEqualTo(Action.REJECT);
        byte[] ssh = "openssh-key-v1\0\0\0\0\u0004none\0\0\0\u0004none and the rest of it"
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(only(pem("OPENSSH PRIVATE KEY", ssh, "\n")).action()).isEqualTo(Action.REJECT);
    }

    @Test
    void s01SeesAKeyWhoseLinesAreEscapedAsInJson() throws GeneralSecurityException {
        byte[] pkcs8 = KeyPairGenerator.getInstance("EC")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        assertThat(only(pem("PRIVATE KEY", pkcs8, "\\n")).action()).isEqualTo(Action.REJECT);
    }

    @Test
    void s01OnlyAsksForReviewOfAKeyThatDoesNotDecode() {
        byte[] noKey = "this is long enough for a key and is none at all".getBytes(StandardCharsets.UTF_8);
        assertThat(only(pem("RSA PRIVATE KEY", noKey, "\n")).action()).isEqualTo(Action.REVIEW);
        assertThat(only(pem("ENCRYPTED PRIVATE KEY", noKey, "\n")).action()).isEqualTo(Action.REVIEW);
    }

    @Test
    void s01OnlyAsksForReviewOfAKeyThatIsTooShortToBeOne() {
        byte[] algorithm = ModuleBytes.join(ModuleBytes.bytes(0x06, 30), new byte[30]);
        byte[] inside = ModuleBytes.join(
                ModuleBytes.bytes(2, 1, 0, 0x30, algorithm.length), algorithm, ModuleBytes.bytes(4, 3, 1, 2, 3));
        byte[] key = ModuleBytes.join(ModuleBytes.bytes(0x30, inside.length), inside);
        assertThat(only(pem("PRIVATE KEY", key, "\n")).action()).isEqualTo(Action.REVIEW);
    }

    @Test
    void s01IsSilentOnTheWordsThatEveryTlsLibraryHolds() {
        assertThat(found(BEGIN + "RSA PRIVATE KEY-----\0" + END + "RSA PRIVATE KEY-----\0" + BEGIN
                        + "EC PRIVATE KEY-----\0Proc-Type:\0"))
                .isEmpty();
    }

    @Test
    void s01IsSilentOnACertificateAndAPublicKey() throws GeneralSecurityException {
        byte[] spki =
                KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic().getEncoded();
        assertThat(found(pem("PUBLIC KEY", spki, "\n"))).isEmpty();
        assertThat(found(pem("CERTIFICATE", spki, "\n"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_"})
    void s01RejectsATokenWhoseChecksumIsRightAndReviewsOneWhoseIsWrong(String prefix) {
        CRC32 crc = new CRC32();
        crc.update(THIRTY.getBytes(StandardCharsets.US_ASCII));
        String right = prefix + THIRTY + base62(crc.getValue());
        assertThat(only(right).action()).isEqualTo(Action.REJECT);
        assertThat(only(right).message()).doesNotContain(THIRTY);
        assertThat(only(prefix + THIRTY + "000000").action()).isEqualTo(Action.REVIEW);
        assertThat(found("x" + right)).isEmpty();
        assertThat(found(right + "x")).isEmpty();
        assertThat(found(prefix + "x".repeat(36))).isEmpty();
    }

    @Test
    void theChecksumIsTheOneThatForgesPublish() {
        CRC32 crc = new CRC32();
        crc.update("hello".getBytes(StandardCharsets.US_ASCII));
        assertThat(base62(crc.getValue())).isEqualTo("0zNvy2");
    }

    @Test
    void s01ReviewsAnAwsKeyIdAndRejectsItWithItsSecretBesideIt() {
        String id = "AKIA" + "QYLPMN5HHHFPZAM2";
        String secret = "kXz8Vb3/Nq+Rt6Yw1Pm4Sd7Fg0Hj2Kl5Zx9Cv3Bn";
        assertThat(only("id=" + id + "\n").action()).isEqualTo(Action.REVIEW);
        assertThat(only("id=" + id + "\nsecret=" + secret + "\n").action()).isEqualTo(Action.REJECT);
    }

    @Test
    void s01IsSilentOnTheExampleOfTheDocumentationAndOnLongerWords() {
        assertThat(found("AKIA" + "IOSFODNN7EXAMPLE")).isEmpty();
        assertThat(found("AKIA" + "QYLPMN5HHHFPZAM2X")).isEmpty();
        assertThat(found("AKIA" + "qylpmn5hhhfpzam2")).isEmpty();
    }

    @Test
    void s01KnowsChatAndFineGrainedTokens() {
        assertThat(only("xox" + "b-123456789012-123456789012-" + "aB3dE5fG7hJ9kL1mN3pQ5rS7")
                        .action())
                .isEqualTo(Action.REJECT);
        assertThat(only("xox" + "p-short-" + "aB3dE5fG7hJ9kL1mN3pQ5rS7").action())
                .isEqualTo(Action.REVIEW);
        assertThat(found("xox" + "b-token")).isEmpty();
        assertThat(only("glpat" + "-" + "aB3dE5fG7hJ9kL1mN3pQ").action()).isEqualTo(Action.REVIEW);
    }

    @Test
    void s01RejectsAWebTokenThatDecodesAndIgnoresOneThatDoesNot() {
        String header = base64Url("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
        String claims = base64Url("{\"sub\":\"42\"}");
        String signature = "dBjftJeZ4CVPmB92K27uhbUJU1p1rwW1gFWFOEjXk";
        assertThat(only(header + "." + claims + "." + signature).action()).isEqualTo(Action.REJECT);
        assertThat(found(header + "." + claims + ".")).isEmpty();
        assertThat(found(header + "." + claims.substring(0, claims.length() - 3) + "." + signature))
                .isEmpty();
        assertThat(found("eyJ" + "hbGciOi.eyJ")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/alice/work/plugin/src/main.c",
                "/usr/lib/go-1.26/src/runtime/proc.go",
                "C:/Users/alice/plugin/main.rs",
                "C:\\Users\\alice\\plugin\\main.rs",
                "/Users/alice/plugin/target",
            })
    void s02NotesAnAbsoluteBuildPath(String path) {
        Report report = Audits.module(module().memory(1).data("panicked at '" + path + "'"));
        assertThat(report.verdict()).isEqualTo(dev.assay.model.Verdict.APPROVED);
        assertThat(Audits.of(report, "S02"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains(path.replace('\\', '/')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rustc/0123456789abcdef/library/core/src/fmt/mod.rs",
                "/etc/ssh/sshd_config",
                "https://example.com/home/alice/main.c",
                "src/main.rs",
                "/proc/sys/kernel/randomize_va_space",
                "/index.ts",
                "/usr/src/rustc-1.63.0/library/alloc/src/slice.rs",
                "/source/sdk/rust/src/report.rs",
                "/etc/cron.d",
                "/etc/ssh/host.rsa",
            })
    void s02IsSilentOnPathsThatNameNoBuildMachine(String text) {
        assertThat(Audits.of(Audits.module(module().memory(1).data("see " + text)), "S02"))
                .isEmpty();
    }

    @Test
    void s02FindsWhereAPathEndsThoughTheNextTextBeginsAtOnce() {
        Report report = Audits.module(module().memory(1).data("/build/plugin/src/lib.rsassertion failed"));
        assertThat(Audits.of(report, "S02"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).endsWith("'/build/plugin/src/lib.rs'"));
    }

    @Test
    void everythingIsLookedAtButTheOperators() {
        String path = "/home/al/main.rs";
        assertThat(Audits.of(Audits.module(module().importing("env", path, "", "")), "S02"))
                .hasSize(1);
        assertThat(Audits.of(Audits.module(module().custom("name", path.getBytes(StandardCharsets.UTF_8))), "S02"))
                .hasSize(1);
        byte[] constant = ModuleBytes.join(
                ModuleBytes.bytes(0xfd, 0x0c), path.getBytes(StandardCharsets.UTF_8), ModuleBytes.bytes(0x1a, 0x0b));
        assertThat(Audits.of(Audits.module(module().function(0, constant)), "S02"))
                .isEmpty();
    }

    @Test
    void s02TellsOneTreeOnce() {
        StringBuilder paths = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            paths.append("/home/alice/src/file").append(i).append(".rs\0");
        }
        assertThat(Audits.of(Audits.module(module().memory(1).data(paths.toString())), "S02"))
                .hasSize(1);
    }

    private static List<Finding> found(String data) {
        return Audits.of(Audits.module(module().memory(1).data(data)), "S01");
    }

    private static Finding only(String data) {
        List<Finding> found = found(data);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static String pem(String label, byte[] der, String lineFeed) {
        String body =
                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der).replace("\n", lineFeed);
        return BEGIN + label + "-----" + lineFeed + body + lineFeed + END + label + "-----" + lineFeed;
    }

    private static String base64Url(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The algorithm's own structure, which PKCS#8 carries in its last octet string, after its fixed beginning. */
    private static byte[] inner(byte[] pkcs8, int at) {
        return java.util.Arrays.copyOfRange(pkcs8, at, pkcs8.length);
    }

    private static String base62(long value) {
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        StringBuilder out = new StringBuilder();
        for (long power = 916_132_832L; power > 0; power /= 62) {
            out.append(digits.charAt((int) (value / power % 62)));
        }
        return out.toString();
    }

    /** A GitHub token whose checksum is right, and which is nobody's. */
    private static final String TOKEN = token();

    private static String token() {
        String body = "0123456789abcdefghijABCDEFGHIJ";
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        StringBuilder sum = new StringBuilder();
        for (long rest = crc.getValue(); sum.length() < 6; rest /= 62) {
            sum.append(digits.charAt((int) (rest % 62)));
        }
        return "ghp_" + body + sum.reverse();
    }

    @Test
    void s01FindsASecretThatWasCutInTwo() {
        ModuleBytes cut = module().memory(1).dataAt(2000, TOKEN.substring(17)).dataAt(1983, TOKEN.substring(0, 17));
        assertThat(Audits.of(Audits.module(cut), "S01")).singleElement().satisfies(finding -> {
            assertThat(finding.action()).isEqualTo(Action.REJECT);
            assertThat(finding.offset()).isPositive();
        });
        ModuleBytes apart = module().memory(1).dataAt(2001, TOKEN.substring(17)).dataAt(1983, TOKEN.substring(0, 17));
        assertThat(Audits.of(Audits.module(apart), "S01")).isEmpty();
    }

    @Test
    void s01FindsASecretWhoseCharactersHaveTwoBytes() {
        byte[] wide = ("x" + TOKEN).getBytes(StandardCharsets.UTF_16LE);
        byte[] separate = (" " + TOKEN).getBytes(StandardCharsets.UTF_16LE);
        assertThat(Audits.of(Audits.module(module().memory(1).data(separate)), "S01"))
                .hasSize(1);
        assertThat(Audits.of(Audits.module(module().memory(1).data(wide)), "S01"))
                .isEmpty(); // part of a word
    }

    @Test
    void s03NotesDebuggingInformationAndAsksAboutWhatLiesElsewhere() {
        assertThat(actions(module().function(0).names("f"), "S03")).containsExactly(Action.NOTE);
        assertThat(actions(module().custom(".debug_info", new byte[4]), "S03")).containsExactly(Action.NOTE);
        assertThat(actions(module().custom("sourceMappingURL", ModuleBytes.name("a.map")), "S03"))
                .containsExactly(Action.NOTE);
        assertThat(Audits.of(
                        Audits.module(module().custom("sourceMappingURL", ModuleBytes.name("https://a.test/a.map"))),
                        "S03"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.action()).isEqualTo(Action.REVIEW);
                    assertThat(finding.message()).contains("'sourceMappingURL' names 'https://a.test/a.map',");
                });
        assertThat(actions(module().custom("sourceMappingURL", ModuleBytes.name("//a.test/a.map")), "S03"))
                .containsExactly(Action.REVIEW);
        assertThat(actions(module().custom("sourceMappingURL", new byte[] {-1, -1}), "S03"))
                .containsExactly(Action.NOTE);
        assertThat(actions(module().custom(".debug_line", new byte[4]), "S03")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://vault.corp.internal/v1",
                "http://10.1.2.3:8200",
                "http://192.168.0.1/",
                "https://172.31.0.9",
                "http://db.local/x",
            })
    void s04FiresOnAddressesInsideANetwork(String url) {
        assertThat(actions(module().memory(1).data(url), "S04")).containsExactly(Action.REVIEW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://internal.example.com/",
                "http://172.32.0.9x",
                "http://localhost/",
                "10.1.2.3",
                "http://127.0.0.1/"
            })
    void s04IsSilentOnOthers(String url) {
        assertThat(actions(module().memory(1).data(url), "S04")).isEmpty();
    }

    private static java.util.List<Action> actions(ModuleBytes module, String rule) {
        return Audits.of(Audits.module(module), rule).stream()
                .map(Finding::action)
                .toList();
    }
}
