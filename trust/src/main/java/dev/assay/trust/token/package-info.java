/** Keys that never leave a token: smart cards, security modules, by PKCS#11 through the JDK's own provider. */
@NullMarked
package dev.assay.trust.token;

import org.jspecify.annotations.NullMarked;
