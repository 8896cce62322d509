package dev.assay.cli.wasm;

import dev.assay.model.Inert;
import dev.assay.wasm.Layer;
import dev.assay.wasm.ReadLimits;
import dev.assay.wasm.Validator;
import dev.assay.wasm.WasmException;
import dev.assay.wasm.feature.FeatureSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Whether a file is a valid core module. */
public sealed interface Judgement {
    /** It is. */
    record Valid() implements Judgement {}

    /**
     * It is not.
     *
     * @param offset where the fault was found, in bytes
     * @param error what is wrong
     */
    record Invalid(int offset, String error) implements Judgement {}

    /**
     * It could not be read.
     *
     * @param error why not, and what to do
     */
    record Unread(String error) implements Judgement {}

    /** Judges one file. Never waits for a pipe, never reads what no module can be, never throws for anything a path can name. */
    static Judgement of(String path, FeatureSet features) {
        try {
            return of(Path.of(path), features);
        } catch (NoSuchFileException e) {
            return new Unread("there is no such file; check the path");
        } catch (IOException | InvalidPathException e) {
            return new Unread(Inert.line(e.toString(), 200) + "; check the file");
        } catch (OutOfMemoryError e) {
            return new Unread("there is not enough memory for it; give the Java machine more");
        }
    }

    private static Judgement of(Path file, FeatureSet features) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, new LinkOption[0]);
        if (attributes.isDirectory()) {
            return new Unread("it is a directory; name a .wasm file");
        }
        if (!attributes.isRegularFile()) {
            return new Unread("it is no regular file; name a .wasm file"); // a pipe would keep the reader waiting
        }
        int most = ReadLimits.JUDGING.moduleBytes();
        if (attributes.size() > most) {
            return new Invalid(0, "the module has " + attributes.size() + " bytes, the limit is " + most);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(PREAMBLE);
            return judge(Layer.of(start) == Layer.CORE_MODULE ? Files.readAllBytes(file) : start, features);
        }
    }

    /** The bytes that tell a core module from all else. */
    int PREAMBLE = 8;

    private static Judgement judge(byte[] bytes, FeatureSet features) {
        try {
            Validator.validate(bytes, features);
            return new Valid();
        } catch (WasmException e) {
            return new Invalid(e.offset(), e.reason());
        }
    }
}
