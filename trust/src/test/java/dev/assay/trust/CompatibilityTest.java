package dev.assay.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Capabilities;
import dev.assay.model.Capability;
import dev.assay.model.Limits;
import dev.assay.model.Manifest;
import dev.assay.model.Reason;
import dev.assay.model.Variant;
import dev.assay.model.Version;
import dev.assay.model.fleet.RuntimeProfile;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CompatibilityTest {
    private static final Capability EXEC = new Capability.Exec("sshd-effective");
    private static final Capability ETC = new Capability.FileAccess("/etc/*", Capability.FileAccess.Access.READ);
    private static final Capabilities WANTED = Capabilities.of(EXEC, ETC);
    private static final Variant VARIANT = Scene.variant("module");

    private String contract = "assessment/1";
    private String wanted = "exec: [sshd-effective], file: [{path: /etc/*, access: read}]";
    private String requires = ">=1 <2";
    private String version = "1.2.0";
    private Set<String> features = Set.of("bulk-memory", "simd");
    private Capabilities grants = WANTED;
    private Capabilities ceiling = WANTED;
    private Limits limits = Limits.DEFAULT;

    @Test
    void aRuntimeThatOffersEverythingIsCompatible() {
        assertThat(codes()).isEmpty();
    }

    @Test
    void anotherContractIsIncompatible() {
        contract = "assessment/2";
        assertThat(codes()).containsExactly("incompatible-contract");
    }

    @Test
    void aRuntimeOutsideTheRequiredRangeIsIncompatible() {
        version = "2.0.0";
        assertThat(codes()).containsExactly("incompatible-runtime");
        version = "1.99.0";
        assertThat(codes()).isEmpty();
    }

    @Test
    void aFeatureThatTheEngineLacksIsNamed() {
        features = Set.of("simd");
        assertThat(check()).singleElement().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("feature-not-supported");
            assertThat(reason.message()).contains("bulk-memory");
        });
    }

    @Test
    void eachCapabilityThatIsNotGrantedIsNamed() {
        grants = Capabilities.of(ETC);
        assertThat(check()).singleElement().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("capability-not-granted");
            assertThat(reason.message()).contains("sshd-effective");
        });
        grants = Capabilities.NONE;
        assertThat(codes()).containsExactly("capability-not-granted", "capability-not-granted");
    }

    @Test
    void aGrantCannotReachBeyondTheCeiling() {
        ceiling = Capabilities.of(EXEC);
        assertThat(codes()).containsExactly("capability-beyond-ceiling");
    }

    @Test
    void whatIsNeitherGrantedNorAllowedIsToldTwice() {
        grants = Capabilities.of(EXEC);
        ceiling = Capabilities.of(EXEC);
        assertThat(codes()).containsExactly("capability-not-granted", "capability-beyond-ceiling");
    }

    @Test
    void aGrantAndACeilingThatLeaveNothingOfAWishAreBeyondTheCeiling() {
        wanted = "tls: [{hosts: ['*.example.com'], ports: [443]}]";
        grants = Capabilities.of(tls("a.example.com"));
        ceiling = Capabilities.of(tls("b.example.com"));
        assertThat(codes()).containsExactly("capability-beyond-ceiling");
        ceiling = Capabilities.of(tls("b.example.com"), tls("a.example.com"));
        assertThat(codes()).isEmpty();
    }

    @Test
    void aGrantAndACeilingThatBothCoverAWishAreEnoughHoweverWideEachIs() {
        wanted = "file: [{path: /etc/login.defs, access: stat}]";
        Capability exact = new Capability.FileAccess("/etc/login.defs", Capability.FileAccess.Access.STAT);
        for (Capability wide : List.of(ETC, exact)) {
            grants = Capabilities.of(wide);
            ceiling = Capabilities.of(exact);
            assertThat(codes()).isEmpty();
            grants = Capabilities.of(exact);
            ceiling = Capabilities.of(wide);
            assertThat(codes()).isEmpty();
        }
    }

    @Test
    void eachLimitBeyondTheCeilingIsNamedAndOneAtItIsNot() {
        Limits most = Limits.DEFAULT;
        limits = new Limits(most.memoryBytes() - 1, most.time(), most.fuel(), most.outputBytes());
        assertThat(check()).singleElement().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("limit-beyond-ceiling");
            assertThat(reason.message()).contains("memory");
        });
        limits = new Limits(1, Duration.ofMillis(1), 1, 1);
        assertThat(codes()).hasSize(4).containsOnly("limit-beyond-ceiling");
    }

    @Test
    void everyReasonIsToldNotOnlyTheFirst() {
        contract = "assessment/2";
        version = "3.0.0";
        features = Set.of();
        grants = Capabilities.NONE;
        ceiling = Capabilities.NONE;
        limits = new Limits(1, Duration.ofMillis(1), 1, 1);
        assertThat(codes())
                .containsExactly(
                        "incompatible-contract",
                        "incompatible-runtime",
                        "feature-not-supported",
                        "capability-not-granted",
                        "capability-beyond-ceiling",
                        "capability-not-granted",
                        "capability-beyond-ceiling",
                        "limit-beyond-ceiling",
                        "limit-beyond-ceiling",
                        "limit-beyond-ceiling",
                        "limit-beyond-ceiling");
    }

    private static Capability tls(String host) {
        return new Capability.Tls(List.of(host), List.of(443));
    }

    private List<String> codes() {
        return check().stream().map(Reason::code).toList();
    }

    private List<Reason> check() {
        String yaml = """
                apiVersion: assay/v1
                kind: Plugin
                name: acme/ssh-hardening
                version: 1.4.0
                summary: Checks the effective sshd configuration
                license: Apache-2.0
                source: https://github.com/acme/plugins
                contract: %s
                build: {toolchain: rust}
                capabilities: {%s}
                requires: {runtime: "%s"}
                """.formatted(contract, wanted, requires);
        Manifest manifest = Manifest.read(yaml.getBytes(StandardCharsets.UTF_8), "plugin.yaml");
        RuntimeProfile profile = new RuntimeProfile(
                Version.parse(version),
                new TreeSet<>(Set.of("assessment/1")),
                new TreeSet<>(features),
                ceiling,
                limits);
        return Compatibility.check(manifest, VARIANT, grants, profile);
    }
}
