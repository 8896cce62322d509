package dev.assay.judgement;

import tools.jackson.databind.node.ArrayNode;

/** What policies say of a run, in the form of a response's lists; their keys are free in the response that was judged. */
public record Judgement(ArrayNode observations, ArrayNode findings) {}
