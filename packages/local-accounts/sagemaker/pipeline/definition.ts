import type { JsonObject } from "../json";
import type { Parameter } from "./parameters";

/** A branch of a Condition step. */
export interface Branch {
  readonly condition: string;
  /** Whether the step runs where the conditions hold (IfSteps) or where they do not (ElseSteps). */
  readonly when: boolean;
}

export interface Step {
  readonly name: string;
  readonly type: string;
  readonly arguments: JsonObject;
  /** The whole step, for what only some types have: FunctionArn, CheckType, PropertyFiles, … */
  readonly source: JsonObject;
  /** Steps that must have succeeded: those referred to and those in DependsOn. */
  readonly needs: ReadonlySet<string>;
  /** The branch that the step lies in; undefined at the top level. */
  readonly branch: Branch | undefined;
}

/** What a step waits for: its needs and the condition whose branch it lies in. */
export function predecessorsOf({ needs, branch }: Step): readonly string[] {
  return branch === undefined ? [...needs] : [...needs, branch.condition];
}

/** A definition that the rehearsal can run. */
export interface Definition {
  readonly parameters: readonly Parameter[];
  /** Every step by name, those in branches included, in the order of the text. */
  readonly steps: ReadonlyMap<string, Step>;
  /** Its PipelineExperimentConfig, unresolved; undefined where executions have no experiment. */
  readonly experiment: JsonObject | undefined;
}
