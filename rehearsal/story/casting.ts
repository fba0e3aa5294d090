import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Environment, Monitoring } from "../../environments/environment";
import { environmentsFolder, loadEnvironments } from "../../environments/load";
import { Problem } from "../../environments/problem";

/** The two environments that the story plays in, and the files that say so. */
export interface Casting {
  readonly dev: Environment;
  readonly prod: Environment;
  /** The folder that holds the environment files. */
  readonly folder: string;
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
    return { dev, prod, folder, fileOf: (environment) => join(folder, `${environment.name}${SUFFIX}`) };
  }
  throw new Problem({
    code: "NoCast",
    blame: "user",
    message: 'no model has an environment with env_group "dev" and one with "prod"',
    where: folder,
    next: "add the missing environment file; the story promotes from dev to prod",
  });
}

/**
 * The first model with a dev and a prod environment, on local accounts with the numbers that its files name.
 * With `monitoring`, plays on copies of the files below `out` that differ in that key alone.
 */
export function castStory(monitoring: Monitoring | undefined, out: string): Casting {
  const own = castFrom(environmentsFolder());
  if (monitoring === undefined) return own;
  const folder = join(out, "environments");
  for (const environment of [own.dev, own.prod]) {
    const values = JSON.parse(readFileSync(own.fileOf(environment), "utf8")) as object;
    const file = join(folder, `${environment.name}${SUFFIX}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ ...values, monitoring }, null, 2)}\n`);
  }
  return castFrom(folder);
}
