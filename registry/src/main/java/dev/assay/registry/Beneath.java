package dev.assay.registry;

import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps paths beneath a root. The root itself may be reached by a link: the user chose it. */
final class Beneath {
    private Beneath() {}

    /**
     * The file at this path beneath the root.
     *
     * @throws RegistryException when it would be elsewhere, or a part of the way is a symbolic link
     */
    static Path file(Path root, String path) {
        Path base = root.normalize();
        Path file = base.resolve(path).normalize();
        if (!file.startsWith(base) || file.equals(base)) {
            throw new RegistryException("'" + path + "' leads out of " + root);
        }
        for (Path part = file; part != null && !part.equals(base); part = part.getParent()) {
            if (Files.isSymbolicLink(part)) {
                throw new RegistryException(part + " is a symbolic link, which a registry never holds. Remove it");
            }
        }
        return file;
    }
}
