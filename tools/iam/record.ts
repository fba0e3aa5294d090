import { existsSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "sagemaker-promotion-core/problem";
import { MEBIBYTE, readUserFile } from "sagemaker-promotion-core/user-file";
import type { CallRecord } from "sagemaker-local-accounts";
import { readEstate } from "./estate";
import { impliedCalls } from "./implied";
import type { Inquiry } from "./permissions";
import { questionsOf } from "./question";
import type { Aside } from "./question";
import type { Recorded } from "../../rehearsal/story/record";

/** What a rehearsal left: its stacks, and all that was asked of them. */
export interface Evidence extends Inquiry, Pick<Recorded, "otherwise"> {
  /** Decisions in the record. */
  readonly calls: number;
  /** What AWS asks beside them. */
  readonly implied: number;
  /** Calls that say nothing about our policies. */
  readonly aside: Readonly<Record<Aside, number>>;
}

/** What a rehearsal writes when it ends: its decisions, and what they are a record of. */
const CALLS = "calls.jsonl";
const RECORDED = "record.json";
const NEXT = "tell the whole story first: npm run rehearse";

/**
 * @param folder what `npm run rehearse` left: `rehearsal-out`
 * @throws Problem `NoRecord` where no rehearsal ended there, `PartialRecord` where one did before the story's end.
 */
export function readEvidence(folder: string): Evidence {
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
  const { whole, otherwise } = JSON.parse(read(join(folder, RECORDED))) as Recorded;
  if (!whole) {
    throw new Problem({
      code: "PartialRecord",
      blame: "user",
      message: "the rehearsal ended before the story did: what the rest would have used looks unused",
      where: file,
      next: NEXT,
    });
  }
  const estate = readEstate(join(folder, "cdktf.out", "stacks"));
  const lines = read(file).split("\n");
  const calls = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as CallRecord);
  const implied = impliedCalls(estate, calls);
  return {
    estate,
    otherwise,
    calls: calls.length,
    implied: implied.length,
    ...questionsOf(estate, [...calls, ...implied]),
  };
}

/** A whole story has some thousand calls, of less than a KiB each. */
const LONGEST_RECORD = 64 * MEBIBYTE;

function read(path: string): string {
  return readUserFile(path, { what: "the call record", limit: LONGEST_RECORD, next: NEXT }).toString("utf8");
}
