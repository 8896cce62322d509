package dev.assay.control;

import dev.assay.control.http.Call;
import dev.assay.control.http.Reply;
import dev.assay.control.http.Reply.Answer;
import dev.assay.model.Json;
import dev.assay.trust.KeyType;
import dev.assay.trust.Passphrase;
import dev.assay.trust.SigningKey;
import dev.assay.trust.TrustException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/** The key by which runtimes know this service: it signs desired states and validations. Replicas share it. */
record Identity(SigningKey key) {
    private static final int PASSPHRASE_BYTES = 24;

    /**
     * Loads the key of this directory, or makes one. Its passphrase lies beside it, both for the owner alone: it keeps
     * the key from being copied by itself, not from who can read the directory.
     */
    static Identity in(Path data, SecureRandom random) {
        Path file = data.resolve("control.key");
        Path passphraseFile = data.resolve("control.passphrase");
        try {
            if (!Files.exists(passphraseFile)) {
                byte[] bytes = new byte[PASSPHRASE_BYTES];
                random.nextBytes(bytes);
                Files.createFile(
                        passphraseFile,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(
                        passphraseFile, Base64.getUrlEncoder().encodeToString(bytes) + "\n", StandardOpenOption.WRITE);
            }
            char[] passphrase = Passphrase.read(passphraseFile);
            try {
                if (!Files.exists(file)) {
                    SigningKey.create(KeyType.ED25519, random).save(file, passphrase, random);
                }
                return new Identity(SigningKey.load(file, passphrase));
            } finally {
                Arrays.fill(passphrase, '\0');
            }
        } catch (IOException | TrustException e) {
            throw new ControlException(
                    "The service's signing key cannot be used",
                    file + " (" + e.getMessage() + ")",
                    "Restore it and its passphrase from a copy; with another key, every runtime must be enrolled again",
                    e);
        }
    }

    String hint() {
        return key.hint();
    }

    String pem() {
        return key.verificationKey().pem();
    }

    Reply show(Call call) {
        return Answer.json(
                Json.object().put("algorithm", "Ed25519").put("pem", pem()).put("hint", hint()));
    }
}
