import { placesIn, scanJson, type DuplicateKey, type JsonPlaces } from "sagemaker-promotion-core/json-text";
import type { Finding } from "./finding";

/** A key that an object has already. */
export interface RepeatedKey extends Finding {
  /** `line:column` of the later key, from 1. */
  readonly place: string;
}

/**
 * Keys that stand twice in one object of a definition's text. Readers of JSON disagree on which one counts (RFC 8259,
 * section 4), and what SageMaker's does is not documented.
 * @param json what `scanJson` found in the text
 * @throws JsonSyntaxError where the text is no JSON
 */
export function repeatedKeys(text: string, json: JsonPlaces = scanJson(text)): readonly RepeatedKey[] {
  const place = placesIn(text);
  return json.duplicates.map(({ pointer, offset, firstOffset }: DuplicateKey) => ({
    code: "RepeatedKey",
    severity: "error",
    step: undefined,
    pointer,
    place: place(offset),
    message: `the key is there again (first at ${place(firstOffset)})`,
    fix: "keep one of the two: readers of JSON disagree on which one counts",
  }));
}
