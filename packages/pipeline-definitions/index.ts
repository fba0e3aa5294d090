/** SageMaker Pipelines in TypeScript: typed steps, one compiler, one validator. */
export {
  and,
  CONDITION_TYPES,
  equals,
  greaterThan,
  greaterThanOrEqualTo,
  isIn,
  lessThan,
  lessThanOrEqualTo,
  not,
  or,
} from "./condition";
export type { Condition } from "./condition";
export { definitionHash, withoutMembers } from "./definition";
export type { ParameterDefinition, PipelineDefinition, StepDefinition } from "./definition";
export { DefinitionError } from "./definition-error";
export { diff, markdownTable, patch, terminalLines } from "./diff";
export type { CacheEffect, Change, MovedOutput, PipelineDiff } from "./diff";
export { execution, EXECUTION_VARIABLES } from "./execution";
export { experimentConfig } from "./experiment";
export type { ExperimentConfig, MlflowConfig } from "./experiment";
export { join, jsonGet, jsonGetFrom } from "./functions";
export { canonicalJson, isJsonList, isJsonObject } from "./json";
export type { Json, JsonObject } from "./json";
export { indexDefinition, ownJson } from "./validate/indexed-definition";
export type { StepEntry } from "./validate/indexed-definition";
export { parseJsonPath, readJsonPath } from "./json-path";
export type { JsonPath } from "./json-path";
export {
  booleanParameter,
  enumParameter,
  floatParameter,
  integerParameter,
  rawParameter,
  stringParameter,
} from "./parameter";
export type {
  BooleanParameter,
  DeclaredParameter,
  EnumParameter,
  NumberParameter,
  Parameter,
  ParameterOptions,
  StringParameter,
} from "./parameter";
export { InvalidPipeline, pipeline } from "./pipeline";
export type { PipelineOptions } from "./pipeline";
export type { Inputs, RequestArguments } from "./inputs";
export type { Properties, PropertyList, PropertyMap } from "./properties";
export type { PropertyFile } from "./property-file";
export { withoutFields } from "./step";
export type {
  CacheOptions,
  RetryableException,
  RetryOptions,
  RetryPolicy,
  Step,
  StepDependency,
  StepOptions,
} from "./step";
export { autoMLStep } from "./steps/automl";
export type { AutoMLStep, AutoMLStepOptions } from "./steps/automl";
export { callbackStep } from "./steps/callback";
export type { CallbackStep, CallbackStepOptions } from "./steps/callback";
export { clarifyCheckStep, qualityCheckStep } from "./steps/check";
export type {
  ClarifyCheckStep,
  ClarifyCheckStepOptions,
  QualityCheckStep,
  QualityCheckStepOptions,
} from "./steps/check";
export { cleanupStep } from "./steps/cleanup";
export type { CleanupSource, CleanupStepOptions } from "./steps/cleanup";
export { conditionStep } from "./steps/condition";
export type { ConditionStep, ConditionStepOptions } from "./steps/condition";
export { emrStep } from "./steps/emr";
export type { EmrStep, EmrStepOptions } from "./steps/emr";
export { emrServerlessStep } from "./steps/emr-serverless";
export type { EmrServerlessStep, EmrServerlessStepOptions } from "./steps/emr-serverless";
export { endpointConfigStep, endpointStep, inferenceComponentStep } from "./steps/endpoint";
export type {
  EndpointConfigStep,
  EndpointConfigStepOptions,
  EndpointStep,
  EndpointStepOptions,
  InferenceComponentStep,
  InferenceComponentStepOptions,
} from "./steps/endpoint";
export { failStep } from "./steps/fail";
export type { FailStepOptions } from "./steps/fail";
export { currentItem, forEachStep } from "./steps/for-each";
export type { ForEachStep, ForEachStepOptions } from "./steps/for-each";
export { jobStep } from "./steps/job";
export type { JobStep, JobStepOptions } from "./steps/job";
export { lambdaStep } from "./steps/lambda";
export type { LambdaStep, LambdaStepOptions } from "./steps/lambda";
export { lineageStep } from "./steps/lineage";
export type { LineageStep, LineageStepOptions } from "./steps/lineage";
export { modelStep, registerModelStep } from "./steps/model";
export type { ModelStep, ModelStepOptions, RegisterModelStep, RegisterModelStepOptions } from "./steps/model";
export { notebookJobStep } from "./steps/notebook-job";
export type { NotebookJobStep, NotebookJobStepOptions } from "./steps/notebook-job";
export { processingStep } from "./steps/processing";
export type { ProcessingArguments, ProcessingStep, ProcessingStepOptions } from "./steps/processing";
export { rawStep } from "./steps/raw";
export type { RawStepDefinition } from "./steps/raw";
export { trainingStep } from "./steps/training";
export type { TrainingStep, TrainingStepOptions } from "./steps/training";
export { transformStep } from "./steps/transform";
export type { TransformStep, TransformStepOptions } from "./steps/transform";
export { tuningStep } from "./steps/tuning";
export type { TuningStep, TuningStepOptions } from "./steps/tuning";
export { didYouMean } from "sagemaker-promotion-core/suggestion";
export { describeFinding } from "./validate/finding";
export type { Finding } from "./validate/finding";
export { upsertRequest } from "./upsert";
export type { UpsertOptions, UpsertRequest } from "./upsert";
export { repeatedKeys } from "./validate/repeated-keys";
export type { RepeatedKey } from "./validate/repeated-keys";
export { requestProblems } from "./validate/request-problems";
export type { RequestProblem } from "./validate/request-problem";
export { SECRET_FORMS, secretByName } from "./validate/secret-detectors";
export type { SecretForm } from "./validate/secret-detectors";
export { problemsOf, validate } from "./validate/validate";
export type { ValidateOptions } from "./validate/validate";
export { untyped } from "./variable";
export type { AnyInput, Input, StringVariable, TypeName, Variable } from "./variable";
