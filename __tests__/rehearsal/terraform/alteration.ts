import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Block = Record<string, unknown>;

interface Document {
  readonly provider: { readonly aws: [{ default_tags: [{ tags: Record<string, string> }] }] };
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
}

/** A policy that says the same under another name. */
function renamed(policy: unknown): string {
  const document = JSON.parse(String(policy)) as { Statement: [{ Sid: string }] };
  document.Statement[0].Sid += "Altered";
  return JSON.stringify(document);
}

/** What a change of each argument that can change in place looks like. */
const ALTERATIONS: Readonly<Record<string, (block: Block) => Block>> = {
  assume_role_policy: ({ assume_role_policy }) => ({ assume_role_policy: renamed(assume_role_policy) }),
  description: ({ description }) => ({ description: `${String(description)}, altered` }),
  endpoint: () => ({ endpoint: "somebody-else@org.com" }),
  environment: () => ({ environment: { variables: { TRAIN_PIPELINE_NAME: "altered" } } }),
  policy: ({ policy }) => ({ policy: renamed(policy) }),
  resource_policy: ({ resource_policy }) => ({ resource_policy: renamed(resource_policy) }),
  retention_in_days: () => ({ retention_in_days: 30 }),
  retry_policy: () => ({ retry_policy: { maximum_event_age_in_seconds: 600, maximum_retry_attempts: 2 } }),
  schedule_expression: () => ({ schedule_expression: "cron(0 22 * * ? *)" }),
  source_code_hash: () => ({ source_code_hash: "altered" }),
  timeout: () => ({ timeout: 90 }),
};

/** Changes a synthesized stack wherever it can change in place; of its tags one is new and one is gone. */
export function alter(folder: string): void {
  const file = join(folder, "cdk.tf.json");
  const document = JSON.parse(readFileSync(file, "utf8")) as Document;
  const [{ default_tags: tagsOf }] = document.provider.aws;
  const kept = Object.entries(tagsOf[0].tags).filter(([key]) => key !== "model");
  tagsOf[0].tags = { ...Object.fromEntries(kept), owner: "ml-platform" };
  for (const block of Object.values(document.resource).flatMap((named) => Object.values(named))) {
    for (const [argument, change] of Object.entries(ALTERATIONS)) {
      if (argument in block) Object.assign(block, change(block));
    }
  }
  writeFileSync(file, JSON.stringify(document));
}
