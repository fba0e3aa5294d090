import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import type { Environment, Model, Monitoring } from "../../environments/environment";
import { environmentsFolder, loadEnvironments, readEnvironmentFile } from "../../environments/load";
import { Problem } from "sagemaker-promotion-core/problem";

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

/** The first model of the folder with a dev and a prod environment. */
export function scenarioIn(folder: string): Scenario {
  const { models } = loadEnvironments(folder);
  for (const { environments } of models) {
    const dev = environments.find((environment) => environment.group === "dev");
    const prod = environments.find((environment) => environment.group === "prod");
    if (dev === undefined || prod === undefined) continue;
    const fileOf = (environment: Environment): string => join(folder, `${environment.name}${SUFFIX}`);
    return { dev, prod, models, folder, notes: [], fileOf };
  }
  throw new Problem({
    code: "NoScenario",
    blame: "user",
    message: 'no model has an environment with env_group "dev" and one with "prod"',
    where: folder,
    next: "add the missing environment file; the story promotes from dev to prod",
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
 * The first model with a dev and a prod environment, on local accounts with the numbers that its files name. If the
 * files name what local accounts do not have, or with `monitoring`, copies of the files below `out` are used. They differ
 * in those keys only.
 */
export function scenarioFor(
  monitoring: Monitoring | undefined,
  out: string,
  source: string = environmentsFolder(),
): Scenario {
  const own = scenarioIn(source);
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
  return { ...scenarioIn(folder), notes };
}
