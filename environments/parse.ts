import type { Models } from "../models/load";
import { assemble } from "./assemble";
import { completeFile, type CompleteFile } from "./complete";
import type { Environment, Model } from "./environment";
import { ConfigurationError, type Finding } from "sagemaker-promotion-core/finding";
import { readFile, type EnvironmentFile } from "./parsed-file";
import { checkAdvice, checkRules } from "./rules";
import { checkModels, describedModel } from "./model-folders";
import { folderOf, shareKeys, shareModelNames } from "./shared-keys";
import { adviseAmongOthers, checkAmongOthers } from "./siblings";
import { hidesModel, lacksStateOwner, stateOwnerOf } from "./state-owner";

export type { EnvironmentFile } from "./parsed-file";

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

/**
 * Parses all files. Throws one ConfigurationError with every finding of every file, and of the models' descriptions.
 * @param models where their model_name is looked up
 */
export function parseEnvironments(sources: readonly EnvironmentFile[], models: Models): ParsedEnvironments {
  const files = read(sources);
  const findings = [...files.flatMap((file) => examine(file, files, files)), ...checkModels(files, models)];
  if (findings.length > 0) throw new ConfigurationError(findings);
  const assembled = assembleModels(files, models);
  const environments = assembled
    .flatMap((model) => model.environments)
    .sort((a, b) => compare(a.name, b.name));
  return { models: assembled, environments, warnings: files.flatMap((file) => advise(file, files)) };
}

/**
 * Parses one environment. Its own file and those of its model must be valid, because an environment's stacks name its
 * siblings (grants across accounts, the account that keeps the state). Findings in files of other models come as warnings:
 * a mistake in one team's file does not stop another team. A file whose errors hide its model counts as one of the model
 * when it lies in the same folder.
 *
 * Throws ConfigurationError; `name` must be the name of one of the files.
 */
export function parseEnvironment(
  sources: readonly EnvironmentFile[],
  name: string,
  models: Models,
): ParsedEnvironment {
  const files = read(sources);
  const target = only(files.filter(({ source }) => source.name === name));
  const siblings = files.filter((file) => file === target || isSibling(file, target));
  const others = files.filter((file) => !siblings.includes(file));
  const warnings = others.flatMap((file) => examine(file, files, files));

  const findings = [
    ...siblings.flatMap((file) => examine(file, siblings, files)),
    ...checkModels(siblings, models),
  ];
  if (findings.length > 0) {
    // A file that hides its model may be the one that should keep the siblings' state.
    const suspects = siblings.some((file) => lacksStateOwner(file, siblings))
      ? others.filter(hidesModel)
      : [];
    throw new ConfigurationError([...findings, ...suspects.flatMap((file) => file.findings)]);
  }
  return {
    ...pick(target, siblings, models),
    warnings: [...siblings.flatMap((file) => advise(file, siblings)), ...warnings],
  };
}

/**
 * Parses one file for itself. The others lie beside it by chance (copies, work in progress), so only valid ones of the
 * same model that deploy other pipelines count as siblings. The findings of the rest are warnings, or part of the error
 * when the file lacks a sibling.
 */
export function parseFile(
  source: EnvironmentFile,
  beside: readonly EnvironmentFile[],
  models: Models,
): ParsedEnvironment {
  const files = read([source, ...beside]);
  const target = only(files.filter((file) => file.source === source));
  const model = target.sound.model_name;
  const nearby = files.filter(
    (file) => file !== target && (hidesModel(file) || file.sound.model_name === model),
  );
  const candidates = [target, ...nearby.filter((file) => !hidesModel(file))];
  const siblings = candidates.filter(
    (file) => file === target || examine(file, candidates, candidates).length === 0,
  );
  const others = nearby
    .filter((file) => !siblings.includes(file))
    .flatMap((file) => examine(file, siblings, [file, target]));

  const findings = [...examine(target, siblings, siblings), ...checkModels([target], models)];
  if (findings.length > 0 || hidesModel(target)) {
    const lacks = findings.length === 0 || lacksStateOwner(target, siblings);
    throw new ConfigurationError(lacks ? [...findings, ...others] : findings);
  }
  return { ...pick(target, siblings, models), warnings: [...advise(target, siblings), ...others] };
}

function read(sources: readonly EnvironmentFile[]): CompleteFile[] {
  const files = [...sources].sort((a, b) => compare(a.path, b.path)).map(readFile);
  return shareKeys(shareModelNames(files)).map(completeFile);
}

/** Everything wrong with one file, in the order of its lines. */
function examine(
  file: CompleteFile,
  siblings: readonly CompleteFile[],
  all: readonly CompleteFile[],
): Finding[] {
  const invalid = new Set(file.findings.map(({ pointer }) => pointer));
  const broken = checkRules(file.sound).filter(({ pointer }) => !invalid.has(pointer));
  const findings = [...file.findings, ...broken.map(file.locate), ...checkAmongOthers(file, siblings, all)];
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}

function advise(file: CompleteFile, siblings: readonly CompleteFile[]): Finding[] {
  return [...checkAdvice(file.sound).map(file.locate), ...adviseAmongOthers(file, siblings)];
}

function isSibling(file: CompleteFile, target: CompleteFile): boolean {
  const [one, other] = [file.sound.model_name, target.sound.model_name];
  return one === undefined || other === undefined ? folderOf(file) === folderOf(target) : one === other;
}

/** Models by name, their environments by name. The files have no findings. */
function assembleModels(files: readonly CompleteFile[], models: Models): Model[] {
  const environments = files
    .map((file) => assemble(file, stateOwnerOf(file, files), describedModel(file, models)))
    .sort((a, b) => compare(a.name, b.name));
  const names = [...new Set(environments.map((environment) => environment.modelName))].sort(compare);
  return names.map((name) => ({
    name,
    environments: environments.filter(({ modelName }) => modelName === name),
  }));
}

/** The siblings' model, and the target's environment in it. */
function pick(
  target: CompleteFile,
  siblings: readonly CompleteFile[],
  models: Models,
): { environment: Environment; model: Model } {
  const model = only(assembleModels(siblings, models));
  const { name } = target.source;
  return { model, environment: only(model.environments.filter((environment) => environment.name === name)) };
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
