package dev.assay.model;

import static dev.assay.model.Capability.FileAccess.Access.READ;
import static dev.assay.model.Capability.FileAccess.Access.STAT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is allowed is what every layer allows. */
class CapabilitiesTest {
    private static final Capability SSHD = new Capability.Exec("sshd-effective");
    private static final Capability PASSWD = new Capability.FileAccess("/etc/passwd", READ);
    private static final Capability CRON = new Capability.FileAccess("/etc/cron.d/*", STAT);
    private static final Capability ANY_443 = new Capability.Tls(List.of("*"), List.of(443));
    private static final Capability LOCAL = new Capability.Tls(List.of("localhost", "*.example.com"), List.of());
    private static final Capability API =
            new Capability.Http(List.of("api.example.com"), Set.of("GET"), List.of(), Optional.of("token"));

    private static final Capability MAIL =
            new Capability.Dns(List.of("example.com", "*.example.com"), Set.of("MX", "TXT"));
    private static final Capability CLUSTER = new Capability.Kubernetes(List.of("*"), List.of("*"));

    @Test
    void anythingIsAllowedOnlyIfEveryLayerAllowsIt() {
        Effective both = Effective.of(Capabilities.of(ANY_443, SSHD), Capabilities.of(LOCAL));
        assertThat(both.allowsTls("localhost", 443)).isTrue();
        assertThat(both.allowsTls("www.example.com", 443)).isTrue();
        assertThat(both.allowsTls("localhost", 8443)).isFalse();
        assertThat(both.allowsTls("other.org", 443)).isFalse();
        assertThat(both.allowsExec("sshd-effective")).isFalse();
        assertThat(both.allowsKind("tls")).isTrue();
        assertThat(both.allowsKind("exec")).isFalse();
    }

    @Test
    void withoutALayerNothingIsAllowed() {
        Effective none = new Effective(List.of());
        assertThat(none.allowsExec("sshd-effective")).isFalse();
        assertThat(none.allowsKind("exec")).isFalse();
    }

    @Test
    void aFileIsAllowedByItsPathAndUse() {
        Capabilities files = Capabilities.of(PASSWD, CRON);
        assertThat(files.allowsFile("/etc/passwd", READ)).isTrue();
        assertThat(files.allowsFile("/etc/passwd", STAT)).isTrue();
        assertThat(files.allowsFile("/etc/passwd2", STAT)).isFalse();
        assertThat(files.allowsFile("/etc/cron.d/php", STAT)).isTrue();
        assertThat(files.allowsFile("/etc/cron.d/php", READ)).isFalse();
        assertThat(files.allowsFile("/etc/cron.d/sub/php", STAT)).isFalse();
        assertThat(files.allowsFile("/etc/cron.d/", STAT)).isFalse();
        assertThat(files.allowsFile("/etc/cron.d", STAT)).isFalse();
    }

    @Test
    void aSubdomainPatternIsNotTheDomainItselfNorAnotherThatEndsLikeIt() {
        Capabilities tls = Capabilities.of(LOCAL);
        assertThat(tls.allowsTls("a.b.example.com", 1)).isTrue();
        assertThat(tls.allowsTls("EXAMPLE.com", 1)).isFalse();
        assertThat(tls.allowsTls("evilexample.com", 1)).isFalse();
        assertThat(tls.allowsTls("WWW.Example.COM", 1)).isTrue();
    }

    @Test
    void methodsAndHostsAreBothAsked() {
        Capabilities http = Capabilities.of(API);
        assertThat(http.allowsHttp("GET", "api.example.com", 443)).isTrue();
        assertThat(http.allowsHttp("POST", "api.example.com", 443)).isFalse();
        assertThat(http.allowsHttp("GET", "example.com", 443)).isFalse();
    }

    @Test
    void withoutPortsOnlyTheSchemesOwnAreMeant() {
        assertThat(API.overlaps(http(List.of(443), Optional.of("token")))).isTrue();
        assertThat(API.overlaps(http(List.of(8443), Optional.of("token")))).isFalse();
        assertThat(Capabilities.of(API).allowsHttp("GET", "api.example.com", 8443))
                .isFalse();
        Capabilities other = Capabilities.of(http(List.of(8443), Optional.empty()));
        assertThat(other.allowsHttp("GET", "api.example.com", 8443)).isTrue();
        assertThat(other.allowsHttp("GET", "api.example.com", 443)).isFalse();
        assertThatThrownBy(() -> http(List.of(0), Optional.empty())).hasMessageContaining("port");
    }

    private static Capability.Http http(List<Integer> ports, Optional<String> auth) {
        return new Capability.Http(List.of("api.example.com"), Set.of("GET"), ports, auth);
    }

    @Test
    void aSecretIsNamedByEveryLayerOrByNone() {
        Capabilities named = Capabilities.of(API, http(List.of(), Optional.of("second")));
        assertThat(Effective.of(named).httpAuth("GET", "api.example.com", 443)).containsExactly("second", "token");
        assertThat(Effective.of(named, Capabilities.of(API)).httpAuth("GET", "api.example.com", 443))
                .containsExactly("token");
        Capabilities unnamed = Capabilities.of(http(List.of(), Optional.empty()));
        assertThat(Effective.of(named, unnamed).httpAuth("GET", "api.example.com", 443))
                .isEmpty();
        assertThat(Effective.of(named).httpAuth("GET", "other.example.com", 443))
                .isEmpty();
        assertThat(new Effective(List.of()).httpAuth("GET", "api.example.com", 443))
                .isEmpty();
    }

