import type { Environment } from "../environments/environment";
import { partsOfCopyName } from "../environments/names";
import { copyFor } from "../environments/personal-copy";
import { isProtected } from "../environments/protected";
import { loadEnvironments } from "../environments/load";

/**
 * The environments of an environment's model, itself among them, also where it is somebody's copy: of a file outside the
 * folder, itself alone.
 */
export function environmentsOfModel(environment: Environment): readonly Environment[] {
  const { name, modelName, copy } = environment;
  const found = loadEnvironments().models.find(({ environments }) =>
    environments.some((one) => one.name === (copy?.of ?? name) && one.modelName === modelName),
  );
  if (found === undefined) return [environment];
  return copy === undefined ? found.environments : [...found.environments, environment];
}

/** The environment, or the copy of one, that trained a version, by the env_group that its metadata bears. */
export function trainerOf(
  group: string | undefined,
  environments: readonly Environment[],
): Environment | undefined {
  const found = environments.find((environment) => environment.group === group || environment.name === group);
  if (found !== undefined || group === undefined) return found;
  const { of, as } = partsOfCopyName(group) ?? {};
  const original = environments.find((environment) => environment.group === of && !isProtected(environment));
  return original === undefined || as === undefined ? undefined : copyFor(original, as);
}
