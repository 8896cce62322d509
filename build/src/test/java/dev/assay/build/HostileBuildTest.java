package dev.assay.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A build script does what its author likes. Each of these looks for something and fails the build if it finds it; beside
 * it stands the same script on a host without namespaces, where it does, so that the first test is known to mean something.
 */
final class HostileBuildTest {
    private static final String CANARY = "canary-7f3a";

    @TempDir
    Path folder;

    private SourceTree tree;

    @BeforeEach
    void copyTheTree() {
        tree = SourceTree.at(folder.resolve("tree"));
    }

    private void script(String body) {
        tree.write("plugins/echo-rust/build.rs", "fn main() {\n" + body + "\n}\n");
    }

    private void build(Host host, BuildLimits limits) {
        new Builder(host, folder.resolve("cache"), Clock.systemUTC(), limits)
                .rebuild(tree.plugin("echo-rust"), Progress.SILENT);
    }

    private AbstractThrowableAssert<?, ?> building(Host host, BuildLimits limits) {
        return assertThatThrownBy(() -> build(host, limits)).isInstanceOf(BuildException.class);
    }

    /** This machine with a canary in its environment. */
    private static Host host() {
        Map<String, String> environment = new HashMap<>(Host.current().environment());
        environment.put("ASSAY_CANARY", CANARY);
        environment.put("HTTPS_PROXY", "http://user:" + CANARY + "@proxy.invalid");
        return new Host(Host.current().places(), environment);
    }

    /** The same without bubblewrap, as where the system forbids namespaces. */
    private Host withoutNamespaces() throws IOException {
        Path place = Files.createDirectories(folder.resolve("bin"));
        Finding found = new Doctor(Host.current()).find(Toolchain.RUST);
        assertThat(found).isInstanceOf(Finding.Present.class);
        Path rustc = ((Finding.Present) found).compiler().program().resolveSibling("rustc");
        Path script = Files.writeString(place.resolve("rustc"), "#!/bin/sh\nexec " + rustc + " \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return new Host(List.of(place), host().environment());
    }

    @Test
    void it_finds_no_variable_but_those_of_a_build() {
        script("""
                let known = ["PATH", "HOME", "TMPDIR", "LC_ALL", "TZ", "SOURCE_DATE_EPOCH", "PWD", "SHLVL", "_", "OLDPWD",
                    "OUT_DIR", "TARGET", "HOST", "NUM_JOBS", "OPT_LEVEL", "PROFILE", "DEBUG", "LD_LIBRARY_PATH",
                    "ASSAY_SOURCE", "SSL_CERT_FILE", "SSL_CERT_DIR"];
                for (name, value) in std::env::vars() {
                    assert!(!value.contains("canary-"), "found the canary in {}", name);
                    assert!(known.contains(&name.as_str()) || name.starts_with("CARGO") || name.starts_with("RUST"),
                        "found the variable {}", name);
                }""");
        assertThatCode(() -> build(host(), BuildLimits.DEFAULT)).doesNotThrowAnyException();
    }

    private static final String LOOK_AT_PROCESSES = """
            for process in std::fs::read_dir("/proc").unwrap() {
                if let Ok(bytes) = std::fs::read(process.unwrap().path().join("environ")) {
                    assert!(!String::from_utf8_lossy(&bytes).contains("CANARY_OF_ANOTHER"), "found another process");
                }
            }""";

    @Test
    void it_finds_no_other_process() throws Exception {
        script(LOOK_AT_PROCESSES);
        besideAnotherProcess(
                () -> assertThatCode(() -> build(host(), BuildLimits.DEFAULT)).doesNotThrowAnyException());
    }

    @Test
    void without_namespaces_it_would_find_another_process() throws Exception {
        script(LOOK_AT_PROCESSES);
        Host weaker = withoutNamespaces();
        besideAnotherProcess(() -> building(weaker, BuildLimits.DEFAULT).hasMessageContaining("found another process"));
    }

    private static void besideAnotherProcess(Runnable test) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sleep", "600");
        builder.environment().put("CANARY_OF_ANOTHER", CANARY);
        Process other = builder.start();
        try {
            test.run();
        } finally {
            other.destroyForcibly();
        }
    }

    private void scriptThatReads(Path file) {
        script("assert!(std::fs::read(\"" + file + "\").is_err(), \"found the file\");");
    }

