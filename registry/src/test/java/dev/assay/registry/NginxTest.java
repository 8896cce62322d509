package dev.assay.registry;

import static dev.assay.registry.Shop.CLOCK;
import static dev.assay.registry.Shop.PUBLISHER;
import static dev.assay.registry.Shop.SSH;
import static dev.assay.registry.Shop.WEEK;
import static dev.assay.registry.Shop.module;
import static dev.assay.registry.Shop.release;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that a real web server serves as files: nginx (Debian's package nginx-light). */
class NginxTest {
    @TempDir
    Path folder;

    private Process nginx;
    private int port;

    @BeforeEach
    void start() throws Exception {
        boolean there = Files.isExecutable(Path.of("/usr/sbin/nginx"));
        Assumptions.assumeTrue(there || System.getenv("ASSAY_CHECK") != null, "apt-get install nginx-light");
        Publisher.create(folder.resolve("registry"), PUBLISHER, WEEK, CLOCK).publish(release("1.0.0"));
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off; master_process off; pid nginx.pid; error_log stderr;
                events { worker_connections 64; }
                http {
                  access_log off; client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3;
                  uwsgi_temp_path t4; scgi_temp_path t5;
                  server {
                    listen 127.0.0.1:%d;
                    root %s;
                    error_page 404 /absent.html;
                  }
                }
                """.formatted(port, folder));
        nginx = new ProcessBuilder("/usr/sbin/nginx", "-p", folder.toString(), "-c", "nginx.conf")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        awaitPort();
    }

    private void awaitPort() throws Exception {
        for (int i = 0; i < 200; i++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
                return;
            } catch (IOException e) {
                Thread.sleep(25);
            }
        }
        throw new AssertionError(Files.readString(folder.resolve("nginx.log")));
    }

    @AfterEach
    void stop() {
        nginx.destroyForcibly().onExit().join();
    }

    @Test
    void aReleaseIsReadAndCopied() {
        Source source = Source.of("http://127.0.0.1:" + port + "/registry");
        Index index = Registry.open(source, Shop.POLICY, folder.resolve("memory"), CLOCK)
                .index();
        assertThat(index.problem()).isEmpty();
        Entry entry = index.releases(SSH).getFirst();
        Blob module = entry.variants().getFirst().module();
        assertThat(index.fetch(entry, module)).isEqualTo(module("ssh 1.0.0"));
        source.copy(index.path(entry, module), module, folder.resolve("copy"));
        assertThat(folder.resolve("copy")).hasBinaryContent(module("ssh 1.0.0"));
    }

    @Test
    void aFileThatIsNotThereIsMissing() {
        Source source = Source.of("http://127.0.0.1:" + port + "/registry");
        assertThatThrownBy(() -> source.read("metadata/9.root.json", 1000)).isInstanceOf(ContentMissingException.class);
    }
}
