/** The runner was asked for something it does not do, or that GitHub would not do either. Nothing was decided. */
export class Refusal extends Error {}

/** A step failed, with a message for its log. */
export class StepFailure extends Error {}
