import { availableParallelism, cpus } from "node:os";
import { outcomeReport, outcomeText } from "./outcome";
import type { Outcome } from "./outcome";
import { ratioTable, type MeasuredRatio } from "./ratio";

export type Benches = Readonly<Record<string, () => Promise<Outcome>>>;

interface Output {
  readonly json: boolean;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/**
 * Runs benches one after the other, since they would disturb each other, and prints what they measured: a text each and one
 * table of all ratios, or one JSON document at the end.
 * @returns whether every goal is met
 */
export async function runBenches(benches: Benches, { json, out, err }: Output): Promise<boolean> {
  const reports: Record<string, ReturnType<typeof outcomeReport>> = {};
  for (const [name, measure] of Object.entries(benches)) {
    err(`measuring ${name}\n`);
    const outcome = await measure();
    reports[name] = outcomeReport(outcome);
    if (!json) out(outcomeText(name, outcome));
  }
  const ratios: MeasuredRatio[] = Object.values(reports).flatMap((report) => report.ratios);
  if (!json && ratios.length > 0) out(`side by side, medians (least to most)\n${ratioTable(ratios)}`);
  const ok = Object.values(reports).every((report) => report.ok);
  if (json) out(`${JSON.stringify({ ok, machine: machine(), benches: reports }, null, 2)}\n`);
  return ok;
}

function machine() {
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? "unknown",
    node: process.version,
  };
}
