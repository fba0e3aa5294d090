import { defineStep, type CacheOptions, type Step, type StepOptions } from "../step";
import type { Input, Primitive, TypeName } from "../variable";
import { declareOutputs, outputVariables, type OutputTypes, type OutputVariables } from "./lambda";

export interface CallbackStepOptions<Outputs extends OutputTypes> extends StepOptions, CacheOptions {
  /** Gets the message with the callback token. */
  readonly sqsQueueUrl: Input<string>;
  readonly inputs?: Readonly<Record<string, Input<Primitive>>>;
  readonly outputs?: Outputs;
}

export interface CallbackStep<Outputs extends OutputTypes> extends Step {
  readonly outputs: OutputVariables<Outputs>;
}

/** Asks something outside AWS by a queue, and waits until SendPipelineExecutionStepSuccess answers. */
export function callbackStep<const Outputs extends OutputTypes = Record<never, TypeName>>(
  options: CallbackStepOptions<Outputs>,
): CallbackStep<Outputs> {
  const { name, outputs } = options;
  return {
    ...defineStep("Callback", options, {
      SqsQueueUrl: options.sqsQueueUrl,
      Arguments: options.inputs ?? {},
      OutputParameters: declareOutputs(outputs),
    }),
    outputs: outputVariables(name, outputs),
  };
}
