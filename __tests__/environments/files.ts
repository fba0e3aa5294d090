import type { EnvironmentFile } from "../../environments/parse";
import { environmentFile, exampleFile, merge, unabridged, type Overrides } from "../support/environments";

/** The example's files, each with all keys, some of them replaced. */
export const dev = (overrides: Overrides = {}, name = "dev"): EnvironmentFile =>
  environmentFile(name, merge(unabridged("dev"), overrides));
export const prod = (overrides: Overrides = {}, name = "prod"): EnvironmentFile =>
  environmentFile(name, merge(exampleFile("prod"), overrides));

/** An environment of another model, in accounts and pipelines of its own. */
export const fraud = (overrides: Overrides = {}, name = "fraud/prod"): EnvironmentFile => {
  const text = JSON.stringify(exampleFile("prod"))
    .replaceAll("mammo", "fraud")
    .replaceAll("fraudgraphy", "fraud");
  return environmentFile(name, merge(JSON.parse(text) as Overrides, overrides));
};
