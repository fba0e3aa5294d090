import { Problem } from "sagemaker-promotion-core/problem";
import { scriptsIn } from "../pipeline-defs/layout";
import { commandFor } from "../deploy/command-line";
import { betterOf, directionOf } from "../models/metrics";
import type { ModelMetric } from "../models/model";
import { boundsText } from "../deploy/metric";
import { metricEntriesIn, metricOf } from "../pipeline-defs/version-metric";
import type { Version } from "./ports";
import { provenanceOf } from "./provenance";

/** What an execution that trained a version ran. */
interface Training {
  readonly parameters: Readonly<Record<string, string>>;
  /** The definition's JSON text. */
  readonly definition: string;
}

/** A version, and its training where that could be seen. */
export interface Side {
  readonly version: Version;
  readonly training: Training | undefined;
}

/** What an aspect is about, in the order in which they are told. Addresses hold an execution's id, and differ always. */
const ABOUT = ["approval", "metrics", "data", "code", "settings", "files", "addresses"] as const;

/** One thing about two versions; null where one has none. */
export interface Aspect {
  readonly about: (typeof ABOUT)[number];
  readonly name: string;
  readonly values: readonly [string | null, string | null];
}

export interface CompareReport {
  readonly versions: readonly [number, number];
  /** The one whose metric is better; null where no metric tells them apart. */
  readonly better: { readonly version: number; readonly metric: string } | null;
  readonly differ: readonly Aspect[];
  readonly same: readonly Aspect[];
}

type Facts = ReadonlyMap<string, { readonly about: Aspect["about"]; readonly value: string }>;

/**
 * Two versions side by side.
 * @param metric the model's own, for which of its values are better
 */
export function compareOf(left: Side, right: Side, metric?: ModelMetric): CompareReport {
  const [one, other] = [factsOf(left), factsOf(right)];
  const aspects = [...new Set([...one.keys(), ...other.keys()])].map((key): Aspect => {
    const [mine, theirs] = [one.get(key), other.get(key)];
    return {
      about: mine?.about ?? theirs?.about ?? "settings",
      name: key,
      values: [mine?.value ?? null, theirs?.value ?? null],
    };
  });
  aspects.sort((a, b) => ABOUT.indexOf(a.about) - ABOUT.indexOf(b.about));
  const isSame = ({ values: [a, b] }: Aspect): boolean => a === b;
  return {
    versions: [left.version.number, right.version.number],
    better: betterVersion(left.version, right.version, metric),
    differ: aspects.filter((aspect) => !isSame(aspect)),
    same: aspects.filter(isSame),
  };
}

function betterVersion(left: Version, right: Version, own: ModelMetric | undefined): CompareReport["better"] {
  const [one, other] = [metricOf(left), metricOf(right)];
  if (one === null || one.name !== other?.name) return null;
  const better = betterOf(directionOf(one.name, own), one.value, other.value);
  if (better === undefined) return null;
  return { version: (better === "one" ? left : right).number, metric: one.name };
}

/** Members of a version's metadata, by what they are about; others tell of its files. */
const METADATA: Readonly<Record<string, Aspect["about"]>> = {
  data: "data",
  data_objects: "data",
  data_rows: "data",
  data_bytes: "data",
  environment: "data",
  execution_id: "data",
  git_commit: "code",
  // Each version has its own, which names the execution.
  data_manifest: "addresses",
  recorded_data_manifest: "addresses",
};
/** Members that are told otherwise, and not as they stand. */
const TOLD_APART = /^(data_files|code_)/;

function factsOf({ version, training }: Side): Facts {
  const facts = new Map<string, { about: Aspect["about"]; value: string }>();
  const add = (about: Aspect["about"], name: string, value: string | undefined): void => {
    if (value !== undefined) facts.set(name, { about, value });
  };
  add("approval", "approval", version.approval);
  add("approval", "reason", version.reason);
  const metric = metricOf(version);
  if (metric !== null) add("metrics", metric.name, `${metric.value}${boundsText(metric.interval)}`);
  const ofMetric = metricEntriesIn(version.metadata);
  const { data, code } = provenanceOf(version);
  for (const [name, value] of Object.entries(version.metadata)) {
    if (!TOLD_APART.test(name) && !ofMetric.includes(name)) add(METADATA[name] ?? "files", name, value);
  }
  for (const { name, rows, sha256 } of data?.files ?? [])
    add("data", name, `${rows} rows, sha256 ${sha256}…`);
  for (const [filename, sha256] of Object.entries(code)) add("code", filename, sha256);
  add("code", "image", version.image);
  add("addresses", "evaluation", version.evaluation);
  add("addresses", "statistics", version.statistics);
  add("addresses", "constraints", version.constraints);
  add("addresses", "artifact", version.artifact);
  if (training === undefined) return facts;
  for (const { filename, sha256 } of scriptsIn(training.definition)) add("code", filename, sha256);
  for (const [name, value] of Object.entries(training.parameters)) add("settings", name, value);
  for (const [name, value] of Object.entries(hyperparametersOf(training.definition)))
    add("settings", name, value);
  return facts;
}

/** The hyperparameters of the definition's trainings, wherever their steps stand. */
function hyperparametersOf(definition: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key === "HyperParameters" && typeof member === "object") Object.assign(found, member);
      else walk(member);
    }
  };
  walk(JSON.parse(definition));
  return found;
}

/**
 * The version that a person names by its number or its ARN.
 * @throws Problem `NoVersion`
 */
export function versionNamed(reference: string, versions: readonly Version[], environment: string): Version {
  const found = versions.find(({ arn, number }) => arn === reference || String(number) === reference);
  if (found !== undefined) return found;
  throw new Problem({
    code: "NoVersion",
    blame: "user",
    message: `there is no version ${reference}`,
    where: `known versions: ${versions.map(({ number }) => number).join(", ") || "none"}`,
    next: `${commandFor("models", environment)} lists them`,
  });
}
