import { basename } from "node:path/posix";
import type { BucketName, Environment, PipelineSettings } from "../environments/environment";
import {
  assessDriftName,
  functionArn,
  latestApprovedModelName,
  latestPredictionsName,
  recordVersionName,
} from "../environments/names";
import {
  assetOf,
  MODULES,
  type CodeAsset,
  type CodeAssets,
  type FunctionArns,
  type ModuleName,
  type Script,
  type ScriptName,
} from "../pipeline-defs/code-assets";
import { definitionHash } from "../pipeline-defs/definition-hash";
import { buildInference } from "../pipeline-defs/inference";
import { codeKey } from "../pipeline-defs/layout";
import { ownDefinition, type Definitions, type OwnPipelines } from "../pipeline-defs/own-pipelines/build";
import type { ModelPipelines } from "../pipeline-defs/own-pipelines/model-pipelines";
import { descriptionFile, programArchive } from "./code-files";
import { canonicalJson, type PipelineDefinition } from "sagemaker-pipeline-definitions";
import { buildTrain } from "../pipeline-defs/train";

/** What an environment should hold, made from its sources alone: no AWS, no clock, no file system. */
export interface Desired {
  readonly environment: Environment;
  readonly gitCommit: string;
  readonly gitTree: string;
  /** Sorted by the files' names. */
  readonly code: readonly CodeObject[];
  /** In the order in which they are applied. */
  readonly pipelines: readonly DesiredPipeline[];
  /** ARNs of the Lambda functions that the pipelines call; the promotion stack makes them. */
  readonly functions: readonly string[];
}

/** A script in the data bucket, stored by its content. */
export interface CodeObject {
  readonly bucket: BucketName;
  /** `<model>/code/<sha256>/<file>`. */
  readonly key: string;
  /** Hex. */
  readonly sha256: string;
  readonly content: Uint8Array;
  readonly kmsKey: string;
}

export type PipelineKind = keyof ModelPipelines;

/** The pipeline of a kind, as the environment's file has it. */
export function settingsOf(
  { trainPipeline, inferencePipeline }: Environment,
  kind: PipelineKind,
): PipelineSettings {
  return kind === "train" ? trainPipeline : inferencePipeline;
}

export type Tags = Readonly<Record<string, string>>;

export interface DesiredPipeline {
  readonly kind: PipelineKind;
  readonly name: string;
  readonly arn: string;
  readonly displayName: string;
  readonly description: string;
  readonly roleArn: string;
  /** Most steps of one execution that run at once; undefined leaves what is there. */
  readonly maxParallelSteps: number | undefined;
  readonly definition: PipelineDefinition;
  /** Leaves out the default of GitCommit: a commit that changes nothing else is no change. */
  readonly definitionHash: string;
  readonly tags: Tags;
}

/** What the desired state is made of. */
export interface Sources {
  readonly environment: Environment;
  /** The scripts of `ml/` and what they import, or a model's own in their place. */
  readonly scripts: Readonly<Record<ScriptName | ModuleName, Script>>;
  /** Script mode: the program that trains and serves, and its other files; undefined otherwise. */
  readonly program: { readonly name: string; readonly files: readonly Script[] } | undefined;
  /** The pipelines that the model brings itself; undefined where ours serve. */
  readonly own: OwnPipelines | undefined;
  /** SHA-256 of the bundles whose functions the pipelines call, hex. */
  readonly bundles: Readonly<Record<keyof FunctionArns, string>>;
  /** As `Revision` has them. */
  readonly gitCommit: string;
  readonly gitTree: string;
}

/** The tag that says which pipelines are ours to delete. */
export const MANAGED_BY_TAG = "managed-by";
export const MANAGED_BY = "sagemaker-promotion";
export const MODEL_TAG = "model";
export const ENVIRONMENT_TAG = "environment";
export const GIT_COMMIT_TAG = "git-commit";
export const DEFINITION_HASH_TAG = "definition-hash";
/** Begins the tags that say which version of each script a pipeline was deployed with: `code/evaluate.py`. */
export const CODE_TAG_PREFIX = "code/";

function codeObject(environment: Environment, script: Script): CodeObject {
  const code = assetOf(script);
  return {
    bucket: environment.dataBucket,
    key: codeKey(environment, code),
    sha256: code.sha256,
    content: script.content,
    kmsKey: environment.kmsKey,
  };
}

