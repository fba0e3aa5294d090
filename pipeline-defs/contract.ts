/**
 * What a training is given, and who prepares a row at inference.
 *
 * - `built-in`: numbers without a header, the label first; a job before the transform prepares each batch.
 * - `script`: rows as they are, under a header; the script prepares them, then and at inference (script mode).
 * - `container`: the same rows, for an image of one's own, which predicts the test rows by a transform job.
 */
export type Contract = "built-in" | "script" | "container";
