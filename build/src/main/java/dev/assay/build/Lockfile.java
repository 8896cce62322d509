package dev.assay.build;

import dev.assay.model.Inert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a lockfile says must come from a package registry. Everything in it has a digest, or the lockfile is refused. */
record Lockfile(List<Pinned> packages) {
    private static final int MOST_BYTES = 8 << 20;
    private static final Pattern FIELD = Pattern.compile("(?m)^(name|version|source|checksum) = \"([^\"\\n]*)\"$");
    private static final Pattern SUM = Pattern.compile("(?m)^(\\S+) (v\\S+) h1:([A-Za-z0-9+/]{43}=)$");

    /**
     * A package from a registry.
     *
     * @param purl its package URL
     * @param algorithm of the digest, after in-toto's list of digest names
     * @param digest in hexadecimal
     */
    record Pinned(String purl, String algorithm, String digest) {}

    Lockfile {
        packages = List.copyOf(packages);
    }

    /** Reads {@code Cargo.lock}, which must be there. Only registries are packages' sources; a git repository is refused. */
    static Lockfile cargo(Path folder) {
        Path file = folder.resolve("Cargo.lock");
        if (!Files.isRegularFile(file)) {
            throw new BuildException("Cargo.lock is missing beside Cargo.toml, so the packages are not pinned; "
                    + "run 'cargo generate-lockfile' there and keep the file with the source");
        }
        List<Pinned> packages = new ArrayList<>();
        for (String entry : text(file).split("(?m)^\\[\\[package]]$", -1)) {
            String name = field(entry, "name");
            String source = field(entry, "source");
            String checksum = field(entry, "checksum");
            if (source.isEmpty()) {
                continue; // a folder of the source tree: it is among the inputs
            }
            if (!source.startsWith("registry+") && !source.startsWith("sparse+")) {
                throw new BuildException("the package " + Inert.quote(name) + " of Cargo.lock comes from "
                        + Inert.quote(source) + ", which is no package registry; use a published version or a folder");
            }
            if (!checksum.matches("[0-9a-f]{64}")) {
                throw new BuildException("the package " + Inert.quote(name)
                        + " of Cargo.lock has no checksum; run 'cargo generate-lockfile' again");
            }
            packages.add(new Pinned("pkg:cargo/" + name + "@" + field(entry, "version"), "sha256", checksum));
        }
        return new Lockfile(packages);
    }

    /** Reads {@code go.sum}; without one there are no packages. */
    static Lockfile go(Path folder) {
        Path file = folder.resolve("go.sum");
        List<Pinned> packages = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            Matcher sum = SUM.matcher(text(file));
            while (sum.find()) {
                if (!sum.group(2).endsWith("/go.mod")) {
                    String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(sum.group(3)));
                    packages.add(new Pinned("pkg:golang/" + sum.group(1) + "@" + sum.group(2), "dirHash", hex));
                }
            }
        }
        return new Lockfile(packages);
    }

    private static String field(String entry, String name) {
        Matcher field = FIELD.matcher(entry);
        while (field.find()) {
            if (field.group(1).equals(name)) {
                return field.group(2);
            }
        }
        return "";
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new BuildException(file.getFileName() + " is larger than " + MOST_BYTES + " bytes");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new BuildException("cannot read " + file.getFileName() + ": " + e.getMessage(), e);
        }
    }
}
