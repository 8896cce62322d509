package dev.assay.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assay.github.fake.FakeRepository;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What a build that is somebody else's leaves for the gate to fetch. */
enum HostileArtifact {
    /** A quarter of a gigabyte in a quarter of a megabyte. */
    BOMB("assay: incomplete", "assay/gate: failure") {
        @Override
        void leave(FakeRepository github, long run, long other) throws IOException {
            github.artifact(run, "release-example-clang", zip("release.json", new byte[256 << 20]));
        }
    },
    /** A file that wants to lie beside the checkout, where the next step would run it. */
    PATH("assay: incomplete", "assay/gate: failure") {
        @Override
        void leave(FakeRepository github, long run, long other) throws IOException {
            github.artifact(
                    run, "release-example-clang", zip("../../.assay/source/assay", "#!/bin/sh\n".getBytes(UTF_8)));
        }
    },
    /** A verdict of its own, about another pull request; nobody reads it, so nothing is judged. */
    VERDICT("assay: incomplete", "assay/gate: failure") {
        @Override
        void leave(FakeRepository github, long run, long other) throws IOException {
            String head = github.pullRequest(other).at("/head/sha").asString();
            String judgement = "{\"format\":\"assay.judgement/1\",\"run\":" + run + ",\"head\":\"" + head
                    + "\",\"pull-request\":" + other + ",\"verdict\":\"approved\",\"releases\":[]}";
            github.artifact(run, "judgement", zip("judgement.json", judgement.getBytes(UTF_8)));
            github.artifact(run, "audit-example-clang", zip("report.json", judgement.getBytes(UTF_8)));
            github.artifact(run, "pr", zip("NR", String.valueOf(other).getBytes(UTF_8)));
        }
    };

    /** The label that the gate gives, and what it says beside the commit. */
    final String label;

    final String check;

    HostileArtifact(String label, String check) {
        this.label = label;
        this.check = check;
    }

    /** @param other an open pull request that it is none of */
    abstract void leave(FakeRepository github, long run, long other) throws IOException;

    private static byte[] zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }
}
