import { isProblem } from "sagemaker-promotion-core/problem";
import type { PipelineDefinition } from "sagemaker-pipeline-definitions";
import {
  differingSettings,
  type Evidence,
  type LiveVersion,
  type Ran,
  type RanThere,
} from "../deploy/evidence";
import { settingsOf, type Desired, type PipelineKind } from "../deploy/desired";
import type { Environment } from "../environments/environment";
import { hashOfText } from "../pipeline-defs/definition-hash";
import { LATEST_APPROVED_MODEL_STEP } from "../pipeline-defs/step-names";
import { isReadBy, liveOf } from "./live";
import { metricOf } from "../pipeline-defs/version-metric";
import type { Version, Workload } from "./ports";
import { versionReport } from "./version-report";

/** As many executions of a pipeline as are looked at: what ran longer ago is of another definition as a rule. */
const LAST_RUNS = 20;

/** The hash of the definition that this checkout makes, of each pipeline. */
export type Hashes = Readonly<Record<PipelineKind, string>>;

/** These hashes, of what should be there. */
export function hashesIn({ pipelines }: Desired): Hashes {
  const hashOf = (kind: PipelineKind): string =>
    pipelines.find((pipeline) => pipeline.kind === kind)?.definitionHash ?? "";
  return { train: hashOf("train"), inference: hashOf("inference") };
}

/** What can be seen of executions. */
type Executions = Pick<Workload, "runs" | "definition">;

/**
 * What ran in an environment before of what this checkout makes. The definitions of two environments differ in accounts,
 * buckets, roles and functions. So what counts is the definition that the same checkout makes for that environment: an
 * execution proves something where it ran exactly that one.
 * @param versions of the group, where they were looked at
 */
export async function ranIn(
  there: Environment,
  {
    environment,
    hashes,
    versions,
  }: { environment: Environment; hashes: Hashes; versions: readonly Version[] },
  connect: () => Promise<Executions>,
): Promise<RanThere> {
  const place = {
    environment: there.name,
    account: there.account,
    differs: differingSettings(environment, there),
  };
  try {
    const workload = await connect();
    const last = (kind: PipelineKind): Promise<Ran | null> =>
      lastRun(workload, settingsOf(there, kind).name, hashes[kind]);
    const [train, inference] = await Promise.all([last("train"), last("inference")]);
    const version = versions.find(
      ({ metadata }) =>
        metadata["environment"] === there.group && metadata["execution_id"] === train?.execution,
    );
    return {
      ...place,
      train: train && {
        ...train,
        version: version?.number ?? null,
        metric: version ? metricOf(version) : null,
      },
      inference,
      unseen: null,
    };
  } catch (error) {
    return { ...place, train: null, inference: null, unseen: reasonOf(error) };
  }
}

/** The last execution that succeeded with a definition of this hash. */
async function lastRun(workload: Executions, pipeline: string, hash: string): Promise<Ran | null> {
  for (const { arn, id, status, started } of await workload.runs(pipeline, LAST_RUNS)) {
    if (status !== "Succeeded" || hashOfText(await workload.definition(arn)) !== hash) continue;
    return { execution: id, startedAt: started.toISOString(), version: null, metric: null };
  }
  return null;
}

/**
 * The versions that the environment uses: by what this checkout says of it, and by the definition that is deployed.
 * @param deployed its JSON text, where there is one
 */
export function liveVersions(
  { readsVersionsOf }: Environment,
  versions: readonly Version[],
  deployed: string | undefined,
): Pick<Evidence, "live" | "liveNow" | "waiting"> {
  const { version: after } = liveOf(versions, readsVersionsOf);
  const reads = readsIn(deployed);
  const now = reads && liveOf(versions, reads).version;
  const newer = versions.filter(({ number }) => number > (after?.number ?? 0));
  return {
    live: reported(after),
    liveNow: reported(now),
    waiting: newer
      .filter((one) => one.approval === "PendingManualApproval" && isReadBy(one, readsVersionsOf))
      .map(({ number }) => number),
  };
}

function reported(version: Version | undefined): LiveVersion | null {
  if (version === undefined) return null;
  const { version: number, metric, trainedBy } = versionReport(version);
  return { version: number, metric, trainedBy };
}

/** Whose versions a definition takes; undefined where it is none, or does not say. */
function readsIn(definition: string | undefined): string[] | undefined {
  try {
    const { Steps } = JSON.parse(definition ?? "") as PipelineDefinition;
    const step = Steps.find(({ Name }) => Name === LATEST_APPROVED_MODEL_STEP);
    const { reads_versions_of: reads } = (step?.["Arguments"] ?? {}) as Readonly<Record<string, unknown>>;
    return typeof reads === "string" ? reads.split(",") : undefined;
  } catch {
    return undefined;
  }
}

/** What keeps somebody from looking. @throws what is no Problem: a fault of ours */
export function reasonOf(error: unknown): string {
  if (isProblem(error)) return error.message;
  throw error;
}
