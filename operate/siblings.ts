import type { Environment } from "../environments/environment";
import { loadEnvironments } from "../environments/load";

/** The environments of an environment's model, itself among them: of a file outside the folder, itself alone. */
export function environmentsOfModel(environment: Environment): readonly Environment[] {
  const found = loadEnvironments().models.find(({ environments }) =>
    environments.some(
      ({ name, modelName }) => name === environment.name && modelName === environment.modelName,
    ),
  );
  return found?.environments ?? [environment];
}

/** The environment that trained a version, by the env_group that its metadata bears. */
export function trainerOf(
  group: string | undefined,
  environments: readonly Environment[],
): Environment | undefined {
  return environments.find((environment) => environment.group === group || environment.name === group);
}
