/**
 * Signs by a login: an OpenID Connect token is shown to a Sigstore instance, which gives a certificate for a key that signs
 * once, a log entry and a timestamp. Nothing but the JDK's HTTP client and cryptography, and the JSON library.
 */
@NullMarked
package dev.assay.trust.login;

import org.jspecify.annotations.NullMarked;
