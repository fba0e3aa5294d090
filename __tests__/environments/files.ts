import type { EnvironmentFile } from "../support/parse";
import { environmentFile, exampleFile, merge, unabridged, type Overrides } from "../support/environments";

/** What the example lacks, as no key has an id before it is there; without it a file is warned of. */
const volumeKey = (account: string): Overrides => ({
  volume_kms_key: `arn:aws:kms:us-east-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
});

/** The example's files, each with all keys, some of them replaced. */
export const dev = (overrides: Overrides = {}, name = "dev"): EnvironmentFile =>
  environmentFile(name, merge(merge(unabridged("dev"), volumeKey("111111111111")), overrides));
export const prod = (overrides: Overrides = {}, name = "prod"): EnvironmentFile =>
  environmentFile(name, merge(merge(exampleFile("prod"), volumeKey("222222222222")), overrides));

/** An environment of another model, in accounts and pipelines of its own. */
export const fraud = (overrides: Overrides = {}, name = "fraud/prod"): EnvironmentFile => {
  const text = JSON.stringify(exampleFile("prod"))
    .replaceAll("mammo", "fraud")
    .replaceAll("fraudgraphy", "fraud");
  return environmentFile(
    name,
    merge(merge(JSON.parse(text) as Overrides, volumeKey("222222222222")), overrides),
  );
};
