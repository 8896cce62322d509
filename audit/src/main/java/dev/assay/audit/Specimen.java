package dev.assay.audit;

import dev.assay.audit.code.CodeFacts;
import dev.assay.audit.rule.HostContract;
import dev.assay.audit.trace.ByteScan;
import dev.assay.model.Digest;
import dev.assay.wasm.CustomSection;
import dev.assay.wasm.DataSegment;
import dev.assay.wasm.ExternType;
import dev.assay.wasm.Function;
import dev.assay.wasm.Layer;
import dev.assay.wasm.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** A module on the table: its bytes, what the decoder read in them, and what was given with it. Not thread-safe. */
public final class Specimen {
    private final AuditRequest request;
    private final Layer layer;
    private final Summary summary;
    private @Nullable Digest digest;
    private @Nullable ByteScan scan;
    private @Nullable CodeFacts code;

    Specimen(AuditRequest request, Layer layer, Summary summary) {
        this.request = request;
        this.layer = layer;
        this.summary = summary;
    }

    public AuditRequest request() {
        return request;
    }

    public byte[] bytes() {
        return request.module();
    }

    /** Of its bytes; made once. */
    public Digest digest() {
        Digest made = digest;
        if (made == null) {
            made = Digest.of(bytes());
            digest = made;
        }
        return made;
    }

    public Layer layer() {
        return layer;
    }

    public Summary summary() {
        return summary;
    }

    /** The kinds of capability that the binary imports. */
    public SortedSet<String> capabilities() {
        return HostContract.capabilities(summary.imports());
    }

    /** The largest of its memories, imported or not, as it begins. */
    public long initialMemoryBytes() {
        return summary.memories().stream()
                .mapToLong(ExternType.Memory::initialBytes)
                .max()
                .orElse(0);
    }

    /** What one walk over the bodies found; made once, for all rules that look at code. */
    public CodeFacts code() {
        CodeFacts made = code;
        if (made == null) {
            made = CodeFacts.of(bytes(), summary);
            code = made;
        }
        return made;
    }

    /** What the scan of everything but the function bodies recognised; made once, for all rules that look at bytes. */
    public ByteScan scan() {
        ByteScan made = scan;
        if (made == null) {
            made = new ByteScan(bytes());
            int at = 0;
            for (Stretch stretch : stretches()) {
                made.over(at, stretch.from());
                if (!stretch.code()) {
                    made.over(stretch.from(), stretch.to());
                }
                at = stretch.to();
            }
            made.over(at, bytes().length);
            for (DataSegment segment : summary.dataSegments()) {
                made.overWide(segment.offset(), segment.offset() + segment.length());
            }
            SegmentSeams.scan(bytes(), summary.dataSegments(), made);
            scan = made;
        }
        return made;
    }

    /** Bytes that belong together: what stands before them, such as their length, is no part of a word in them. */
    private record Stretch(int from, int to, boolean code) {}

    private List<Stretch> stretches() {
        List<Stretch> all = new ArrayList<>();
        List<Function> functions = summary.functions();
        if (!functions.isEmpty()) {
            Function last = functions.getLast();
            all.add(new Stretch(functions.getFirst().offset(), last.offset() + last.size(), true));
        }
        for (DataSegment segment : summary.dataSegments()) {
            all.add(new Stretch(segment.offset(), segment.offset() + segment.length(), false));
        }
        for (CustomSection section : summary.customSections()) {
            all.add(new Stretch(section.contentOffset(), section.contentOffset() + section.contentSize(), false));
        }
        all.sort(Comparator.comparingInt(Stretch::from));
        return all;
    }

    /** A function for evidence: its name, where the module gives one. */
    public String nameOf(Function function) {
        return nameOf(function.index());
    }

    /** The same by its index, imported functions included. */
    public String nameOf(int function) {
        return summary.functionName(function).orElse("function " + function);
    }
}
