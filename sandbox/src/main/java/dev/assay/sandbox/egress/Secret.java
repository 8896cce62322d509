package dev.assay.sandbox.egress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** How a request is made to carry a secret of this host. Implementations are thread-safe, and show nothing of it. */
sealed interface Secret permits Secret.Bearer, Secret.Basic, ClientCredentials, AwsSignature {
    /** The fields that it sets, and that a guest may not. */
    Set<String> fields();

    /** The request with the secret, which is read now. */
    Signed sign(Outgoing request, TimeLeft left) throws EgressException, InterruptedException;

    /** The files that it is kept in: no guest reads them, whatever is granted. */
    Stream<Path> files();

    /** The server did not accept it. */
    default void rejected() {}

    /**
     * A request that carries a secret.
     *
     * @param hidden the texts in it that no guest may see, wherever they appear
     */
    record Signed(Outgoing request, List<String> hidden) {
        @Override
        public String toString() {
            return "a signed request";
        }
    }

    /** RFC 6750, section 2.1. */
    record Bearer(SecretFile file) implements Secret {
        @Override
        public Set<String> fields() {
            return Set.of("authorization");
        }

        @Override
        public Signed sign(Outgoing request, TimeLeft left) throws EgressException {
            String token = file.read();
            return new Signed(request.with("authorization", "Bearer " + token), List.of(token));
        }

        @Override
        public Stream<Path> files() {
            Path directory = file.path().getParent();
            return file.open() && directory != null ? withItsTarget(directory) : Stream.of(file.path());
        }

        /** Those of a service account lie in a directory that is replaced as a whole. */
        private static Stream<Path> withItsTarget(Path directory) {
            try {
                return Stream.of(directory, directory.toRealPath());
            } catch (IOException e) {
                return Stream.of(directory);
            }
        }
    }

    /** RFC 7617. */
    record Basic(String user, SecretFile file) implements Secret {
        @Override
        public Set<String> fields() {
            return Set.of("authorization");
        }

        @Override
        public Signed sign(Outgoing request, TimeLeft left) throws EgressException {
            String password = file.read();
            String credentials = base64(user + ":" + password);
            return new Signed(request.with("authorization", "Basic " + credentials), List.of(password, credentials));
        }

        static String base64(String text) {
            return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public Stream<Path> files() {
            return Stream.of(file.path());
        }
    }
}
