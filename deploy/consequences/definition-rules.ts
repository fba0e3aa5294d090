import { isJsonList, isJsonObject, type Json } from "sagemaker-pipeline-definitions";
import type { Category, Change, Segment, ValueChanged } from "sagemaker-pipeline-definitions/diff";
import * as steps from "../../pipeline-defs/step-names";
import { GIT_COMMIT_PARAMETER } from "../../pipeline-defs/train";
import { CODE_ENTRY } from "../../pipeline-defs/version-files";
import type { PipelineKind } from "../desired";
import { meaning, worstOf, type Meaning } from "./classes";

/** What a change of a definition means: the rules, each with its reason. The first table that knows the change decides. */

/** What is not known is taken for the worst that a definition of its kind can do. */
const UNKNOWN: Readonly<Record<PipelineKind, Meaning>> = {
  train: meaning("retrains", "not known here, so it may change the model"),
  inference: meaning("predictions-change", "not known here, so it may change what is predicted"),
};

/** Parameters that mean something by themselves. */
const PARAMETERS: Readonly<Record<string, Meaning>> = {
  [GIT_COMMIT_PARAMETER]: meaning("cosmetic", "it only names the commit"),
  ModelApprovalStatus: meaning(
    "predictions-change",
    "a version that is registered as approved predicts unseen",
  ),
  InputDataUrl: meaning("retrains", "the model learns from other data"),
  transform_input: meaning("predictions-change", "other data are predicted"),
};

const OTHER_ROLE = meaning("widens-permission", "what another role may do cannot be told from here");
const OTHER_NETWORK = meaning("widens-permission", "who can be reached from there cannot be told from here");
const OTHER_KEY = meaning(
  "widens-permission",
  "who may read what another key encrypts cannot be told from here",
);
const RUN_TIME = meaning("costs", "it bounds what a run costs, and how long it may take");

/** Arguments that mean the same in every step, and settings of a pipeline: by any name on the way to them. */
const ARGUMENTS: Readonly<Record<string, Meaning>> = {
  RoleArn: OTHER_ROLE,
  ExecutionRoleArn: OTHER_ROLE,
  NetworkConfig: OTHER_NETWORK,
  VpcConfig: OTHER_NETWORK,
  EnableNetworkIsolation: OTHER_NETWORK,
  EnableInterContainerTrafficEncryption: OTHER_NETWORK,
  KmsKeyId: OTHER_KEY,
  OutputKmsKey: OTHER_KEY,
  VolumeKmsKeyId: OTHER_KEY,
  StoppingCondition: RUN_TIME,
  MaxRuntimeInSeconds: RUN_TIME,
  VolumeSizeInGB: meaning("costs", "disks are paid by their size"),
  ProfilerConfig: meaning("runs-otherwise", "what is recorded about a training changes, and not the model"),
  Tags: meaning("cosmetic", "a label"),
  ModelCard: meaning("cosmetic", "what the next version's model card tells people"),
  ExperimentConfig: meaning("cosmetic", "only where runs are listed"),
  PipelineExperimentConfig: meaning("cosmetic", "only where runs are listed"),
  PipelineDisplayName: meaning("cosmetic", "a name for people"),
  PipelineDescription: meaning("cosmetic", "a text for people"),
  ParallelismConfiguration: meaning("runs-otherwise", "more or fewer steps run side by side"),
};

/** Kinds of values that mean the same in every step. */
const KINDS: Readonly<Partial<Record<Category, Meaning>>> = {
  retry: meaning("runs-otherwise", "failures are tried again otherwise"),
  cache: meaning("loses-cache", "results are re-used otherwise"),
  output: meaning("runs-otherwise", "who reads the old address finds nothing new there"),
  dependency: meaning("runs-otherwise", "steps run in another order"),
  description: meaning("cosmetic", "a text for people"),
  parameter: meaning("runs-otherwise", "who starts the pipeline gives other parameters"),
  "instance-type": meaning("costs", "another machine does the same work"),
  "instance-count": meaning("costs", "more or fewer machines do the same work"),
};

const OTHER_MODEL = meaning("retrains", "the next training gives another model");
const OTHER_VERDICT = meaning(
  "retrains",
  "whether the next training's version is registered is judged otherwise",
);
const OTHER_PREDICTION = meaning("predictions-change", "the model in use is another, or predicts otherwise");
const OTHER_DRIFT = meaning("runs-otherwise", "drift is judged otherwise");

