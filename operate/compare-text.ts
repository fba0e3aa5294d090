import { metricTitle } from "../models/metrics";
import type { Paint } from "../deploy/text";
import type { Aspect, CompareReport } from "./compare";
import { table, type Cell } from "../deploy/table";

/** Two versions side by side for a person: what differs, and the names of what does not. */
export function compareText({ versions, better, differ, same }: CompareReport, paint: Paint): string {
  const told = differ.filter(({ about }) => about !== "addresses");
  const rows = told.flatMap(({ about, name, values }, index): Cell[][] => [
    [
      told[index - 1]?.about === about ? "" : about,
      aspectName(about, name),
      `${versions[0]}: ${values[0] ?? "none"}`,
    ],
    ["", "", { text: `${versions[1]}: ${values[1] ?? "none"}`, paint: (text) => paint("yellow", text) }],
  ]);
  const heading = paint("bold", `version ${versions[0]} and version ${versions[1]}`);
  const judged = better === null ? "" : `: ${better.version} is better by ${metricTitle(better.metric)}`;
  const alike = table([["same", namesOf(same)]]);
  const differing = told.length === 0 ? "  nothing differs\n" : table(rows);
  return `${heading}${judged}\n${differing}${same.length === 0 ? "" : alike}  where their files lie: --json\n`;
}

function namesOf(aspects: readonly Aspect[]): string {
  return aspects.map(({ about, name }) => aspectName(about, name)).join(", ");
}

function aspectName(about: Aspect["about"], name: string): string {
  return about === "metrics" ? metricTitle(name) : name;
}
