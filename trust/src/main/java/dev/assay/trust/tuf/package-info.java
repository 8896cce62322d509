/**
 * Freshness: a client and a writer of The Update Framework (TUF), specification 1.0. A signature proves who said something;
 * this package proves that it is the newest word, complete, and not held back. Metadata are values that cannot be invalid
 * ({@link Root}, {@link Timestamp}, {@link Snapshot}, {@link Targets} in {@link Metadata}); {@link TufClient} follows the
 * specification's client workflow by section; {@link TufRepository} writes what other TUF clients read. Nothing but the JDK's
 * cryptography and the JSON library; the network is a {@link Transport} that the caller gives.
 *
 * <p>The registry's index lies behind it, in the layout of {@link IndexLayout} (docs/decisions/0004).
 */
@NullMarked
package dev.assay.trust.tuf;

import org.jspecify.annotations.NullMarked;
