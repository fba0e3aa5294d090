import type {
  CreateProcessingJobRequest,
  DescribeProcessingJobResponse,
  ProcessingOutput,
  ProcessingOutputConfig,
} from "@aws-sdk/client-sagemaker";
import type { Inputs, RequestArguments } from "../inputs";
import { propertiesOf, type Properties } from "../properties";
import { declarePropertyFiles, type PropertyFile, type PropertyFileOptions } from "../property-file";
import { defineStep, type CacheOptions, type RetryOptions, type Step, type StepOptions } from "../step";
import { get, type StringVariable } from "../variable";

type Request = RequestArguments<CreateProcessingJobRequest, "ProcessingJobName">;

/** CreateProcessingJob's request, whose outputs' names the compiler knows. */
export type ProcessingArguments<Output extends string> = Omit<Request, "ProcessingOutputConfig"> & {
  readonly ProcessingOutputConfig?:
    | (Omit<Inputs<ProcessingOutputConfig>, "Outputs"> & {
        readonly Outputs: readonly (Omit<Inputs<ProcessingOutput>, "OutputName"> & {
          readonly OutputName: Output;
        })[];
      })
    | null;
};

export interface ProcessingStepOptions<Output extends string, File extends string>
  extends StepOptions, CacheOptions, RetryOptions {
  readonly arguments: ProcessingArguments<Output>;
  /** JSON files among the outputs that later steps read with `jsonGet`, by name. */
  readonly propertyFiles?: Readonly<Record<File, PropertyFileOptions<NoInfer<Output>>>>;
}

export interface ProcessingStep<Output extends string, File extends string> extends Step {
  readonly properties: Properties<DescribeProcessingJobResponse>;
  /**
   * S3 address of each output, by its name. Correct after a cache hit too, unlike an address built by
   * hand.
   */
  readonly outputs: Readonly<Record<Output, StringVariable>>;
  readonly propertyFiles: Readonly<Record<File, PropertyFile>>;
}

/** Runs a processing job. */
export function processingStep<const Output extends string = never, const File extends string = never>(
  options: ProcessingStepOptions<Output, File>,
): ProcessingStep<Output, File> {
  const { name, propertyFiles } = options;
  const outputs = options.arguments.ProcessingOutputConfig?.Outputs ?? [];
  return {
    ...defineStep("Processing", options, {
      Arguments: options.arguments,
      PropertyFiles: propertyFiles === undefined ? undefined : declarePropertyFiles(propertyFiles),
    }),
    properties: propertiesOf(name),
    outputs: record(
      outputs.map((output) => output.OutputName),
      (output) => get(`Steps.${name}.ProcessingOutputConfig.Outputs['${output}'].S3Output.S3Uri`),
    ),
    propertyFiles: record(Object.keys(propertyFiles ?? {}) as File[], (file) => ({ step: name, name: file })),
  };
}

/** An object with a value for each key. */
function record<Key extends string, V>(
  keys: readonly Key[],
  valueOf: (key: Key) => V,
): Readonly<Record<Key, V>> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<Key, V>;
}
