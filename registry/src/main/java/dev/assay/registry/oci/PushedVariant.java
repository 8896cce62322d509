package dev.assay.registry.oci;

import dev.assay.registry.Blob;
import dev.assay.registry.Entry;
import dev.assay.registry.ListedVariant;
import java.util.function.Function;

/**
 * Pushes one module with all that refers to it: what is named before what names it, and the tag last, so that whoever follows it
 * finds everything.
 *
 * @param content of the plugin's layout, checked for digest and size
 */
record PushedVariant(
        Repository repository, Entry entry, ListedVariant variant, String tag, Function<Blob, byte[]> content) {
    void run(Push push) {
        if (isThere()) {
            return;
        }
        Stored module = manifest(variant.artifact());
        sendParts(push, module);
        put(push, module.blob().digest().toString(), module);
        Stored referrers = manifest(variant.referrers());
        boolean listed = true;
        for (Stored.Descriptor referrer : referrers.manifests(where(variant.referrers()))) {
            Stored manifest = manifest(referrer.blob());
            sendParts(push, manifest);
            listed &= put(push, manifest.blob().digest().toString(), manifest);
        }
        if (!listed) {
            repository.referrers().tag(variant.artifact().digest(), referrers);
        }
        // Under its digest too: in the layout it is content like any other, and the signed index names it.
        put(push, referrers.blob().digest().toString(), referrers);
        put(push, tag, module);
    }

    /** The last two things that are put there. */
    private boolean isThere() {
        return repository.hasManifest(variant.referrers().digest())
                && repository
                        .manifest(tag)
                        .filter(stored -> stored.blob().equals(variant.artifact()))
                        .isPresent();
    }

    private void sendParts(Push push, Stored manifest) {
        String where = where(manifest.blob());
        push.send(repository, content.apply(manifest.config(where).blob()));
        for (Stored.Descriptor layer : manifest.layers(where)) {
            push.send(repository, content.apply(layer.blob()));
        }
    }

    private boolean put(Push push, String name, Stored manifest) {
        push.count(manifest.bytes());
        return repository.put(name, manifest);
    }

    private Stored manifest(Blob blob) {
        return Stored.read(content.apply(blob), "", where(blob));
    }

    private String where(Blob blob) {
        return entry.plugin() + " " + entry.version() + ": " + blob.digest();
    }
}
