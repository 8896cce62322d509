/** What a module does when it is led through a script: the scripts, and what is to be seen in how it behaved. */
@NullMarked
package dev.assay.audit.rehearsal;

import org.jspecify.annotations.NullMarked;
