import type { EnvironmentFile } from "../../environments/parse";
import { environmentFile, exampleFile, merge, type Overrides } from "../support/environments";

/** The example's files, some keys replaced. */
export const dev = (overrides: Overrides = {}, name = "dev"): EnvironmentFile =>
  environmentFile(name, merge(exampleFile("dev"), overrides));
export const prod = (overrides: Overrides = {}, name = "prod"): EnvironmentFile =>
  environmentFile(name, merge(exampleFile("prod"), overrides));

/** An environment of another model, in accounts and pipelines of its own. */
export const fraud = (overrides: Overrides = {}, name = "fraud/prod"): EnvironmentFile => {
  const text = JSON.stringify(exampleFile("prod"))
    .replaceAll("mammo", "fraud")
    .replaceAll("fraudgraphy", "fraud");
  return environmentFile(name, merge(JSON.parse(text) as Overrides, overrides));
};
