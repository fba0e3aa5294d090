import { assemble } from "./assemble";
import { readDraft, type Draft, type EnvironmentFile } from "./draft";
import type { Environment, Model } from "./environment";
import { checkAmongOthers, stateKeeper } from "./family";
import { ConfigurationError, type Finding } from "./finding";
import { checkAdvice, checkRules } from "./rules";

export type { EnvironmentFile } from "./draft";

/** All environments, and what deserves a second look. */
export interface ParsedEnvironments {
  /** Sorted by name. */
  readonly models: readonly Model[];
  /** Sorted by name. */
  readonly environments: readonly Environment[];
  readonly warnings: readonly Finding[];
}

/** One environment with the model it belongs to. */
export interface ParsedEnvironment {
  readonly environment: Environment;
  readonly model: Model;
  readonly warnings: readonly Finding[];
}

/** Parses all files. Throws one ConfigurationError with every finding of every file. */
export function parseEnvironments(files: readonly EnvironmentFile[]): ParsedEnvironments {
  const drafts = read(files);
  const findings = drafts.flatMap((draft) => examine(draft, drafts));
  if (findings.length > 0) throw new ConfigurationError(findings);
  const environments = drafts.map((draft) => assemble(draft, stateKeeper(draft, drafts)));
  return { models: modelsOf(environments), environments, warnings: drafts.flatMap(advise) };
}

/**
 * Parses one environment. Its own file and those of its model must be sound, because an environment's stacks name its
 * siblings (grants across accounts, the home of the state). Findings in files of other models come as warnings: a slip
 * in one team's file does not stop another team. A file that hides its model (no JSON, no `model_name`) counts as one
 * of the model when it lies in the same folder.
 *
 * Throws ConfigurationError, and RangeError when no file has that name.
 */
export function parseEnvironment(files: readonly EnvironmentFile[], name: string): ParsedEnvironment {
  const drafts = read(files);
  const target = drafts.find(({ file }) => file.name === name);
  if (target === undefined) throw new RangeError(`no file is named ${name}`);
  const family = drafts.filter((draft) => draft === target || isKin(draft, target));
  const findings = family.flatMap((draft) => examine(draft, drafts));
  if (findings.length > 0) throw new ConfigurationError(findings);

  const environments = family.map((draft) => assemble(draft, stateKeeper(draft, family)));
  const strangers = drafts.filter((draft) => !family.includes(draft));
  const model = modelsOf(environments).find((candidate) =>
    candidate.environments.some((one) => one.name === name),
  );
  const environment = model?.environments.find((one) => one.name === name);
  if (model === undefined || environment === undefined) throw new RangeError(`no model has ${name}`);
  const warnings = [...family.flatMap(advise), ...strangers.flatMap((draft) => examine(draft, drafts))];
  return { environment, model, warnings };
}

function read(files: readonly EnvironmentFile[]): Draft[] {
  return [...files].sort((a, b) => compare(a.path, b.path)).map(readDraft);
}

/** Everything wrong with one file, in the order of its lines. */
function examine(draft: Draft, all: readonly Draft[]): Finding[] {
  const findings = [
    ...draft.findings,
    ...checkRules(draft.sound).map(draft.locate),
    ...checkAmongOthers(draft, all),
  ];
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

function advise(draft: Draft): Finding[] {
  return checkAdvice(draft.sound).map(draft.locate);
}

function isKin(draft: Draft, target: Draft): boolean {
  const [one, other] = [draft.sound.model_name, target.sound.model_name];
  return one === undefined || other === undefined ? folderOf(draft) === folderOf(target) : one === other;
}

function folderOf(draft: Draft): string {
  return draft.file.path.slice(0, draft.file.path.lastIndexOf("/") + 1);
}

function modelsOf(environments: readonly Environment[]): Model[] {
  const names = [...new Set(environments.map((environment) => environment.modelName))].sort(compare);
  return names.map((name) => ({
    name,
    environments: environments.filter(({ modelName }) => modelName === name),
  }));
}

/** By code units: the same order in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
