package dev.assay.wasm.claim;

import dev.assay.wasm.CustomSection;
import dev.assay.wasm.Summary;
import dev.assay.wasm.WasmException;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What a module says it was built from: the custom section {@code .dep-v0} of cargo-auditable, JSON compressed with zlib.
 *
 * <p>It is inflated when asked for and not before, so that a description costs no more than the module. This room knows the packing, which is part of the
 * binary; the JSON is for a room that has a parser with limits of its own on depth and count.
 */
public final class DependencyList {
    /** The name of the custom section. */
    public static final String SECTION = ".dep-v0";

    /** How many bytes of JSON there may be: what cargo-auditable's own reader takes. */
    public static final int MOST_BYTES = 8 << 20;

    private final Summary module;
    private final CustomSection section;

    private DependencyList(Summary module, CustomSection section) {
        this.module = module;
        this.section = section;
    }

    /** Every list in the module, in order; not inflated yet. */
    public static List<DependencyList> of(Summary module) {
        return module.customSections().stream()
                .filter(section -> section.name().equals(SECTION))
                .map(section -> new DependencyList(module, section))
                .toList();
    }

    /** Where it lies. */
    public CustomSection section() {
        return section;
    }

    /**
     * The inflated bytes: meant to be JSON in UTF-8, and not looked at.
     *
     * @throws WasmException if they are more than {@link #MOST_BYTES}, or the section is not exactly one zlib stream
     */
    public byte[] json() throws WasmException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(module.content(section));
            return inflated(inflater);
        } catch (DataFormatException e) {
            throw fault(inflater, "this is no zlib stream");
        } finally {
            inflater.end();
        }
    }

    private byte[] inflated(Inflater inflater) throws DataFormatException, WasmException {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        byte[] piece = new byte[8 << 10];
        while (!inflater.finished()) {
            int count = inflater.inflate(piece);
            if (count == 0 && !inflater.finished()) {
                throw fault(
                        inflater, inflater.needsDictionary() ? "a dictionary is wanted" : "the zlib stream is cut off");
            }
            if (json.size() + count > MOST_BYTES) {
                throw fault(inflater, "the list inflates to more than the limit of " + MOST_BYTES + " bytes");
            }
            json.write(piece, 0, count);
        }
        if (inflater.getRemaining() > 0) {
            throw fault(inflater, inflater.getRemaining() + " bytes follow the zlib stream");
        }
        return json.toByteArray();
    }

    private WasmException fault(Inflater inflater, String reason) {
        int offset = section.contentOffset() + (int) inflater.getBytesRead();
        return new WasmException(offset, "custom section " + SECTION + ": " + reason);
    }
}
