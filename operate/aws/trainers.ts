import type { Environment } from "../../environments/environment";
import type { Look, Version } from "../ports";
import { environmentsOfModel, trainerOf } from "../siblings";
import { connectLook } from "./look";

/** The execution that trained a version, and who can be asked about it. */
export interface Trainer {
  readonly environment: Environment;
  readonly execution: string;
  readonly look: Look;
}

/**
 * Finds who trained a version: undefined where the version does not say, or another model's environment did. Each
 * environment is signed in to once, however many versions are asked about.
 * @returns rejects where the reader may not look there
 */
export function trainersOf(
  environment: Environment,
  look: Look,
): (version: Version) => Promise<Trainer | undefined> {
  const environments = environmentsOfModel(environment);
  const looks = new Map([[environment.name, Promise.resolve(look)]]);
  return async ({ metadata }) => {
    const trainer = trainerOf(metadata["environment"], environments);
    const execution = metadata["execution_id"];
    if (trainer === undefined || execution === undefined) return undefined;
    const there = looks.get(trainer.name) ?? connectLook(trainer);
    looks.set(trainer.name, there);
    return { environment: trainer, execution, look: await there };
  };
}