    @Test
    void aNameIsLookedUpByPatternAndType() {
        Capabilities dns = Capabilities.of(MAIL);
        assertThat(dns.allowsDns("_dmarc.Example.com", "TXT")).isTrue();
        assertThat(dns.allowsDns("_dmarc.example.com", "A")).isFalse();
        assertThat(dns.allowsDns("example.org", "TXT")).isFalse();
        assertThat(Capabilities.of(new Capability.Dns(List.of("a.test"), Set.of()))
                        .allowsDns("a.test", "SRV"))
                .isTrue();
        assertThatThrownBy(() -> new Capability.Dns(List.of("a.test"), Set.of("ANY")))
                .hasMessageContaining("type");
        assertThatThrownBy(() -> new Capability.Dns(List.of("a b"), Set.of())).hasMessageContaining("name");
        assertThatThrownBy(() -> new Capability.Dns(List.of(), Set.of())).hasMessageContaining("at least one");
    }

    @Test
    void aClustersSecretsMustBeNamed() {
        Capabilities all = Capabilities.of(CLUSTER);
        assertThat(all.allowsKubernetes("apps/deployments", Optional.of("a"))).isTrue();
        assertThat(all.allowsKubernetes("nodes", Optional.empty())).isTrue();
        assertThat(all.allowsKubernetes("secrets", Optional.of("a"))).isFalse();
        Capabilities some = Capabilities.of(new Capability.Kubernetes(List.of("secrets", "pods"), List.of("a")));
        assertThat(some.allowsKubernetes("secrets", Optional.of("a"))).isTrue();
        assertThat(some.allowsKubernetes("secrets", Optional.of("b"))).isFalse();
        assertThat(some.allowsKubernetes("pods", Optional.empty())).isFalse();
        assertThat(some.allowsKubernetes("apps/pods", Optional.of("a"))).isFalse();
        assertThat(some.uncoveredBy(all)).isEmpty(); // of its two, pods are covered
        assertThat(Capabilities.of(new Capability.Kubernetes(List.of("secrets"), List.of("a")))
                        .uncoveredBy(all))
                .hasSize(1);
        assertThatThrownBy(() -> new Capability.Kubernetes(List.of("pods/exec/x"), List.of("a")))
                .hasMessageContaining("resource");
        assertThatThrownBy(() -> new Capability.Kubernetes(List.of("pods"), List.of()))
                .hasMessageContaining("at least one");
    }

    @Test
    void whatAGrantLeavesOutIsNamed() {
        Capabilities wanted = Capabilities.of(SSHD, PASSWD, ANY_443, new Capability.Env("HOSTNAME"), API);
        assertThat(wanted.uncoveredBy(wanted)).isEmpty();
        assertThat(wanted.uncoveredBy(Capabilities.NONE)).hasSize(5);
        assertThat(wanted.uncoveredBy(Capabilities.of(SSHD, PASSWD, LOCAL, API)))
                .extracting(Capability::describe)
                .containsExactly("env HOSTNAME");
    }

    @Test
    void aStatGrantDoesNotCoverARead() {
        Capabilities wanted = Capabilities.of(PASSWD);
        assertThat(wanted.uncoveredBy(Capabilities.of(new Capability.FileAccess("/etc/passwd", STAT))))
                .containsExactly(PASSWD);
        assertThat(wanted.uncoveredBy(Capabilities.of(new Capability.FileAccess("/etc/*", READ))))
                .isEmpty();
    }

    @Test
    void jsonBringsBackTheSameSet() {
        Capabilities all = Capabilities.of(
                SSHD, PASSWD, CRON, ANY_443, LOCAL, API, MAIL, CLUSTER, http(List.of(8443), Optional.empty()));
        assertThat(Capabilities.fromJson(Fields.of(all.toJson(), "$"))).isEqualTo(all);
        assertThatThrownBy(() -> Capabilities.fromJson(Fields.of(Json.object().put("socket", true), "$")))
                .hasMessageContaining("$.socket");
    }

    @Test
    void aTlsPortThatIsNoNumberIsRefused() {
        var json = Json.object();
        json.withArray("tls").addObject().set("hosts", Json.texts(List.of("*")));
        ((tools.jackson.databind.node.ObjectNode) json.path("tls").path(0))
                .putArray("ports")
                .add("443");
        assertThatThrownBy(() -> Capabilities.fromJson(Fields.of(json, "$"))).hasMessageContaining("port");
    }

    @Test
    void whatOneLayerWithholdsIsWithheld() {
        Capabilities grant = Capabilities.fromJson(
                Fields.of(Json.read("{\"env\":[\"A\"],\"withhold\":[\"env\",\"request\"]}".getBytes(UTF_8), 100), "$"));
        Effective effective = Effective.of(Capabilities.of(SSHD), grant, Capabilities.NONE);
        assertThat(effective.withholds("env")).isTrue();
        assertThat(effective.withholds("request")).isTrue();
        assertThat(effective.withholds("exec")).isFalse();
        assertThat(Effective.of(Capabilities.of(SSHD)).withholds("env")).isFalse();
        assertThat(Capabilities.fromJson(Fields.of(grant.toJson(), "$"))).isEqualTo(grant);
        Document document = Document.read("env: [A]\nwithhold: [env, request]\n".getBytes(UTF_8), "grants.yaml");
        assertThat(CapabilitiesReader.read(document)).isEqualTo(grant);
        document.finish();
    }

    @Test
    void whatIsNotKeptCannotBeWithheld() {
        assertThatThrownBy(() -> Capabilities.fromJson(
                        Fields.of(Json.read("{\"withhold\":[\"htpp\"]}".getBytes(UTF_8), 100), "$")))
                .hasMessageContaining("htpp");
        Document document = Document.read("withhold: [htpp]\n".getBytes(UTF_8), "grants.yaml");
        CapabilitiesReader.read(document);
        assertThatThrownBy(document::finish).hasMessageContaining("htpp");
    }
}
