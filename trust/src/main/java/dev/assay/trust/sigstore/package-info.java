/**
 * Keyless statements: bundles signed with a short-lived certificate, verified offline against a trusted root from a file.
 * Nothing but the JDK's cryptography and the JSON library.
 */
@NullMarked
package dev.assay.trust.sigstore;

import org.jspecify.annotations.NullMarked;
