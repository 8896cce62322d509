package dev.assay.sandbox;

import dev.assay.model.Digest;
import dev.assay.model.Json;
import dev.assay.model.receipt.ReceiptPredicate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import run.endive.runtime.Instance;
import run.endive.wasm.Parser;

/** Which engine executes guests here, by its files: read once. */
final class EngineIdentity {
    private static final String POM = "/META-INF/maven/run.endive/runtime/pom.properties";

    private EngineIdentity() {}

    private static final class Compiler {
        static final ReceiptPredicate.Engine ENGINE = new ReceiptPredicate.Engine(
                "endive-compiler",
                version(),
                ofFiles(Stream.concat(
                                Launcher.compiler().stream(),
                                Stream.of(Launcher.origin(Instance.class), Launcher.origin(Parser.class)))
                        .toList()));
    }

    /** The compiler, and the runtime that its code calls, whose version it says. */
    static ReceiptPredicate.Engine ofCompiler() {
        return Compiler.ENGINE;
    }

    private static final class Read {
        static final ReceiptPredicate.Engine ENGINE = new ReceiptPredicate.Engine(
                "endive", version(), ofFiles(List.of(Launcher.origin(Instance.class), Launcher.origin(Parser.class))));
    }

    static ReceiptPredicate.Engine get() {
        return Read.ENGINE;
    }

    private static String version() {
        try (InputStream in = Instance.class.getResourceAsStream(POM)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The digest of the canonical list of their digests. */
    static Digest ofFiles(List<Path> files) {
        List<String> digests = new ArrayList<>();
        for (Path file : files) {
            MessageDigest digest = Digest.sha256();
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new SandboxException("the engine's file " + file + " cannot be read: " + e.getMessage(), e);
            }
            digests.add(Digest.finish(digest).toString());
        }
        return Digest.of(Json.canonical(Json.texts(digests)));
    }
}
