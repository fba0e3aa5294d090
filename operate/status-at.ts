import { pipelineVersionReport, type PipelineVersionReport } from "../deploy/pipeline-version";
import type { PipelineVersion } from "../deploy/ports";
import type { Paint } from "../deploy/text";
import type { Environment } from "../environments/environment";
import type { Look, Version } from "./ports";
import { observeRuns } from "./observe";
import { pipelineVersionText } from "./pipelines-text";
import { runReport, type ObservedRun, type RunReport } from "./run-report";
import { PIPELINE_KINDS, type PerPipeline } from "./status";
import { judged, lastRun, version } from "./status-text";
import { table, type Cell } from "../deploy/table";
import { versionArnOf } from "./trace";
import { versionReport, type VersionReport } from "./version-report";
import { moment } from "./when";

/** What `status --at --json` prints of an environment. */
export interface StatusAtReport {
  readonly environment: string;
  readonly model: string;
  readonly account: string;
  readonly region: string;
  readonly at: string;
  /** What the last inference before that moment predicted with, as it is now; null where it took none. */
  readonly used: VersionReport | null;
  /** Its ARN, which stays known where the version is deleted. */
  readonly usedArn: string | null;
  readonly lastRuns: PerPipeline<RunReport | null>;
  /** What was deployed then; null where nothing was that is still there. */
  readonly pipelines: PerPipeline<PipelineVersionReport | null>;
}

/** What was seen of an environment before a moment. */
export interface ObservedAt {
  readonly environment: Environment;
  readonly at: Date;
  /** Newest first. */
  readonly runs: PerPipeline<readonly ObservedRun[]>;
  readonly versions: readonly Version[];
  /** Every version of each pipeline, newest first. */
  readonly deployed: PerPipeline<readonly PipelineVersion[]>;
}

/** As many inferences as are looked through for one that came as far as to take a version. */
const LAST_INFERENCES = 5;

/** Asks AWS what ran last before a moment. */
export async function observeAt(environment: Environment, look: Look, at: Date): Promise<ObservedAt> {
  const { trainPipeline, inferencePipeline, modelPackageGroup } = environment;
  const [train, inference, versions, trains, infers] = await Promise.all([
    observeRuns(look, trainPipeline.name, 1, at),
    observeRuns(look, inferencePipeline.name, LAST_INFERENCES, at),
    look.registry.versions(modelPackageGroup.arn),
    look.workload.versions(trainPipeline.name),
    look.workload.versions(inferencePipeline.name),
  ]);
  const deployed = { train: trains, inference: infers };
  return { environment, at, runs: { train, inference }, versions, deployed };
}

/** What was in use: a version keeps its last change only, so that what ran is what tells of the past. */
export function statusAt({ environment, at, runs, versions, deployed }: ObservedAt): StatusAtReport {
  const [arn] = runs.inference.flatMap((run) => versionArnOf(run) ?? []);
  const found = versions.find((one) => one.arn === arn);
  const last = ([run]: readonly ObservedRun[]): RunReport | null =>
    run === undefined ? null : runReport(run, environment);
  const there = (all: readonly PipelineVersion[]): PipelineVersionReport | null => {
    const one = all.find(({ created }) => created <= at);
    return one === undefined ? null : pipelineVersionReport(one);
  };
  return {
    environment: environment.name,
    model: environment.modelName,
    account: environment.account,
    region: environment.region,
    at: at.toISOString(),
    used: found === undefined ? null : versionReport(found),
    usedArn: arn ?? null,
    lastRuns: { inference: last(runs.inference), train: last(runs.train) },
    pipelines: { inference: there(deployed.inference), train: there(deployed.train) },
  };
}

/** The same for a person. */
export function statusAtText(report: StatusAtReport, paint: Paint): string {
  const { environment, model, account, region, at, used, usedArn, lastRuns, pipelines } = report;
  const moved = used?.judgedAt != null && used.judgedAt > at;
  const rows: (readonly [string, Cell])[] = [
    ["in use", used === null ? (usedArn ?? "no version: no inference had taken one") : version(used)],
    ...(used === null ? [] : [[moved ? "since then" : "", judged(used)] as const]),
    ...PIPELINE_KINDS.flatMap((kind) => [
      [kind, lastRun(lastRuns[kind], new Date(at), paint)] as const,
      ["", pipelineVersionText(pipelines[kind])] as const,
    ]),
  ];
  return `${paint("bold", environment)}  ${model} in account ${account}, ${region}, at ${moment(new Date(at))}\n${table(rows)}`;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The moment that a person means: a day stands for its end, in UTC. Undefined for what is neither day nor moment. */
export function momentOf(text: string): Date | undefined {
  const date = new Date(DAY.test(text) ? `${text}T23:59:59.999Z` : text);
  return /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(date.getTime()) ? date : undefined;
}
