import type {
  Condition,
  PropertyFile,
  RetryPolicy,
  Step,
  StepOptions,
  StringVariable,
  Variable,
} from "../..";

export const ROLE = "arn:aws:iam::111122223333:role/r";

/** What later steps can use of those before, and of the pipeline itself. */
export interface Known {
  readonly texts: readonly StringVariable[];
  /** Names of things: short enough for a message. */
  readonly names: readonly StringVariable[];
  readonly numbers: readonly Variable<number>[];
  readonly flags: readonly Variable<boolean>[];
  readonly files: readonly PropertyFile[];
  readonly conditions: readonly Condition[];
  readonly steps: readonly Step[];
  /** One of the machines that jobs of all kinds run on. */
  readonly machine: Variable<"ml.m5.large" | "ml.m5.xlarge">;
  readonly count: Variable<number>;
}

/** A step, and what it adds to what is known. */
export type Made = { readonly step: Step } & Partial<
  Pick<Known, "texts" | "names" | "numbers" | "flags" | "files" | "conditions">
>;

/** What decides how one step comes out. */
export interface Choice {
  readonly kind: string;
  readonly name: string;
  /** Picks among what is known; the same number picks the same. */
  readonly use: number;
  readonly cached: boolean | "P30D" | "off";
  readonly retries: readonly RetryPolicy[];
  readonly described: boolean;
  readonly waits: boolean;
  readonly decision: Decision;
  readonly inner: readonly Choice[];
}

/** A condition as a tree. */
export type Decision =
  | { readonly op: "compare"; readonly use: number }
  | { readonly op: "not"; readonly inner: Decision }
  | { readonly op: "or" | "and"; readonly inner: readonly Decision[] };

/** Makes the step of a choice. */
export type Maker = (request: Request) => Made;

export interface Request {
  readonly choice: Choice;
  readonly known: Known;
  /** Options that all step types take. */
  readonly common: { readonly name: string; readonly dependsOn?: StepOptions["dependsOn"] };
  /** Options of those that the service caches, and of those that it retries. */
  readonly cache: object;
  readonly retry: { readonly retry?: readonly RetryPolicy[] };
  /** Where the step writes: no other step writes there. */
  readonly own: StringVariable;
  /** Makes the steps of a branch, or of a loop's body in which more texts are known. */
  readonly branch: (choices: readonly Choice[], more?: Pick<Known, "texts">) => readonly Made[];
}

/** One of several, by a choice's number; different salts pick differently. */
export function pick<T>(items: readonly [T, ...T[]], use: number, salt?: number): T;
export function pick<T>(items: readonly T[], use: number, salt?: number): T | undefined;
export function pick<T>(items: readonly T[], use: number, salt = 0): T | undefined {
  return items[(use + salt * 7) % Math.max(1, items.length)];
}
