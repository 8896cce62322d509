package dev.assay.registry.http;

import dev.assay.registry.Blob;

/** Is told how far contents have come that are being fetched. Called often, by several threads at once: it must be quick. */
public interface Watcher {
    Watcher NONE = new Watcher() {
        @Override
        public void at(Blob blob, long received) {
            // Nobody looks.
        }

        @Override
        public void ended(Blob blob) {
            // Nobody looks.
        }
    };

    /**
     * More of it is there.
     *
     * @param received bytes in all, what an earlier fetch left among them
     */
    void at(Blob blob, long received);

    /** It is there, or was given up. */
    void ended(Blob blob);
}
