import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Problem } from "../../environments/problem";
import type { CallRecord } from "../ports";
import { readEstate } from "./estate";
import { impliedCalls } from "./implied";
import type { Inquiry } from "./permissions";
import { questionsOf } from "./question";
import type { Aside } from "./question";

/** What a rehearsal left: its stacks, and all that was asked of them. */
export interface Evidence extends Inquiry {
  /** Decisions in the record. */
  readonly calls: number;
  /** What AWS asks beside them. */
  readonly implied: number;
  /** Calls that say nothing about our policies. */
  readonly aside: Readonly<Record<Aside, number>>;
}

/**
 * @param folder what `npm run rehearse` left: `rehearsal-out`
 * @throws Problem `NoRecord` where no rehearsal ended there.
 */
export function readEvidence(folder: string): Evidence {
  const file = join(folder, "calls.jsonl");
  if (!existsSync(file)) {
    throw new Problem({
      code: "NoRecord",
      blame: "user",
      message: "there is no call record",
      where: file,
      next: "tell the whole story first: npm run rehearse",
    });
  }
  const estate = readEstate(join(folder, "cdktf.out", "stacks"));
  const lines = readFileSync(file, "utf8").split("\n");
  const calls = lines.filter((line) => line !== "").map((line) => JSON.parse(line) as CallRecord);
  const implied = impliedCalls(estate, calls);
  return {
    estate,
    calls: calls.length,
    implied: implied.length,
    ...questionsOf(estate, [...calls, ...implied]),
  };
}
