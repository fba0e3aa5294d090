import { defineStep, type CacheOptions, type Step, type StepOptions } from "../step";
import { get, type Input, type Primitive, type TypeName, type VariableOf } from "../variable";

/** The outputs that a Lambda or callback step declares, with their types. */
export type OutputTypes = Readonly<Record<string, TypeName>>;
/** The outputs of a Lambda or callback step as variables. */
export type OutputVariables<Outputs extends OutputTypes> = {
  readonly [Name in keyof Outputs]: VariableOf<Outputs[Name]>;
};

export interface LambdaStepOptions<Outputs extends OutputTypes> extends StepOptions, CacheOptions {
  readonly functionArn: Input<string>;
  /** The event that the function gets. */
  readonly inputs?: Readonly<Record<string, Input<Primitive>>>;
  /**
   * What the function answers: at most 50 values, each at most 1,024 characters (API:
   * LambdaStepMetadata, OutputParameter).
   */
  readonly outputs?: Outputs;
}

export interface LambdaStep<Outputs extends OutputTypes> extends Step {
  readonly outputs: OutputVariables<Outputs>;
}

/** Calls a Lambda function and waits for its answer. */
export function lambdaStep<const Outputs extends OutputTypes = Record<never, TypeName>>(
  options: LambdaStepOptions<Outputs>,
): LambdaStep<Outputs> {
  const { name, outputs } = options;
  return {
    ...defineStep("Lambda", options, {
      FunctionArn: options.functionArn,
      Arguments: options.inputs ?? {},
      OutputParameters: declareOutputs(outputs),
    }),
    outputs: outputVariables(name, outputs),
  };
}

/** The definition's list of output parameters. */
export function declareOutputs(outputs: OutputTypes | undefined): readonly object[] {
  return Object.entries(outputs ?? {}).map(([OutputName, OutputType]) => ({ OutputName, OutputType }));
}

/** The variables that stand for a step's output parameters. */
export function outputVariables<Outputs extends OutputTypes>(
  step: string,
  outputs: Outputs | undefined,
): OutputVariables<Outputs> {
  const variables = Object.keys(outputs ?? {}).map((name) => [
    name,
    get(`Steps.${step}.OutputParameters['${name}']`),
  ]);
  return Object.fromEntries(variables) as OutputVariables<Outputs>;
}
