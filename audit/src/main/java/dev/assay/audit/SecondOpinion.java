package dev.assay.audit;

/** Asks a second validator. It must not run in the auditing process where it could be made to exhaust it. */
@FunctionalInterface
public interface SecondOpinion {
    /** Never throws for any bytes; what goes wrong is {@link Opinion.Unknown}. */
    Opinion on(byte[] module);
}
