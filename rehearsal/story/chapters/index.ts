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
import { ownInference, ownTraining } from "./own-pipelines";
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

/** The story of a model that brings its own pipelines: of their steps, drift and versions nothing is known. */
const OWN_CHAPTERS: readonly Chapter[] = [accounts, data, ownTraining, mergeToMain, ownInference, cleanUp];

/** What decides on the chapters. */
interface Told {
  /** Whether the accounts keep running: then nothing is cleaned up. */
  readonly keep: boolean;
  /** Whether the model brings its own pipelines. */
  readonly own: boolean;
}

/** The chapters to run, up to the last that is asked for. */
export function chaptersTo(last: number, { keep, own }: Told): Chapter[] {
  const chapters = own ? OWN_CHAPTERS : CHAPTERS;
  return chapters.filter((chapter) => chapter.id <= last && !(keep && chapter === cleanUp));
}
