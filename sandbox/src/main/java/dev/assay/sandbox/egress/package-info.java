/**
 * Requests that leave this machine on behalf of guests: where they may go, how they are made, and the secrets they carry. Nothing
 * here knows what a guest may do; what it does know is what no guest may, whatever is granted.
 */
@NullMarked
package dev.assay.sandbox.egress;

import org.jspecify.annotations.NullMarked;
