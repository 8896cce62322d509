package dev.assay.trust.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.trust.TrustException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of the client begin with: a repository in memory, and a client that trusts its first root. */
abstract class ClientOfOneWorld {
    final World world = new World();

    @TempDir
    Path folder;

    Disk disk;
    TufClient client;

    @BeforeEach
    void trustTheFirstRoot() {
        disk = new Disk(folder);
        client = world.client(folder);
    }

    /** The message of a refusal with this code. */
    static String refused(String code, ThrowingCallable call) {
        String[] message = new String[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(TrustException.class, e -> {
            assertThat(e.reason().code()).as(e.getMessage()).isEqualTo(code);
            assertThat(e.reason().remedy()).isNotBlank();
            message[0] = String.valueOf(e.getMessage());
        });
        return message[0];
    }
}
