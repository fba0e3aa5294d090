import type { Chapter } from "../chapter";
import { accounts } from "./accounts";
import { approve } from "./approve";
import { approveVersion2 } from "./approve-version-2";
import { cleanUp } from "./clean-up";
import { dailyRun } from "./daily-run";
import { data } from "./data";
import { drift } from "./drift";
import { failedTraining } from "./failed-training";
import { mergeToMain } from "./merge-to-main";
import { pullRequest } from "./pull-request";
import { trainInDev } from "./train-in-dev";
import { unapproved } from "./unapproved";

/** The story, in order. The same list drives the terminal and the JSON. */
export const CHAPTERS: readonly Chapter[] = [
  accounts,
  data,
  trainInDev,
  unapproved,
  approve,
  mergeToMain,
  pullRequest,
  dailyRun,
  drift,
  approveVersion2,
  failedTraining,
  cleanUp,
];

/** The chapters to run, up to the last that is asked for; without *Clean up* where the accounts keep running. */
export function chaptersTo(last: number, { keep }: { readonly keep: boolean }): Chapter[] {
  return CHAPTERS.filter((chapter) => chapter.id <= last && !(keep && chapter === cleanUp));
}
