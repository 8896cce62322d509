package dev.assay.cli.template;

import dev.assay.trust.Role;
import dev.assay.trust.VerificationKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The text of a trust policy that holds these public keys: whole, without a path to any other file. */
public final class TrustFile {
    private TrustFile() {}

    public static String yaml(Map<Role, List<Path>> keys) {
        StringBuilder yaml = new StringBuilder("format: assay.trust-policy/1\nroles:\n");
        keys.forEach((role, files) -> append(yaml, role, files));
        return yaml.toString();
    }

    private static void append(StringBuilder yaml, Role role, List<Path> files) {
        if (files.isEmpty()) {
            return;
        }
        yaml.append("  ").append(role.id()).append(":\n    minimum: 1\n");
        if (role == Role.AUDITOR || role == Role.REVIEWER) {
            yaml.append("    maximum-age: 365d\n");
        }
        yaml.append("    identities:\n");
        for (Path path : files) {
            VerificationKey key = VerificationKey.read(path);
            String name = path.getFileName().toString().replaceAll("(\\.pem)?(\\.pub)?$", "");
            yaml.append("      - name: ")
                    .append(role.id())
                    .append(' ')
                    .append(name.replaceAll("[^A-Za-z0-9._-]", "-"))
                    .append("\n        hint: ")
                    .append(key.hint())
                    .append("\n        key: |\n")
                    .append(key.pem().indent(10));
        }
    }
}
