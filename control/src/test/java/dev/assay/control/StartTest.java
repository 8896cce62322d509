package dev.assay.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTest {
    @TempDir
    Path root;

    private Shelf shelf;

    @BeforeEach
    void makeARegistry() {
        shelf = new Shelf(root, new MovableClock());
    }

    private Settings embedded() {
        return Settings.of(root.resolve("data"), shelf.directory.toString(), shelf.trust)
                .listen("127.0.0.1:0");
    }

    private Settings external() {
        return embedded().database(Stage.newDatabase(), Stage.databasePassword());
    }

    private static void refused(Settings settings, String... words) {
        assertThatThrownBy(() -> ConfigurationService.start(settings).close())
                .isInstanceOf(ControlException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void tellsTheAdministratorsPasswordAtTheFirstStartOnlyAndItStaysGood() {
        String password;
        try (var first = ConfigurationService.start(embedded())) {
            password = first.firstPassword().orElseThrow();
        }
        try (var second = ConfigurationService.start(embedded())) {
            assertThat(second.firstPassword()).isEmpty();
            new Client(second.uri(), "")
                    .post(
                            "/api/v1/sessions",
                            Json.object().put("name", second.administrator()).put("password", password))
                    .is(201);
        }
    }

    @Test
    void keepsItsSigningKeyOverAStart() {
        Settings settings = external();
        assertThat(keyAfterAStart(settings)).isEqualTo(keyAfterAStart(settings)).hasSize(44);
    }

    private static String keyAfterAStart(Settings settings) {
        try (var service = ConfigurationService.start(settings)) {
            return new Client(service.uri(), "").get("/api/v1/key").is(200).text("hint");
        }
    }

    @Test
    void leavesNoServerBehindWhenItCannotStart() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            refused(embedded().listen("127.0.0.1:" + taken.getLocalPort()), "cannot be listened on", "--listen");
        }
        assertThat(root.resolve("data/postgres/cluster/PG_VERSION")).exists();
        assertThat(root.resolve("data/postgres/cluster/postmaster.pid")).doesNotExist();
    }

    @Test
    void saysSoWhereNobodyListensAtTheDatabaseAddress() {
        refused(
                embedded().database("postgresql://assay@127.0.0.1:1/assay", "secret-word"),
                "database cannot be used",
                "127.0.0.1:1",
                "Check that PostgreSQL runs there");
        assertThat(root.resolve("data")).doesNotExist();
    }

    @Test
    void neverRepeatsTheDatabasePassword() {
        assertThatThrownBy(() -> ConfigurationService.start(
                        embedded().database("postgresql://assay:secret-word@127.0.0.1:1/assay", null)))
                .isInstanceOf(ControlException.class)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("secret-word"));
        assertThatThrownBy(() ->
                        ConfigurationService.start(embedded().database("postgresql://assay:secret-word@[/assay", null)))
                .isInstanceOf(ControlException.class)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("secret-word"));
    }

    @Test
    void saysSoWhereThePasswordIsWrong() {
        refused(
                embedded().database(Stage.newDatabase(), "guess"),
                "database cannot be used",
                "password authentication");
    }

    @Test
    void saysSoWhereThereIsNoSuchDatabase() {
        String elsewhere = Stage.newDatabase() + "nowhere";
        refused(embedded().database(elsewhere, Stage.databasePassword()), "does not exist");
    }

    @Test
    void refusesAnAddressThatIsNoDatabase() {
        refused(embedded().database("mysql://host/db", null), "database address", "postgresql://user@host");
        refused(embedded().database("postgresql://host", null), "database address");
    }

    @Test
    void saysSoWhereTheDataDirectoryIsAFile() throws IOException {
        Files.writeString(root.resolve("data"), "");
        refused(
                embedded(),
                "data directory cannot be used",
                root.resolve("data").toString());
    }

    @Test
    void saysSoWhereTheDataDirectoryCannotBeMade() {
        Settings settings = Settings.of(Path.of("/proc/assay"), shelf.directory.toString(), shelf.trust);
        refused(settings, "data directory cannot be used", "/proc/assay", "can be written");
    }

    @Test
    void refusesADataDirectoryOfANewerFormat() throws IOException {
        Files.createDirectory(root.resolve("data"));
        Files.writeString(root.resolve("data/control.json"), "{\"format\":\"assay.control-data/2\"}");
        refused(embedded(), "newer version of Assay", root.resolve("data").toString());
    }

    @Test
    void refusesTablesOfANewerVersion() {
        Settings settings = external();
        ConfigurationService.start(settings).close();
        try (var tables = dev.assay.control.database.Database.open(dev.assay.control.database.DatabaseUrl.parse(
                String.valueOf(settings.databaseUrl), Stage.databasePassword()))) {
            tables.inTransaction(t -> t.run("""
                    INSERT INTO assay_schema (installed_rank, version, description, type, script, checksum,
                        installed_by, execution_time, success)
                    VALUES (1000, '1000', 'later', 'SQL', 'V1000__later.sql', 1, 'assay', 1, true)"""));
        }
        refused(settings, "newer version of Assay", "1000");
    }

    @Test
    void saysSoWhereThereIsNoRegistry() {
        Settings settings = Settings.of(
                        root.resolve("data"), root.resolve("nowhere").toString(), shelf.trust)
                .listen("127.0.0.1:0");
        refused(settings, "registry cannot be used", root.resolve("nowhere").toString(), "directory or URL");
    }

    @Test
    void saysSoWhereTheTrustPolicyIsMissingOrFaulty() throws IOException {
        Settings missing = Settings.of(root.resolve("data"), shelf.directory.toString(), root.resolve("no.yaml"));
        refused(missing, "trust policy cannot be used", "no.yaml");
        Path faulty = Files.writeString(root.resolve("faulty.yaml"), "format: assay.trust-policy/1\nroles: {}\n");
        refused(
                Settings.of(root.resolve("data"), shelf.directory.toString(), faulty),
                "trust policy cannot be used",
                "faulty.yaml",
                "auditor");
    }

    @Test
    void refusesToBeReachedFromElsewhereWithoutTls() {
        refused(external().listen("0.0.0.0:0"), "without TLS", "127.0.0.1");
    }

    @Test
    void listensElsewhereWithoutTlsIfThatIsAllowedByName() {
        try (var service =
                ConfigurationService.start(external().listen("0.0.0.0:0").allowPlainText())) {
            new Client(URI.create("http://127.0.0.1:" + service.uri().getPort()), "")
                    .get("/health/live")
                    .is(200);
        }
    }

    @Test
    void refusesAnAddressThatIsNone() {
        refused(external().listen("8484"), "address to listen on", "127.0.0.1:8484");
        refused(external().listen("127.0.0.1:70000"), "address to listen on");
        refused(external().listen("no.such.host.invalid:1"), "host to listen on");
    }

    @Test
    void servesTlsWithACertificate() throws Exception {
        Path store = root.resolve("tls.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "s",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=IP:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore made = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        Path chain = pem("chain.pem", "CERTIFICATE", made.getCertificate("s").getEncoded());
        Path key = pem(
                "key.pem",
                "PRIVATE KEY",
                made.getKey("s", "changeit".toCharArray()).getEncoded());
        try (var service = ConfigurationService.start(external().tls(chain, key))) {
            assertThat(service.uri().getScheme()).isEqualTo("https");
            HttpClient http =
                    HttpClient.newBuilder().sslContext(trusting(chain)).build();
            new Client(service.uri(), "", http).get("/health/ready").is(200);
        }
        refused(external().tls(chain, chain), "TLS certificate or key", chain.toString());
    }

    private Path pem(String name, String label, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                root.resolve(name), "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    private static SSLContext trusting(Path chain) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var in = Files.newInputStream(chain)) {
            trusted.setCertificateEntry(
                    "s", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
