package dev.assay.sandbox;

import dev.assay.model.Effective;
import dev.assay.model.Limits;

/**
 * What a worker that has read a module may be used for, and for nothing else: this module, metered for these limits, with this much
 * allowed. A worker that read another plugin's module may have been taken over by it.
 */
record Use(MeteredModules.Metered module, Effective effective, Limits limits) {}