    @Test
    void it_finds_no_file_of_the_machine() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), CANARY);
        scriptThatReads(secret);
        assertThatCode(() -> build(host(), BuildLimits.DEFAULT)).doesNotThrowAnyException();
        building(withoutNamespaces(), BuildLimits.DEFAULT).hasMessageContaining("found the file");
    }

    @Test
    void it_reaches_no_network_not_even_this_machine() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            script("assert!(std::net::TcpStream::connect(\"127.0.0.1:" + server.getLocalPort()
                    + "\").is_err(), \"reached the network\");");
            assertThatCode(() -> build(host(), BuildLimits.DEFAULT)).doesNotThrowAnyException();
            building(withoutNamespaces(), BuildLimits.DEFAULT).hasMessageContaining("reached the network");
        }
    }

    @Test
    void it_cannot_change_what_the_system_has() {
        script("assert!(std::fs::write(\"/usr/assay-canary\", \"x\").is_err(), \"wrote to the system\");");
        assertThatCode(() -> build(host(), BuildLimits.DEFAULT)).doesNotThrowAnyException();
    }

    @Test
    void one_that_never_ends_is_stopped_with_all_that_it_started() {
        script("""
                std::process::Command::new("sleep").arg("86399.25").spawn().unwrap();
                loop { std::thread::sleep(std::time::Duration::from_secs(1)); }""");
        building(host(), BuildLimits.DEFAULT.withTime(Duration.ofSeconds(6)))
                .hasMessageContaining("did not end within 6 s and was stopped");
        org.awaitility.Awaitility.await()
                .until(() -> ProcessHandle.allProcesses()
                        .noneMatch(one -> one.info().commandLine().orElse("").contains("86399.25")));
    }

    @Test
    void one_that_floods_what_is_shown_is_stopped() {
        script("for n in 0..200000 { println!(\"cargo:warning=line {}\", n); }");
        BuildLimits narrow = new BuildLimits(Duration.ofMinutes(5), 64 << 10, 4L << 30, 1L << 30, 64 << 20);
        building(host(), narrow).hasMessageContaining("wrote more than 65536 bytes of output and was stopped");
    }

    @Test
    void one_that_floods_the_memory_is_stopped() {
        script("loop { println!(\"{}\", \"x\".repeat(1 << 20)); }");
        BuildLimits narrow = new BuildLimits(Duration.ofMinutes(5), 1 << 20, 2L << 30, 1L << 30, 64 << 20);
        building(host(), narrow).hasMessageContaining("was ended by signal").hasMessageContaining("2048 MiB of memory");
    }

    @Test
    void one_that_fills_the_disk_is_stopped() {
        script("""
                let mut file = std::fs::File::create(std::env::var("OUT_DIR").unwrap() + "/big").unwrap();
                loop { std::io::Write::write_all(&mut file, &[0u8; 1 << 20]).unwrap(); }""");
        BuildLimits narrow = new BuildLimits(Duration.ofMinutes(5), 1 << 20, 4L << 30, 64L << 20, 64 << 20);
        building(host(), narrow).hasMessageContaining("cannot build baseline with rust");
    }

    @Test
    void one_that_puts_its_folder_into_the_module_makes_two_modules() {
        script("println!(\"cargo:rustc-env=PLACE={}\", std::env::var(\"OUT_DIR\").unwrap());");
        tree.replace("plugins/echo-rust/src/lib.rs", "file!()", "env!(\"PLACE\")");
        building(host(), BuildLimits.DEFAULT)
                .hasMessageContaining("two builds from different folders gave different modules")
                .hasMessageContaining("they first differ at byte")
                .hasMessageContaining("section")
                .hasMessageContaining("look for absolute paths, dates and random values");
        assertThat(folder.resolve("cache/modules")).doesNotExist();
    }

    @Test
    void a_date_in_c_is_an_error_because_two_builds_in_one_second_would_agree_on_it() {
        tree.replace("plugins/echo-c/src/echo.c", "__FILE__", "__DATE__");
        assertThatThrownBy(() -> new Builder(host(), folder.resolve("cache"), Clock.systemUTC(), BuildLimits.DEFAULT)
                        .build(tree.plugin("echo-c"), Progress.SILENT))
                .isInstanceOf(BuildException.class)
                .hasMessageContaining("date or time macro is not reproducible");
    }

    @Test
    void a_module_larger_than_accepted_is_refused() {
        BuildLimits narrow = new BuildLimits(Duration.ofMinutes(5), 1 << 20, 4L << 30, 1L << 30, 1000);
        building(host(), narrow).hasMessageContaining("more than the 1000 accepted");
    }
}