function functionArns({ environment, bundles }: Sources): FunctionArns {
  const latestApprovedModel = latestApprovedModelName(environment, bundles.latestApprovedModel);
  const assessDrift = assessDriftName(environment, bundles.assessDrift);
  const recordVersion = recordVersionName(environment, bundles.recordVersion);
  return {
    latestApprovedModel: functionArn(environment, latestApprovedModel),
    assessDrift: functionArn(environment, assessDrift),
    recordVersion: functionArn(environment, recordVersion),
    latestPredictions: functionArn(
      environment,
      latestPredictionsName(environment, bundles.latestPredictions),
    ),
  };
}

const MODULE_NAMES = Object.keys(MODULES) as ModuleName[];

/** Every file that a pipeline may run, whatever the environment asks for. */
function filesOf({ environment, scripts, program }: Sources) {
  const description = descriptionFile(environment);
  const modules = MODULE_NAMES.map((name) => scripts[name]);
  return {
    ...scripts,
    description,
    ...(program && { source: programArchive(program.files, modules, description) }),
  };
}

function codeAssets(sources: Sources): CodeAssets {
  const { source, ...files } = filesOf(sources);
  const { program } = sources;
  const assets = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, assetOf(file)]));
  return {
    ...(assets as Record<keyof typeof files, CodeAsset>),
    source: source && program && { ...assetOf(source), program: program.name },
  };
}

/** The two definitions of an environment: what `npm run definitions` prints and `deploy` applies. */
export function definitionsOf(sources: Sources): Definitions {
  const { environment, gitCommit, own } = sources;
  const code = codeAssets(sources);
  const functions = functionArns(sources);
  const generated = {
    train: () => buildTrain(environment, code, functions, gitCommit),
    inference: () => buildInference(environment, code, functions, gitCommit),
  };
  const definition = (kind: PipelineKind): PipelineDefinition =>
    own === undefined
      ? generated[kind]()
      : ownDefinition(kind, own, { environment, gitCommit, generated: generated[kind] });
  return { train: definition("train"), inference: definition("inference") };
}

function descriptionOf(kind: PipelineKind, { modelName }: Environment): string {
  return kind === "train"
    ? `Trains ${modelName}, evaluates it and registers it for approval.`
    : `Checks a batch for drift and predicts it with the approved version of ${modelName}.`;
}

function desiredPipeline(
  { environment, gitCommit, own }: Sources,
  kind: PipelineKind,
  definition: PipelineDefinition,
): DesiredPipeline {
  const settings = settingsOf(environment, kind);
  const hash = definitionHash(definition);
  return {
    kind,
    name: settings.name,
    arn: settings.arn,
    displayName: settings.name,
    description: own === undefined ? descriptionOf(kind, environment) : `${kind} of ${own.file}`,
    roleArn: settings.roleArn,
    maxParallelSteps: environment.maxParallelSteps,
    definition,
    definitionHash: hash,
    tags: {
      [DEFINITION_HASH_TAG]: hash,
      [ENVIRONMENT_TAG]: environment.name,
      [GIT_COMMIT_TAG]: gitCommit,
      [MANAGED_BY_TAG]: MANAGED_BY,
      [MODEL_TAG]: environment.modelName,
    },
  };
}

/** Of one name there are two where two jobs are given different files. */
function byName({ key }: CodeObject): string {
  return `${basename(key)} ${key}`;
}

/**
 * What should be there.
 * @throws what the builders of the definitions report, such as one that SageMaker would refuse for its size
 */
export function desiredOf(sources: Sources): Desired {
  const { environment, gitCommit, gitTree } = sources;
  const definitions = definitionsOf(sources);
  const written = canonicalJson(definitions);
  const named = [...Object.values(filesOf(sources)), ...(sources.own?.scripts.values() ?? [])]
    .map((file) => codeObject(environment, file))
    .filter(({ key }) => written.includes(key));
  // Two scripts with the same bytes and name are one object.
  const code = new Map(named.map((object) => [object.key, object]));
  return {
    environment,
    gitCommit,
    gitTree,
    functions: Object.values<string>({ ...functionArns(sources) }).filter((arn) => written.includes(arn)),
    code: [...code.values()].sort((a, b) => (byName(a) < byName(b) ? -1 : 1)),
    // Train first: inference fails without an approved version, so a half-made deployment can still train one.
    pipelines: [
      desiredPipeline(sources, "train", definitions.train),
      desiredPipeline(sources, "inference", definitions.inference),
    ],
  };
}
