import { isProblem, Problem } from "sagemaker-promotion-core/problem";
import { didYouMean } from "sagemaker-promotion-core/suggestion";
import type { Environment, Model } from "./environment";
import { ConfigurationError, type Finding } from "sagemaker-promotion-core/finding";
import { copyName } from "./names";
import { copyFor } from "./personal-copy";
import { STATE_GROUP } from "./state-owner";
import { environmentNames, loadEnvironment, loadEnvironments, type EnvironmentPlaces } from "./load";

/** Stands for every environment in place of a name. */
export const ALL = "all";

/** Which environments are meant, as the command line says it. */
export interface Meant {
  /** Names, paths of files, and `all`. */
  readonly env: readonly string[];
  /** Of these only a model's. */
  readonly model?: string | undefined;
  /** Of these only those that a git branch deploys. */
  readonly branch?: string | undefined;
  /** Of these somebody's own copies. */
  readonly as?: string | undefined;
}

/** An environment that is meant, or why its file describes none. */
export type Selected =
  | {
      readonly name: string;
      readonly environment: Environment;
      /** With all of its environments. */
      readonly model: Model;
      readonly warnings: readonly Finding[];
    }
  | { readonly name: string; readonly error: unknown };

/**
 * The environments that are meant, each once, in the order in which they are named; `all` stands for every file in the
 * folder of environments. A branch's come in the order in which they are promoted: those of the group prod are the last.
 * A file that describes no environment says so in its place, and keeps no other from being there.
 * @throws Problem `UnknownEnvironment`, `UnknownModel`, `UnknownBranch`, `NoEnvironments`
 */
export function selectEnvironments(
  { env, model, branch, as }: Meant,
  places: EnvironmentPlaces = {},
): Selected[] {
  const named = env.flatMap((name) => (name === ALL ? everyEnvironment(places) : [loadOne(name, places)]));
  const keys = named.map(keyOf);
  const once = named.filter((_, index) => keys.indexOf(keys[index] ?? "") === index);
  const deployed = branch === undefined ? once : promoted(only(once, branch, branchOf, unknownBranch));
  // A copy has no branch: whose copies are meant is said of the environments that do.
  const each = deployed.map((one) => (as === undefined ? one : copyOf(one, as)));
  return model === undefined ? each : only(each, model, modelOf, unknownModel);
}

/**
 * The same, for what cannot do without any of them.
 * @throws as `selectEnvironments`, and the first file's own error where one describes no environment
 */
export function requireEnvironments(meant: Meant): Environment[] {
  return selectEnvironments(meant).map((one) => {
    if ("error" in one) throw one.error;
    return one.environment;
  });
}

const modelOf = ({ modelName }: Environment): string => modelName;
const branchOf = ({ branch }: Environment): string | undefined => branch;

/** Those of which something holds. What a broken file describes, it does not say: it is told of rather than left out. */
function only(
  each: readonly Selected[],
  wanted: string,
  of: (environment: Environment) => string | undefined,
  unknown: (wanted: string, known: readonly string[]) => Problem,
): Selected[] {
  const known = each.flatMap((one) => ("error" in one ? [] : (of(one.environment) ?? [])));
  if (!known.includes(wanted)) throw unknown(wanted, [...new Set(known)]);
  return each.filter((one) => "error" in one || of(one.environment) === wanted);
}

/** In the order of a promotion. */
function promoted(each: readonly Selected[]): Selected[] {
  const isLast = (one: Selected): boolean => !("error" in one) && one.environment.group === STATE_GROUP;
  return [...each.filter((one) => !isLast(one)), ...each.filter(isLast)];
}

/** Two files of one name outside of the folder are of two models, or one file. */
function keyOf(one: Selected): string {
  return "error" in one ? one.name : `${one.environment.modelName} ${one.environment.name}`;
}

function everyEnvironment(places: EnvironmentPlaces): Selected[] {
  try {
    const { models, warnings } = loadEnvironments(places.folder);
    return models
      .flatMap((model) => model.environments.map((environment) => ({ environment, model })))
      .sort((one, other) => (one.environment.name < other.environment.name ? -1 : 1))
      .map((found, index) => ({
        name: found.environment.name,
        ...found,
        warnings: index === 0 ? warnings : [],
      }));
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return environmentNames(places.folder).map((name) => loadOne(name, places));
  }
}

function loadOne(name: string, places: EnvironmentPlaces): Selected {
  try {
    return { name, ...loadEnvironment(name, places) };
  } catch (error) {
    if (isProblem(error) && error.code === "UnknownEnvironment") throw error;
    return { name, error };
  }
}

function copyOf(one: Selected, as: string): Selected {
  const name = copyName(one.name, as);
  if ("error" in one) return { name, error: one.error };
  try {
    return { ...one, name, environment: copyFor(one.environment, as) };
  } catch (error) {
    return { name, error };
  }
}

function unknownModel(model: string, known: readonly string[]): Problem {
  const suggestion = didYouMean(model, known);
  return new Problem({
    code: "UnknownModel",
    blame: "user",
    message: `none of the environments is of a model "${model}"`,
    where: `their models: ${known.length === 0 ? "none" : known.join(", ")}`,
    next: suggestion === undefined ? "pass the model_name of one of them" : `did you mean ${suggestion}?`,
  });
}

function unknownBranch(branch: string, known: readonly string[]): Problem {
  const suggestion = didYouMean(branch, known);
  return new Problem({
    code: "UnknownBranch",
    blame: "user",
    message: `the branch "${branch}" deploys none of the environments`,
    where: `branches that do: ${known.length === 0 ? "none" : known.join(", ")}`,
    next: suggestion === undefined ? "pass the branch of one of their files" : `did you mean ${suggestion}?`,
  });
}
