import type { Json, JsonObject } from "../json";
import type { Side } from "../service-model/step-type";

/** One part of the path to a value: a member, a position, or an item of a list by what names it. */
export type Segment = string | number | { readonly by: string; readonly name: string };

/**
 * Where a step stands: in a branch of a condition, in the body of a loop (`condition` is its name then),
 * or (null) at the top.
 */
export type Place = { readonly condition: string; readonly side: Side } | null;

/** What a changed value is about. */
export type Category =
  | "image"
  | "instance-type"
  | "instance-count"
  /** A value that a condition compares. */
  | "threshold"
  | "condition"
  /** The address or name of code that carries its content's hash. */
  | "code"
  | "environment"
  | "hyperparameter"
  | "retry"
  | "cache"
  /** An S3 address that the step writes to. */
  | "output"
  | "dependency"
  | "description"
  /** Anything else of a step. */
  | "argument"
  /** A whole parameter, or anything of it but its default. */
  | "parameter"
  | "parameter-default"
  /** Anything of the pipeline itself, such as its experiment. */
  | "pipeline";

interface StepChange {
  readonly kind: "step";
  /** The step's name after the change; before it where the step was removed. */
  readonly step: string;
  /** `Steps.<name>`. */
  readonly path: string;
}
export interface StepAdded extends StepChange {
  readonly change: "added";
  readonly place: Place;
  /** The step; a condition's branches are empty, their steps are additions or moves of their own. */
  readonly to: JsonObject;
}
export interface StepRemoved extends StepChange {
  readonly change: "removed";
  readonly place: Place;
  readonly from: JsonObject;
}
/**
 * A step with another name and mostly the same content; the rest are changes of their own. References
 * that follow the new name are not changes.
 */
export interface StepRenamed extends StepChange {
  readonly change: "renamed";
  readonly from: string;
  readonly to: string;
}
export interface StepMoved extends StepChange {
  readonly change: "moved";
  readonly from: Place;
  readonly to: Place;
}
export interface ValueChanged {
  readonly kind: Category;
  readonly change: "added" | "removed" | "changed";
  /** To read, such as `Steps.Train.Arguments.ResourceConfig.InstanceType`. */
  readonly path: string;
  /** The same path in parts. Steps are side by side under `Steps`, whatever branch they are in. */
  readonly at: readonly Segment[];
  /** Absent outside steps. */
  readonly step?: string;
  /** Absent outside parameters. */
  readonly parameter?: string;
  /** For a parameter's default: what the parameter decides, and in which step. */
  readonly decides?: readonly { readonly step: string; readonly kind: Category }[];
  /** Absent where it was added. */
  readonly from?: Json;
  /** Absent where it was removed. */
  readonly to?: Json;
}
/** One of the two is not a pipeline with unique step names, so the whole definition changes. */
export interface DefinitionReplaced {
  readonly kind: "definition";
  readonly change: "changed";
  readonly path: "";
  readonly from: Json;
  readonly to: Json;
}
export type Change = StepAdded | StepRemoved | StepRenamed | StepMoved | ValueChanged | DefinitionReplaced;

/** A list whose items have another order, which has no meaning. */
export interface ListOrder {
  readonly at: readonly Segment[];
  /** The member that names the items of `order`; absent where `order` is the list itself. */
  readonly by?: string;
  readonly order: readonly Json[];
}
/** The same for the steps of a place. */
export interface StepOrder {
  readonly place: Place;
  readonly order: readonly string[];
}

/** The effect of a difference on a step's cached results. */
export interface CacheEffect {
  readonly step: string;
  /**
   * - `lost`: the next execution runs the step, which could have re-used a result before.
   * - `stale`: the step's key stays the same, but a step it reads from gives other results at the same
   *   address.
   */
  readonly effect: "lost" | "stale";
  /**
   * What changed of the step's own key; `CacheConfig` where caching ends, `Name` where the step has
   * another.
   */
  readonly attributes: readonly string[];
  /** Steps it reads from whose results change, or are others in every execution. */
  readonly upstream: readonly string[];
  /** Those of them that are no longer cached; absent where there is none. */
  readonly uncached?: readonly string[];
}

/** A step that writes to another address than before, parameters at their defaults. */
export interface MovedOutput {
  readonly step: string;
  /** The output's name, or the argument that holds the address. */
  readonly output: string;
  readonly from: string;
  readonly to: string;
}

/** The difference between two definitions, as plain JSON. */
export interface PipelineDiff {
  /** Empty exactly when both definitions mean the same. */
  readonly changes: readonly Change[];
  readonly cache: readonly CacheEffect[];
  readonly outputs: readonly MovedOutput[];
  /** Orders that mean nothing: `patch` needs them to give the second definition to the letter. */
  readonly order: { readonly lists: readonly ListOrder[]; readonly steps: readonly StepOrder[] };
}
