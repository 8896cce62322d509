package dev.assay.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.FaultyDocumentException;
import dev.assay.model.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostFileTest {
    private static final String HEAD = "apiVersion: assay/v1\nkind: Host\n";

    private static HostFile read(String yaml) {
        return HostFile.read(yaml.getBytes(StandardCharsets.UTF_8), "host.yaml");
    }

    @Test
    void theSampleFitsAnOrdinaryHost() {
        HostFile sample = HostFile.read(HostFile.sample(), "host.yaml");
        assertThat(sample.confinement().kind()).isEqualTo(Confinement.Kind.BWRAP);
        assertThat(sample.means().commands()).isEqualTo(Map.of("sshd-effective", List.of("/usr/sbin/sshd", "-T")));
        assertThat(sample.ceiling().allowsExec("sshd-effective")).isTrue();
        assertThat(sample.ceiling().allowsFile("/etc/login.defs", Capability.FileAccess.Access.READ))
                .isTrue();
        assertThat(sample.ceiling().allowsFile("/etc/shadow", Capability.FileAccess.Access.STAT))
                .isTrue();
        assertThat(sample.ceiling().allowsFile("/etc/shadow", Capability.FileAccess.Access.READ))
                .isFalse();
    }

    @Test
    void whatIsNotSaidIsNotAllowed() {
        HostFile bare = read(HEAD);
        assertThat(bare.confinement().kind()).isEqualTo(Confinement.Kind.BWRAP);
        assertThat(bare.ceiling()).isEqualTo(Capabilities.NONE);
        assertThat(bare.means().commands()).isEmpty();
        assertThat(bare.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(bare.heapBytes()).isEqualTo(320L << 20);
    }

    @Test
    void workersAreKeptReadyAsManyAsItSays() {
        assertThat(read(HEAD).pool().ready()).isEqualTo(2);
        assertThat(HostFile.read(HostFile.sample(), "host.yaml").pool().ready()).isEqualTo(2);
        assertThat(read(HEAD + "workers: 0\n").pool().ready()).isZero();
        assertThat(read(HEAD + "workers: 32\n").pool().ready()).isEqualTo(HostFile.MOST_WORKERS);
    }

    @Test
    void aWorkerServesOneRunUnlessMoreAreAskedFor() {
        assertThat(read(HEAD).pool()).isEqualTo(HostFile.Pool.of(2));
        assertThat(read(HEAD).pool().runs()).isEqualTo(1);
        assertThat(read(HEAD + "worker: {runs: 500, age: 1m}\n").pool())
                .isEqualTo(new HostFile.Pool(2, 500, Duration.ofMinutes(1)));
    }

    @Test
    void whatMayStayOpenIsSaidByName() {
        assertThat(read(HEAD).confinement().tolerated()).isEmpty();
        assertThat(read(HEAD + "tolerate: [kernel, sockets]\n").confinement().tolerated())
                .containsExactlyInAnyOrder("kernel", "sockets");
    }

    @Test
    void onlyByNameIsConfinementGivenUp() {
        assertThat(read(HEAD + "confinement: none\n").confinement().kind()).isEqualTo(Confinement.Kind.NONE);
        assertThat(read(HEAD).engine()).isEqualTo(Engine.AUTO);
        assertThat(read(HEAD + "engine: compiler\n").engine()).isEqualTo(Engine.COMPILER);
        assertThatThrownBy(() -> read(HEAD + "confinement: off\n"))
                .hasMessageContaining("host.yaml:3:14")
                .hasMessageContaining("one of bwrap, landlock, none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            limits: {memory: 2GiB}                              | 3:18  | at most 1GiB
            limits: {time: 11m}                                 | 3:16  | at most 10m
            limits: {output: 33MiB}                             | 3:18  | at most 32MiB
            limits: {memory: lots}                              | 3:18  | such as 64MiB
            worker: {heap: 300MiB}                              | 3:16  | at least 320MiB
            workers: 33                                         | 3:10  | a number from 0 to 32
            workers: -1                                         | 3:10  | a number from 0 to 32
            workers: two                                        | 3:10  | a number from 0 to 32
            worker: {runs: 0}                                   | 3:16  | a number from 1 to 100000
            worker: {age: soon}                                 | 3:15  | such as
            tolerate: [everything]                              | 3:12  | one of read-files, write-files
            worker: {stack: 1MiB}                               | 3:10  | unknown key 'stack'
            engine: jit                                         | 3:9   | one of interpreter, compiler, auto
            exec: {x: [sshd, -T]}                               | 3:11  | the program must be an absolute path
            exec: {x: [/usr/../bin/sh]}                         | 3:11  | the program must be an absolute path
            exec: {x: []}                                       | 3:11  | the program must be an absolute path
            exec: {X Y: [/bin/true]}                            | 3:13  | lower-case letters
            ceiling: {exec: [sshd-effective]}                   | 3:17  | allowed but has no command
            ceiling: {kubernetes: [{resources: [pods], namespaces: ["*"]}]} | 3:23 | no cluster
            kubernetes: {server: "http://a.test", authority: /a, token: /b} | 3:22 | over TLS
            kubernetes: {server: "https://a.test/x", authority: /a, token: /b} | 3:22 | at its root
            kubernetes: {server: "https://a.test"}              | 3:13  | the key 'authority' is missing
            kubernetes: {server: "https://a.test", authority: a, token: /b} | 3:51 | an absolute path
            dns: {servers: [ns.example.com]}                    | 3:17  | an address such as
            dns: {servers: [999.1.1.1]}                         | 3:17  | an address such as
            dns: {servers: ["10.0.0.1:70000"]}                  | 3:17  | an address such as
            dns: {servers: []}                                  | 3:16  | at least one
            network: {open: [{hosts: [a.test]}]}                | 3:18  | which addresses
            network: {open: [{addresses: [10.0.0.0/8]}]}        | 3:18  | at least one is needed
            network: {open: [{hosts: [a.test], addresses: [10.0.0.0/40]}]} | 3:48 | a block such as
            network: {authorities: [{hosts: [a.test], file: x.pem}]} | 3:49 | an absolute path
            network: {plain: ["https://a.test"]}                | 3:18  | a host name
            network: {proxy: a.test}                            | 3:11  | unknown key 'proxy'
            secrets: {a: {plugins: [x/y], hosts: ["*"], bearer: {file: /a}}} | 3:38 | for hosts that are named
            secrets: {a: {hosts: [a.test], bearer: {file: /a}}} | 3:14  | which plugins may use it
            secrets: {a: {plugins: [x/y], bearer: {file: /a}}}  | 3:14  | at least one is needed
            secrets: {a: {plugins: [x], hosts: [a.test], bearer: {file: /a}}} | 3:25 | plugin name
            secrets: {a: {plugins: [x/y], hosts: [a.test]}}     | 3:38  | of one kind
            secrets: {a: {plugins: [x/y], hosts: [a.test], bearer: {file: /a}, basic: {user: u, file: /a}}} | 3:56 | of one kind
            secrets: {a: {plugins: [x/y], hosts: [a.test], basic: {user: "u:v", file: /a}}} | 3:62 | user
            secrets: {a: {plugins: [x/y], hosts: [a.test], oauth2: {token-url: "http://t.test/", client: c, file: /a}}} | 3:68 | over TLS
            secrets: {a: {plugins: [x/y], hosts: [a.test], bearer: {token: abc}}} | 3:56 | the key 'file' is missing
            secrets: {A b: {plugins: [x/y], hosts: [a.test], bearer: {file: /a}}} | 3:16 | lower-case letters
            ceiling: {file: [{path: etc/passwd}]}               | 3:25  | an absolute path
            ceilings: {}                                        | 3:1   | did you mean 'ceiling'?
            """)
    void aFaultIsToldWithItsPlaceAndItsFix(String line, String place, String words) {
        assertThatThrownBy(() -> read(HEAD + line + "\n"))
                .isInstanceOf(FaultyDocumentException.class)
                .hasMessageContaining("host.yaml:" + place + ":")
                .hasMessageContaining(words);
    }

    @Test
    void withoutConfinementNothingIsLeftToTolerate() {
        assertThatThrownBy(() -> read(HEAD + "confinement: none\ntolerate: [kernel]\n"))
                .hasMessageContaining("host.yaml:4:")
                .hasMessageContaining("everything is open");
    }

    @Test
    void aSecretOfEachKindIsAccepted() {
        HostFile file = read(HEAD + """
                network:
                  open: [{hosts: [a.test], addresses: [10.0.0.0/8, "fd00::/8", 10.1.2.3]}]
                  plain: ["*.a.test"]
                  authorities: [{hosts: [a.test], file: /ca.pem}]
                dns: {servers: [10.0.0.53, "[fd00::53]:5353"]}
                kubernetes: {in-cluster: true}
                ceiling: {kubernetes: [{resources: [pods], namespaces: [a]}]}
                secrets:
                  a: {plugins: [x/y], hosts: [a.test], bearer: {file: /s/a}}
                  b: {plugins: [x/y], hosts: ["*.a.test"], basic: {user: u, file: /s/b}}
                  c: {plugins: [x/y], hosts: [a.test], oauth2: {token-url: "https://t.test/", client: c, scope: d, file: /s/c}}
                  d: {plugins: [x/y], hosts: [a.test], aws: {service: s3, region: r, key-id: AKIA, file: /s/d, session-file: /s/e}}
                  f: {plugins: [x/y, x/z], hosts: [a.test], service-account: {}}
                """);
        assertThat(file.means().secrets().files().map(Object::toString))
                .contains("/s/a", "/s/b", "/s/c", "/s/d", "/s/e", "/var/run/secrets/kubernetes.io/serviceaccount");
        assertThat(file.means().nameServers()).hasSize(2);
        assertThat(file.means().cluster()).isPresent();
    }

    @Test
    void allFaultsAreToldAtOnce() {
        assertThatThrownBy(() -> read("apiVersion: assay/v2\nkind: Plugin\nlimits: {time: soon}\nextra: 1\n"))
                .isInstanceOfSatisfying(
                        FaultyDocumentException.class,
                        e -> assertThat(e.faults()).hasSize(4));
    }

    @Test
    void theSmallestHeapThatIsEnoughIsAccepted() {
        assertThat(read(HEAD + "worker: {heap: 320MiB}\n").heapBytes()).isEqualTo(320L << 20);
        assertThat(read(HEAD + "limits: {memory: 1GiB, time: 10m, output: 32MiB}\n")
                        .heapBytes())
                .isEqualTo((2 * 1024L + 192) << 20);
    }
}
