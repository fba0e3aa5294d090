import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import type { Environment, Model, Monitoring } from "../../environments/environment";
import { environmentsFolder, loadEnvironments, readEnvironmentFile } from "../../environments/load";
import { mainModel } from "../../environments/main-model";
import { Problem } from "sagemaker-promotion-core/problem";
import { didYouMean } from "sagemaker-promotion-core/suggestion";

/** The two environments of the story, and the files that describe them. */
export interface Scenario {
  readonly dev: Environment;
  readonly prod: Environment;
  /** Every model of the folder, theirs included. */
  readonly models: readonly Model[];
  /** The folder that holds the environment files. */
  readonly folder: string;
  /** How the rehearsal differs from the files, a sentence each. */
  readonly notes: readonly string[];
  fileOf(environment: Environment): string;
}

const SUFFIX = ".tfvars.json";

/** A model that has all that the story needs: an environment that trains, and one that it is promoted to. */
interface Playable {
  readonly name: string;
  readonly dev: Environment;
  readonly prod: Environment;
}

function playable({ name, environments }: Model): Playable[] {
  const dev = environments.find((environment) => environment.group === "dev");
  const prod = environments.find((environment) => environment.group === "prod");
  return dev === undefined || prod === undefined ? [] : [{ name, dev, prod }];
}

/** Names of the folder's models that can be rehearsed: first the one that is meant where none is named, then by name. */
export function rehearsableModels(folder: string = environmentsFolder()): readonly string[] {
  return inOrder(loadEnvironments(folder).models).map(({ name }) => name);
}

function inOrder(models: readonly Model[]): readonly Playable[] {
  const main = mainModel(models.filter((model) => playable(model).length > 0));
  const all = models.flatMap(playable);
  return [...all.filter(({ name }) => name === main?.name), ...all.filter(({ name }) => name !== main?.name)];
}

/**
 * A model of the folder, with its dev and prod environments.
 * @param name default: the first of `rehearsableModels`
 * @throws Problem `NoScenario`, `UnknownModel`
 */
export function scenarioIn(folder: string, name?: string): Scenario {
  const { models } = loadEnvironments(folder);
  const all = inOrder(models);
  const found = name === undefined ? all[0] : all.find((one) => one.name === name);
  if (found === undefined) throw name === undefined ? noScenario(folder) : unknownModel(name, folder, all);
  const fileOf = (environment: Environment): string => join(folder, `${environment.name}${SUFFIX}`);
  return { dev: found.dev, prod: found.prod, models, folder, notes: [], fileOf };
}

function noScenario(folder: string): Problem {
  return new Problem({
    code: "NoScenario",
    blame: "user",
    message: 'no model has an environment with env_group "dev" and one with "prod"',
    where: folder,
    next: "add the missing environment file; the story promotes from dev to prod",
  });
}

function unknownModel(name: string, folder: string, all: readonly Playable[]): Problem {
  const names = all.map((one) => one.name);
  const suggestion = didYouMean(name, names);
  return new Problem({
    code: "UnknownModel",
    blame: "user",
    message: `no model "${name}" has an environment with env_group "dev" and one with "prod"`,
    where: `${folder}, which has them for ${names.length === 0 ? "none" : names.join(", ")}`,
    next:
      suggestion === undefined
        ? `pass one of these, or make one: npm run new -- model ${name} --from data.csv --target COLUMN`
        : `did you mean ${suggestion}?`,
  });
}

/** An environment file's content, as far as a rehearsal reads it. */
type Values = Readonly<Record<string, unknown>>;

/** What a file may ask for that empty local accounts do not have, and what the rehearsal uses instead. */
const REPLACED: readonly {
  readonly key: string;
  readonly applies: (value: unknown) => boolean;
  readonly instead: (value: unknown) => string;
}[] = [
  {
    key: "existing_resources",
    applies: (value) => Array.isArray(value) && value.length > 0,
    instead: (value) => `${String(value)}: created here, as a foundation would`,
  },
  {
    key: "kms_key",
    // AWS assigns a key's id; an alias can be created anywhere.
    applies: (value) => typeof value === "string" && value.includes(":key/"),
    instead: () => "a key of its own here, under the alias that a file without kms_key gets",
  },
  {
    key: "iam_mode",
    applies: (value) => value === "blog",
    instead: () => "least privilege here; local accounts do not know the managed policies of AWS",
  },
];

/** The Region of a rehearsal whose files name one of another partition. */
const LOCAL_REGION = "us-east-1";

/** The content to rehearse, and a sentence for each difference from the file. */
function rehearsable(
  text: string,
  { name, partition, region }: Environment,
): { readonly values: Values; readonly notes: string[] } {
  const isForeign = partition !== "aws";
  const local = isForeign
    ? text.replaceAll(`arn:${partition}:`, "arn:aws:").replaceAll(region, LOCAL_REGION)
    : text;
  const values = JSON.parse(local) as Values;
  const replaced = REPLACED.filter(({ key, applies }) => applies(values[key]));
  const keys = new Set(replaced.map(({ key }) => key));
  return {
    values: Object.fromEntries(Object.entries(values).filter(([key]) => !keys.has(key))),
    notes: [
      ...(isForeign
        ? [`${name}, ${region}: rehearsed in ${LOCAL_REGION}; local accounts exist in the partition aws only`]
        : []),
      ...replaced.map(({ key, instead }) => `${name}, ${key}: ${instead(values[key])}`),
    ],
  };
}

/**
 * A model with a dev and a prod environment (default: the first of `rehearsableModels`), on local accounts with the numbers that its files name. If the
 * files name what local accounts do not have, or with `monitoring`, copies of the files below `out` are used. They differ
 * in those keys only.
 */
export function scenarioFor(
  monitoring: Monitoring | undefined,
  out: string,
  source: string = environmentsFolder(),
  model?: string,
): Scenario {
  const own = scenarioIn(source, model);
  const files = [own.dev, own.prod].map((environment) => {
    const text = readEnvironmentFile(own.fileOf(environment));
    return { environment, ...rehearsable(text, environment) };
  });
  const notes = files.flatMap((file) => file.notes);
  if (monitoring === undefined && notes.length === 0) return own;

  const folder = join(out, "environments");
  for (const { environment, values } of files) {
    const file = join(folder, `${environment.name}${SUFFIX}`);
    writeWhole(file, `${JSON.stringify({ ...values, monitoring }, null, 2)}\n`);
  }
  return { ...scenarioIn(folder, model), notes };
}
