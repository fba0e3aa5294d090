import { existsSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import type { CallRecord } from "sagemaker-local-accounts";
import { readSynthesizedPolicies } from "./synthesized-policies";
import { serviceSideCalls } from "./service-side-calls";
import type { PolicyUsage } from "./permissions";
import { requestsOf, type SkippedBecause } from "./authorization-request";
import type { Recorded } from "../../rehearsal/story/record";

/** What a rehearsal left: its stacks, and every request to their policies. */
export interface Usage extends PolicyUsage, Pick<Recorded, "differences"> {
  /** Decisions in the record. */
  readonly calls: number;
  /** Decisions that AWS makes in addition, as it calls other services for the caller. */
  readonly serviceSideCalls: number;
  /** Calls that say nothing about our policies. */
  readonly skipped: Readonly<Record<SkippedBecause, number>>;
}

/** What a rehearsal writes when it ends: its decisions, and what they are a record of. */
const CALLS = "calls.jsonl";
const RECORDED = "record.json";
const NEXT = "tell the whole story first: npm run rehearse";

/**
 * @param folder what `npm run rehearse` left: `rehearsal-out`
 * @throws Problem `NoRecord` where no rehearsal ended there, `PartialRecord` where one did before the story's end.
 */
export function readUsage(folder: string): Usage {
  const file = join(folder, CALLS);
  if (!existsSync(file) || !existsSync(join(folder, RECORDED))) {
    throw new Problem({
      code: "NoRecord",
      blame: "user",
      message: "there is no call record, or nothing that says what it is a record of",
      where: file,
      next: NEXT,
    });
  }
  const { whole, differences } = JSON.parse(read(join(folder, RECORDED))) as Recorded;
  if (!whole) {
    throw new Problem({
      code: "PartialRecord",
      blame: "user",
      message: "the rehearsal ended before the story did: what the rest would have used looks unused",
      where: file,
      next: NEXT,
    });
  }
  const stacks = readSynthesizedPolicies(join(folder, "cdktf.out", "stacks"));
  const lines = read(file).split("\n");
  const calls = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as CallRecord);
  const beside = serviceSideCalls(stacks, calls);
  return {
    stacks,
    differences,
    calls: calls.length,
    serviceSideCalls: beside.length,
    ...requestsOf(stacks, [...calls, ...beside]),
  };
}

/** A whole story has some thousand calls, of less than a KiB each. */
const LONGEST_RECORD = 64 * MEBIBYTE;

function read(path: string): string {
  return readUserFile(path, { what: "the call record", limit: LONGEST_RECORD, next: NEXT }).toString("utf8");
}
