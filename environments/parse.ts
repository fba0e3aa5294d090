import { assemble } from "./assemble";
import { readDraft, type Draft, type EnvironmentFile } from "./draft";
import type { Environment, Model } from "./environment";
import {
  adviseAmongOthers,
  checkAmongOthers,
  hidesModel,
  lacksKeeper,
  shareKeys,
  stateKeeper,
} from "./family";
import { ConfigurationError, type Finding } from "./finding";
import { folderOf, nameModels } from "./model-name";
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
  const findings = drafts.flatMap((draft) => examine(draft, drafts, drafts));
  if (findings.length > 0) throw new ConfigurationError(findings);
  const models = assembleModels(drafts);
  const environments = models.flatMap((model) => model.environments).sort((a, b) => compare(a.name, b.name));
  return { models, environments, warnings: drafts.flatMap((draft) => advise(draft, drafts)) };
}

/**
 * Parses one environment. Its own file and those of its model must be sound, because an environment's stacks name its
 * siblings (grants across accounts, the home of the state). Findings in files of other models come as warnings: a slip
 * in one team's file does not stop another team. A file whose faults hide its model counts as one of the model when it
 * lies in the same folder.
 *
 * Throws ConfigurationError; `name` must be the name of one of the files.
 */
export function parseEnvironment(files: readonly EnvironmentFile[], name: string): ParsedEnvironment {
  const drafts = read(files);
  const target = only(drafts.filter((draft) => draft.file.name === name));
  const family = drafts.filter((draft) => draft === target || isKin(draft, target));
  const strangers = drafts.filter((draft) => !family.includes(draft));
  const warnings = strangers.flatMap((draft) => examine(draft, drafts, drafts));

  const findings = family.flatMap((draft) => examine(draft, family, drafts));
  if (findings.length > 0) {
    // A file that hides its model may be the one that should keep the family's state.
    const suspects = family.some((draft) => lacksKeeper(draft, family)) ? strangers.filter(hidesModel) : [];
    throw new ConfigurationError([...findings, ...suspects.flatMap((draft) => draft.findings)]);
  }
  return {
    ...pick(target, family),
    warnings: [...family.flatMap((draft) => advise(draft, family)), ...warnings],
  };
}

/**
 * Parses the first file for itself. The others lie beside it by chance (copies, work in progress), so only sound ones
 * of the same model that deploy other pipelines count as siblings. The findings of the rest are warnings, or part of
 * the error when the first file misses a sibling.
 */
export function parseFile(file: EnvironmentFile, beside: readonly EnvironmentFile[]): ParsedEnvironment {
  const drafts = read([file, ...beside]);
  const target = only(drafts.filter((draft) => draft.file === file));
  const model = target.sound.model_name;
  const nearby = drafts.filter(
    (draft) => draft !== target && (hidesModel(draft) || draft.sound.model_name === model),
  );
  const company = [target, ...nearby.filter((draft) => !hidesModel(draft))];
  const family = company.filter((draft) => draft === target || examine(draft, company, company).length === 0);
  const others = nearby
    .filter((draft) => !family.includes(draft))
    .flatMap((draft) => examine(draft, family, [draft, target]));

  const findings = examine(target, family, family);
  if (findings.length > 0 || hidesModel(target)) {
    const misses = findings.length === 0 || lacksKeeper(target, family);
    throw new ConfigurationError(misses ? [...findings, ...others] : findings);
  }
  return { ...pick(target, family), warnings: [...advise(target, family), ...others] };
}

function read(files: readonly EnvironmentFile[]): Draft[] {
  const drafts = [...files].sort((a, b) => compare(a.path, b.path)).map(readDraft);
  return shareKeys(nameModels(drafts));
}

/** Everything wrong with one file, in the order of its lines. */
function examine(draft: Draft, family: readonly Draft[], all: readonly Draft[]): Finding[] {
  const faulty = new Set(draft.findings.map(({ pointer }) => pointer));
  const broken = checkRules(draft.sound).filter(({ pointer }) => !faulty.has(pointer));
  const findings = [...draft.findings, ...broken.map(draft.locate), ...checkAmongOthers(draft, family, all)];
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

function advise(draft: Draft, family: readonly Draft[]): Finding[] {
  return [...checkAdvice(draft.sound).map(draft.locate), ...adviseAmongOthers(draft, family)];
}

function isKin(draft: Draft, target: Draft): boolean {
  const [one, other] = [draft.sound.model_name, target.sound.model_name];
  return one === undefined || other === undefined ? folderOf(draft) === folderOf(target) : one === other;
}

/** Models by name, their environments by name. The drafts have no findings. */
function assembleModels(drafts: readonly Draft[]): Model[] {
  const environments = drafts
    .map((draft) => assemble(draft, stateKeeper(draft, drafts)))
    .sort((a, b) => compare(a.name, b.name));
  const names = [...new Set(environments.map((environment) => environment.modelName))].sort(compare);
  return names.map((name) => ({
    name,
    environments: environments.filter(({ modelName }) => modelName === name),
  }));
}

/** A family's model, and the target's environment in it. */
function pick(target: Draft, family: readonly Draft[]): { environment: Environment; model: Model } {
  const model = only(assembleModels(family));
  return { model, environment: only(model.environments.filter(({ name }) => name === target.file.name)) };
}

function only<T>(items: readonly T[]): T {
  const [item, ...more] = items;
  if (item === undefined || more.length > 0) throw new RangeError(`expected one item, found ${items.length}`);
  return item;
}

/** By code units: the same order in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
