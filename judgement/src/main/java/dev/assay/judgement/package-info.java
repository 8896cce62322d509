/** Judges what plugins record: policies in CEL over records, within a budget. Facts are the plugin's, judgement is the administrator's. */
@NullMarked
package dev.assay.judgement;

import org.jspecify.annotations.NullMarked;
