package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.model.Verdict;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AuditedFilesTest {
    @TempDir
    Path folder;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void everyFileIsAnsweredInTheOrderGivenWhateverTheOthersAre() throws IOException, InterruptedException {
        Path good = Files.write(folder.resolve("good.wasm"), module().bytes());
        Path broken = Files.write(folder.resolve("broken.wasm"), new byte[] {1, 2, 3});
        Path strange = Files.write(
                folder.resolve("strange.wasm"),
                module().custom("x", new byte[1]).bytes());
        Path pipe = folder.resolve("pipe.wasm");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path huge = folder.resolve("huge.wasm");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(AuditedFiles.MOST_BYTES + 1);
        }
        List<String> paths = List.of(
                good.toString(),
                folder.toString(),
                broken.toString(),
                folder.resolve("none.wasm").toString(),
                pipe.toString(),
                "no\0path",
                "",
                huge.toString(),
                strange.toString());

        List<AuditedFile> files = audit(paths, Audits.AGREES);

        assertThat(files).extracting(AuditedFile::path).containsExactlyElementsOf(paths);
        assertThat(files).extracting(AuditedFile::exitStatus).containsExactly(0, 30, 20, 30, 30, 30, 30, 30, 10);
        assertThat(AuditedFile.worst(files)).isEqualTo(30);
        assertThat(message(files.get(1))).contains("it is a directory");
        assertThat(message(files.get(3))).contains("there is no such file");
        assertThat(message(files.get(4))).contains("it is no regular file");
        assertThat(message(files.get(7))).contains("larger than");
    }

    @Test
    void whatBreaksOneAuditStopsNoOther() throws IOException {
        Path first =
                Files.write(folder.resolve("first.wasm"), module().memory(1).bytes());
        Path second = Files.write(folder.resolve("second.wasm"), module().bytes());
        SecondOpinion breaks = module -> {
            if (module.length > 8) {
                throw new OutOfMemoryError("on purpose");
            }
            return new dev.assay.sandbox.Opinion.Agrees();
        };
        List<AuditedFile> files = audit(List.of(first.toString(), second.toString()), breaks);
        assertThat(message(files.get(0))).contains("there is not enough memory");
        assertThat(((AuditedFile.Judged) files.get(1)).report().verdict()).isEqualTo(Verdict.APPROVED);
    }

    @Test
    void manyFilesComeOutInOrder() throws IOException {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            paths.add(Files.write(
                            folder.resolve(i + ".wasm"),
                            module().data(new byte[0]).memory(1 + i).bytes())
                    .toString());
        }
        assertThat(audit(paths, Audits.AGREES)).extracting(AuditedFile::path).containsExactlyElementsOf(paths);
    }

    @Test
    void noFilesAreDoneAtOnce() {
        assertThat(audit(List.of(), Audits.AGREES)).isEmpty();
        assertThat(AuditedFile.worst(List.of())).isZero();
    }

    private static List<AuditedFile> audit(List<String> paths, SecondOpinion opinion) {
        List<AuditedFile> files = new ArrayList<>();
        AtomicLong ticks = new AtomicLong();
        Auditor auditor = new Auditor(Policy.standard(), opinion, Audits.CLOCK);
        new AuditedFiles(auditor, AuditRequest::ofModule, () -> ticks.addAndGet(1_000_000), 2).each(paths, files::add);
        return files;
    }

    private static String message(AuditedFile file) {
        return file instanceof AuditedFile.Unread unread ? unread.message() : "it was audited";
    }
}
