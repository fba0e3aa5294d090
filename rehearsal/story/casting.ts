import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Environment, Model, Monitoring } from "../../environments/environment";
import { environmentsFolder, loadEnvironments, readEnvironmentFile } from "../../environments/load";
import { Problem } from "sagemaker-promotion-core/problem";

/** The two environments that the story plays in, and the files that say so. */
export interface Casting {
  readonly dev: Environment;
  readonly prod: Environment;
  /** Every model of the folder, theirs included. */
  readonly models: readonly Model[];
  /** The folder that holds the environment files. */
  readonly folder: string;
  /** What is played otherwise than the files say, a sentence each. */
  readonly notes: readonly string[];
  fileOf(environment: Environment): string;
}

const SUFFIX = ".tfvars.json";

/** The first model of the folder with a dev and a prod environment. */
export function castFrom(folder: string): Casting {
  const { models } = loadEnvironments(folder);
  for (const { environments } of models) {
    const dev = environments.find((environment) => environment.group === "dev");
    const prod = environments.find((environment) => environment.group === "prod");
    if (dev === undefined || prod === undefined) continue;
    const fileOf = (environment: Environment): string => join(folder, `${environment.name}${SUFFIX}`);
    return { dev, prod, models, folder, notes: [], fileOf };
  }
  throw new Problem({
    code: "NoCast",
    blame: "user",
    message: 'no model has an environment with env_group "dev" and one with "prod"',
    where: folder,
    next: "add the missing environment file; the story promotes from dev to prod",
  });
}

/** An environment file's content, as far as a rehearsal reads it. */
type Values = Readonly<Record<string, unknown>>;

/** What a file may say that empty accounts cannot play, and what is played in its place. */
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
    // A key's id is given by AWS; an alias can be had anywhere.
    applies: (value) => typeof value === "string" && value.includes(":key/"),
    instead: () => "a key of its own here, under the alias that a file without kms_key gets",
  },
  {
    key: "iam_mode",
    applies: (value) => value === "blog",
    instead: () => "least privilege here; local accounts do not know the managed policies of AWS",
  },
];

/** The Region that a rehearsal plays in where the files' own lies in another partition. */
const LOCAL_REGION = "us-east-1";

/** The content to rehearse, and a sentence for each thing that is played otherwise than the file says. */
function playable(
  text: string,
  { name, partition, region }: Environment,
): { readonly values: Values; readonly notes: string[] } {
  const abroad = partition !== "aws";
  const local = abroad
    ? text.replaceAll(`arn:${partition}:`, "arn:aws:").replaceAll(region, LOCAL_REGION)
    : text;
  const values = JSON.parse(local) as Values;
  const replaced = REPLACED.filter(({ key, applies }) => applies(values[key]));
  const keys = new Set(replaced.map(({ key }) => key));
  return {
    values: Object.fromEntries(Object.entries(values).filter(([key]) => !keys.has(key))),
    notes: [
      ...(abroad
        ? [`${name}, ${region}: played in ${LOCAL_REGION}; local accounts are of the partition aws alone`]
        : []),
      ...replaced.map(({ key, instead }) => `${name}, ${key}: ${instead(values[key])}`),
    ],
  };
}

/**
 * The first model with a dev and a prod environment, on local accounts with the numbers that its files name. Where the
 * files name what local accounts do not have, or with `monitoring`, plays on copies below `out` that differ in those
 * keys alone.
 */
export function castStory(
  monitoring: Monitoring | undefined,
  out: string,
  files: string = environmentsFolder(),
): Casting {
  const own = castFrom(files);
  const played = [own.dev, own.prod].map((environment) => {
    const text = readEnvironmentFile(own.fileOf(environment));
    return { environment, ...playable(text, environment) };
  });
  const notes = played.flatMap((file) => file.notes);
  if (monitoring === undefined && notes.length === 0) return own;

  const folder = join(out, "environments");
  for (const { environment, values } of played) {
    const file = join(folder, `${environment.name}${SUFFIX}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ ...values, monitoring }, null, 2)}\n`);
  }
  return { ...castFrom(folder), notes };
}
