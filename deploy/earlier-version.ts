import { Problem } from "sagemaker-promotion-core/problem";
import type { PipelineDefinition } from "sagemaker-pipeline-definitions";
import type { Environment } from "../environments/environment";
import { definitionHash } from "../pipeline-defs/definition-hash";
import { codeKey, codeUri, scriptsIn } from "../pipeline-defs/layout";
import { GIT_COMMIT_PARAMETER } from "../pipeline-defs/train";
import {
  CODE_TAG_PREFIX,
  DEFINITION_HASH_TAG,
  GIT_COMMIT_TAG,
  settingsOf,
  type DesiredPipeline,
  type PipelineKind,
  type Tags,
} from "./desired";
import type { Aws, ObservedPipeline, PipelineVersion, Progress } from "./ports";
import { readLabel } from "./version-label";

/** An earlier version of a pipeline, beside what is there. */
export interface Earlier {
  readonly environment: Environment;
  readonly kind: PipelineKind;
  readonly version: PipelineVersion;
  /** The JSON text of its definition. */
  readonly definition: string;
  /** What is there now. */
  readonly observed: ObservedPipeline;
}

/** Stands for a commit that nobody recorded. */
export const UNKNOWN = "unknown";

/**
 * The pipeline with its earlier definition, in the settings that it has now. Reads only.
 * @throws Problem `RollbackImpossible` where a script or a function that the definition names is there no more
 */
export async function earlierPipeline(
  earlier: Earlier,
  aws: Aws,
  progress: Progress,
): Promise<DesiredPipeline> {
  const { environment, kind, version, observed } = earlier;
  const definition = definitionOf(earlier);
  const code = await workingCode(earlier, aws, progress);
  const { name, roleArn } = settingsOf(environment, kind);
  const hash = definitionHash(definition);
  const inDefinition = definition.Parameters.find(({ Name }) => Name === GIT_COMMIT_PARAMETER)?.DefaultValue;
  const said = typeof inDefinition === "string" ? inDefinition : UNKNOWN;
  return {
    kind,
    name,
    arn: observed.arn,
    displayName: observed.displayName ?? name,
    description: observed.description ?? "",
    roleArn: observed.roleArn ?? roleArn,
    maxParallelSteps: observed.maxParallelSteps,
    definition,
    definitionHash: hash,
    tags: {
      [DEFINITION_HASH_TAG]: hash,
      [GIT_COMMIT_TAG]: readLabel(version.label)?.commit ?? said,
      ...code,
    },
  };
}

function definitionOf(earlier: Earlier): PipelineDefinition {
  try {
    const parsed = JSON.parse(earlier.definition) as PipelineDefinition;
    if (Array.isArray(parsed.Parameters) && Array.isArray(parsed.Steps)) return parsed;
  } catch {
    // Told below.
  }
  throw impossible(earlier, ["its definition is none that this project can read"]);
}

const FUNCTION = /arn:[\w-]+:lambda:[\w-]+:\d{12}:function:[\w-]+/g;

/** The versions of the scripts that the definition names, as tags record them. */
async function workingCode(earlier: Earlier, aws: Aws, progress: Progress): Promise<Tags> {
  const { environment, definition, version, observed } = earlier;
  const reasons: string[] = [];
  const versions: Record<string, string> = {};
  const scripts = new Map(scriptsIn(definition).map((script) => [codeKey(environment, script), script]));
  for (const [key, script] of scripts) {
    const uri = codeUri(environment, script);
    progress(`looking for ${uri}`);
    const found = definition.includes(uri) ? await aws.code.find(environment.dataBucket, key) : undefined;
    const tag = CODE_TAG_PREFIX + script.filename;
    // Of a version without a label, what is known is what runs now, where it runs the same script.
    const now = observed.definition.includes(key) ? observed.tags[tag] : undefined;
    const recorded = readLabel(version.label)?.code[script.filename] ?? now;
    if (found === undefined) reasons.push(`its script ${script.filename} is not at ${uri}`);
    else if (recorded !== undefined && recorded !== found.version)
      reasons.push(`its script ${script.filename} was overwritten at ${uri}`);
    else versions[tag] = found.version;
  }
  for (const arn of new Set(definition.match(FUNCTION))) {
    progress(`looking for ${arn}`);
    if (!(await aws.functions.exists(arn))) reasons.push(`its function ${arn} is not there`);
  }
  if (reasons.length > 0) throw impossible(earlier, reasons);
  return versions;
}

function impossible({ version, observed, environment }: Earlier, reasons: readonly string[]): Problem {
  const commit = readLabel(version.label)?.commit ?? "the commit that it came from";
  return new Problem({
    code: "RollbackImpossible",
    blame: "user",
    message: `Version ${version.id} does not work any more: ${reasons.join("; ")}.`,
    where: observed.arn,
    next: `Check out ${commit} and deploy all of it, with npm run synth -- ${environment.name} and npm run deploy -- apply --terraform --env ${environment.name}. Nothing was changed.`,
  });
}
