import { join } from "node:path";
import * as real from "../../environments/parse";
import { projectRoot } from "../../environments/project-root";
import { modelsIn, type Models } from "../../models/load";

export type { EnvironmentFile, ParsedEnvironment, ParsedEnvironments } from "../../environments/parse";

const project = modelsIn(join(projectRoot(), "models"));

/** A model for every name: the example's. What an environment's file says is tested without a folder for each. */
export const anyModel: Models = {
  names: project.names,
  find(name) {
    const example = project.find("mammography-severity-model");
    return example !== undefined && "name" in example ? { ...example, name } : example;
  },
};

/** As the product's, with a model for every name unless a test says otherwise. */
export const parseEnvironments = (files: readonly real.EnvironmentFile[], models = anyModel) =>
  real.parseEnvironments(files, models);

export const parseEnvironment = (files: readonly real.EnvironmentFile[], name: string, models = anyModel) =>
  real.parseEnvironment(files, name, models);

export const parseFile = (
  file: real.EnvironmentFile,
  beside: readonly real.EnvironmentFile[],
  models = anyModel,
) => real.parseFile(file, beside, models);
