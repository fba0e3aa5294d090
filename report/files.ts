import type { EnvironmentData, JobData } from "./data";

/** A text at an S3 address; undefined where there is none, where it is too long, or where the reader may not read it. */
export type ReadFile = (uri: string) => Promise<string | undefined>;

/** What our monitoring leaves, and Amazon's: `statistics.json` of a job that looked at a batch is the batch's. */
const LEFT_BY_MONITORING = [
  "statistics.json",
  "constraint_violations.json",
  "drift.json",
  "model_quality.json",
] as const;

/** The texts that a report shows of an environment's versions and executions, by their S3 addresses. */
export async function filesOf(environment: EnvironmentData, read: ReadFile): Promise<Record<string, string>> {
  const wanted = [...new Set([...ofVersions(environment), ...ofRuns(environment)])];
  const texts = await Promise.all(wanted.map(async (uri) => [uri, await read(uri)] as const));
  return Object.fromEntries(texts.filter((one): one is [string, string] => one[1] !== undefined));
}

/** Of the versions that are the environment's to read: those that it trained, and the one that it runs. */
function ofVersions({ versions, group, live }: EnvironmentData): string[] {
  return versions
    .filter(({ trainedBy, version }) => trainedBy === group || version === live?.version)
    .flatMap(({ evaluation, statistics, constraints }) =>
      [evaluation, statistics, constraints].filter((uri) => uri !== undefined),
    );
}

function ofRuns({ runs }: EnvironmentData): string[] {
  return runs
    .filter(({ pipeline }) => pipeline === "inference")
    .flatMap(({ steps }) => steps.flatMap(({ job }) => (job === undefined ? [] : leftBy(job))));
}

function leftBy(job: JobData): string[] {
  if (job.kind === "transform") return predictionsOf(job) ?? [];
  return job.outputs.flatMap(({ uri }) => LEFT_BY_MONITORING.map((name) => fileIn(uri, name)));
}

/** The file of predictions of a batch transform whose input is one file (API: TransformOutput, S3OutputPath). */
export function predictionsOf({ inputs, outputs }: JobData): string[] | undefined {
  const [batch, predictions] = [inputs[0]?.uri, outputs[0]?.uri];
  if (batch === undefined || predictions === undefined) return undefined;
  const name = batch.slice(batch.lastIndexOf("/") + 1);
  return name === "" ? undefined : [fileIn(predictions, `${name}.out`)];
}

/** The address of a file in a folder. */
export function fileIn(folder: string, name: string): string {
  return `${folder.replace(/\/$/, "")}/${name}`;
}
