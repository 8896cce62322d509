/**
 * A client of OCI registries (OCI distribution specification 1.1): pull and push, referrers, and a registry of Assay kept in
 * one. Nothing that a server says is believed: content has digests, and everything is bounded.
 */
@NullMarked
package dev.assay.registry.oci;

import org.jspecify.annotations.NullMarked;
