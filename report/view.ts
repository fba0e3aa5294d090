import type { Json } from "sagemaker-pipeline-definitions";
import { evaluationOf, type Evaluation } from "./evaluation";
import type { EnvironmentData, ReportData, RunData, VersionData } from "./data";
import { parsed } from "./json";

/** A version, and what its evaluation says. */
export interface VersionView extends VersionData {
  /** Names of the environments whose next inference takes it. */
  readonly liveIn: readonly string[];
  readonly measured: Evaluation;
}

/** What the sections show, with what several of them look up. */
export interface View {
  readonly data: ReportData;
  readonly environments: readonly EnvironmentData[];
  /** Of every environment, each once, newest first. */
  readonly versions: readonly VersionView[];
  /** What an account is called: its environments, or `registry`. */
  readonly accountName: (number: string) => string;
  /** JSON at an S3 address, where it could be read. */
  readonly json: (uri: string | undefined) => Json | undefined;
}

export function viewOf(data: ReportData): View {
  const { environments, files = {} } = data;
  const json = (uri: string | undefined): Json | undefined =>
    uri === undefined || !Object.hasOwn(files, uri) ? undefined : parsed(files[uri]);
  const known = new Map(environments.flatMap(({ versions }) => versions).map((one) => [one.version, one]));
  const versions = [...known.values()]
    .sort((one, other) => other.version - one.version)
    .map((version): VersionView => ({
      ...version,
      liveIn: environments.filter(({ live }) => live?.version === version.version).map(({ name }) => name),
      measured: evaluationOf(json(version.evaluation), version.metadata),
    }));
  return { data, environments, versions, accountName: accountNames(environments), json };
}

function accountNames(environments: readonly EnvironmentData[]): (number: string) => string {
  return (number) => {
    const names = environments.filter(({ account }) => account === number).map(({ name }) => name);
    if (names.length > 0) return names.join(" and ");
    return environments.some(({ registry }) => registry === number) ? "registry" : number;
  };
}

/** The number of the version that an inference predicted with. */
export function versionOfRun(run: RunData): number | undefined {
  for (const { outputs } of run.steps) {
    const [, number] = /\/(\d+)$/.exec(outputs["model_package_arn"] ?? "") ?? [];
    if (number !== undefined) return Number(number);
  }
  return undefined;
}

/** Executions that are told in full: newest first. */
export function fullRuns({ runs }: EnvironmentData): readonly RunData[] {
  return runs.filter(({ definition }) => definition !== undefined);
}
