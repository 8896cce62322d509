package dev.assay.model;

import java.util.List;
import java.util.stream.Collectors;

/** A document that a person wrote has faults. All of them are told at once, in the order of the document. */
public final class FaultyDocumentException extends ModelException {
    private final transient List<Fault> faults;

    public FaultyDocumentException(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** At least one. */
    public List<Fault> faults() {
        return faults;
    }
}