/** Everything else of a step, by what the step is for. */
const STEPS: Readonly<Record<PipelineKind, Readonly<Record<string, Meaning>>>> = {
  train: {
    [steps.PREPROCESS_STEP]: OTHER_MODEL,
    [steps.TRAIN_STEP]: OTHER_MODEL,
    [steps.EVALUATE_STEP]: OTHER_VERDICT,
    [steps.VERSION_IN_USE_STEP]: OTHER_VERDICT,
    [steps.CREATE_TRAINED_MODEL_STEP]: OTHER_VERDICT,
    [steps.PREDICT_TEST_ROWS_STEP]: OTHER_VERDICT,
    [steps.CREATE_MODEL_IN_USE_STEP]: OTHER_VERDICT,
    [steps.PREDICT_TEST_ROWS_IN_USE_STEP]: OTHER_VERDICT,
    [steps.CHECK_MODEL_QUALITY_STEP]: OTHER_VERDICT,
    [steps.REJECT_MODEL_STEP]: meaning("runs-otherwise", "a rejection is told otherwise"),
    [steps.DATA_QUALITY_BASELINE_STEP]: meaning(
      "runs-otherwise",
      "drift from the next version is judged otherwise",
    ),
    [steps.RECORD_VERSION_STEP]: meaning("retrains", "the next version is recorded otherwise"),
    [steps.REGISTER_MODEL_STEP]: meaning("predictions-change", "the next version runs as it is registered"),
  },
  inference: {
    [steps.LATEST_APPROVED_MODEL_STEP]: meaning(
      "predictions-change",
      "the version to use is chosen otherwise",
    ),
    [steps.CREATE_MODEL_STEP]: OTHER_PREDICTION,
    [steps.PREPARE_BATCH_STEP]: OTHER_PREDICTION,
    [steps.BATCH_TRANSFORM_STEP]: OTHER_PREDICTION,
    [steps.MONITOR_INPUT_STEP]: OTHER_DRIFT,
    [steps.ASSESS_DRIFT_STEP]: OTHER_DRIFT,
    [steps.CHECK_DRIFT_STEP]: OTHER_DRIFT,
    [steps.DATA_DRIFT_STEP]: meaning("runs-otherwise", "drift is told otherwise"),
    [steps.LATEST_PREDICTIONS_STEP]: OTHER_DRIFT,
    [steps.MONITOR_PREDICTIONS_STEP]: OTHER_DRIFT,
    [steps.RECORD_PREDICTIONS_STEP]: meaning(
      "runs-otherwise",
      "where predictions come from is told otherwise",
    ),
  },
};

/** What a change of a pipeline's definition, or of its settings, means. */
export function meaningOf(change: Change, pipeline: PipelineKind): Meaning {
  if (change.kind === "definition") return UNKNOWN[pipeline];
  if (change.kind === "step") {
    return change.change === "renamed"
      ? meaning("runs-otherwise", "who listens for the step by its name hears no more of it")
      : ofStep(change.step, pipeline);
  }
  if (change.kind === "parameter-default") return ofDefault(change, pipeline);
  const use = ofUse(change.kind, change.step, pipeline);
  // Names in these are anybody's.
  if (change.kind === "environment" || change.kind === "hyperparameter") return use;
  const within = [change.from, change.to].flatMap(membersOf).flatMap(known);
  return worstOf(change.at.flatMap(known)) ?? worstOf([use, ...within]) ?? use;
}

/** What a version's metadata only tell, and nothing acts on. */
const TOLD_OF_CODE = meaning("cosmetic", "it only names the bytes of a script");

function known(segment: Segment): Meaning[] {
  if (typeof segment === "string" && CODE_ENTRY.test(segment)) return [TOLD_OF_CODE];
  const found = typeof segment === "string" ? ARGUMENTS[segment.split(".")[0] ?? segment] : undefined;
  return found === undefined ? [] : [found];
}

/** Names of all members inside a value. */
function membersOf(json: Json | undefined): string[] {
  if (json === undefined) return [];
  if (isJsonList(json)) return json.flatMap(membersOf);
  if (!isJsonObject(json)) return [];
  return Object.entries(json).flatMap(([name, value]) => [name, ...membersOf(value)]);
}

/** A default means what the parameter decides. */
function ofDefault({ parameter = "", decides = [] }: ValueChanged, pipeline: PipelineKind): Meaning {
  const uses = decides.map(({ step, kind }) => ofUse(kind, step, pipeline));
  return PARAMETERS[parameter] ?? worstOf(uses) ?? UNKNOWN[pipeline];
}

function ofUse(kind: Category, step: string | undefined, pipeline: PipelineKind): Meaning {
  // XGBoost on another number of machines samples and splits otherwise.
  if (kind === "instance-count" && step === steps.TRAIN_STEP) return OTHER_MODEL;
  return KINDS[kind] ?? ofStep(step, pipeline);
}

function ofStep(step: string | undefined, pipeline: PipelineKind): Meaning {
  return (step === undefined ? undefined : STEPS[pipeline][step]) ?? UNKNOWN[pipeline];
}
