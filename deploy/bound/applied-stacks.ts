import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "sagemaker-promotion-core/files";
import { Problem } from "sagemaker-promotion-core/problem";
import type { Terraform } from "../bootstrap/terraform";
import { stackFolder, stateOf, type StacksReview } from "./stacks-plan";

/** That a plan's half of Terraform's is applied, beside the stack: the other half may follow in another process. */
const RECORD = "applied.json";

interface Applied {
  /** Digest of the reviewed plan. */
  readonly plan: string;
  readonly lineage: string | null;
  readonly serial: number | null;
}

/** Where a plan's half of Terraform's is. */
interface Half {
  /** Folder of the synthesized stacks. */
  readonly folder: string;
  readonly stacks: StacksReview;
  /** Digest of the reviewed plan. */
  readonly plan: string;
}

/** Notes that it is applied, and the state that it left. */
export async function recordApplied(terraform: Terraform, { folder, stacks, plan }: Half): Promise<void> {
  const work = stackFolder(folder, stacks.stack);
  const applied: Applied = { plan, ...(await stateOf(terraform, work)) };
  writeWhole(join(work, RECORD), `${JSON.stringify(applied)}\n`);
}

/**
 * Whether it is applied here, and nobody has changed the state since.
 * @throws Problem `StacksNotApplied`, `PlanStale`
 */
export async function requireApplied(terraform: Terraform, { folder, stacks, plan }: Half): Promise<void> {
  const work = stackFolder(folder, stacks.stack);
  const applied = readRecord(join(work, RECORD));
  if (applied?.plan !== plan) {
    throw new Problem({
      code: "StacksNotApplied",
      blame: "user",
      message: `The reviewed plan has Terraform's half as well, and ${stacks.stack} was not applied by it here.`,
      where: work,
      next: `Pass --terraform, or run npx cdktf deploy ${stacks.stack} with the guard first. Nothing was changed.`,
    });
  }
  const { lineage, serial } = await stateOf(terraform, work);
  if (lineage === applied.lineage && serial === applied.serial) return;
  throw new Problem({
    code: "PlanStale",
    blame: "user",
    message: `Since the stack ${stacks.stack} was applied, its state has changed: serial ${serial}, not ${applied.serial}.`,
    where: work,
    next: "Plan again, and have that reviewed. Nothing more was changed.",
  });
}

/** Undefined where there is none, or none of ours. */
function readRecord(path: string): Applied | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Applied;
  } catch {
    return undefined;
  }
}
