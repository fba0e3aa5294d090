import type { Effect, Judgement } from "./judgement";
import { table } from "../deploy/table";
import { moment } from "./when";

/** What judgements do, or did, to each environment. */
export function effectsText(judgements: readonly Judgement[], effects: readonly Effect[]): string {
  const judged = judgements.map(({ version, decision }) => [
    `version ${version.number}`,
    `${version.approval} → ${decision}`,
  ]);
  const told = effects.map(({ environment, before, after, nextRunAt }) => {
    const since = nextRunAt === null ? "its next inference" : moment(new Date(nextRunAt));
    return [
      environment,
      before === after
        ? `${named(before)}, as before`
        : `${named(before)} → ${named(after)}, from ${since} on`,
    ];
  });
  return table([...judged, ...told]);
}

function named(version: number | null): string {
  return version === null ? "no version" : `version ${version}`;
}
