/** What a change may lead to, the worst first: each change is of exactly one class. */
export const CLASSES = [
  "deletes-data",
  "widens-permission",
  "predictions-change",
  "retrains",
  "runs-otherwise",
  "loses-cache",
  "costs",
  "cosmetic",
] as const;

export type ConsequenceClass = (typeof CLASSES)[number];

/** The class as people read it. */
export const CLASS_TITLES: Readonly<Record<ConsequenceClass, string>> = {
  "deletes-data": "deletes data",
  "widens-permission": "widens a permission",
  "predictions-change": "predictions change",
  retrains: "retrains: the next training gives, or registers, another model",
  "runs-otherwise": "runs otherwise: models and predictions stay as they are",
  "loses-cache": "loses cache",
  costs: "costs",
  cosmetic: "cosmetic",
};

/** A class, and why a change is of it. */
export interface Meaning {
  readonly class: ConsequenceClass;
  readonly why: string;
}

export function meaning(name: ConsequenceClass, why: string): Meaning {
  return { class: name, why };
}

/** One change, in the class that it is of. */
export interface Consequence extends Meaning {
  /** Such as `train`, `evaluate.py`, `aws_s3_bucket.data`. */
  readonly subject: string;
  /** The change in one line. */
  readonly what: string;
}

/** Whether a class is the limit or worse. */
export function isAtLeast(one: ConsequenceClass, limit: ConsequenceClass): boolean {
  return CLASSES.indexOf(one) <= CLASSES.indexOf(limit);
}

/** The worst of some; the first of them where several are. */
export function worstOf<Item extends { readonly class: ConsequenceClass }>(
  items: readonly Item[],
): Item | undefined {
  return inOrder(items)[0];
}

/** The worst first; those of a class stay in their order. */
export function inOrder<Item extends { readonly class: ConsequenceClass }>(items: readonly Item[]): Item[] {
  return CLASSES.flatMap((name) => items.filter((item) => item.class === name));
}
