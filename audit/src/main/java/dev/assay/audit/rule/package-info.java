/**
 * The rules, a class a family: each says what it looks for and looks at one module. A rule reads the specimen alone, so
 * that the same module gives the same findings.
 */
@NullMarked
package dev.assay.audit.rule;

import org.jspecify.annotations.NullMarked;
