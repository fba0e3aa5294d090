import { setTimeout as wait } from "node:timers/promises";

/** Time as the local SageMaker sees it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits so many milliseconds of SageMaker's time (between the attempts of a step); ends early when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** A minute of SageMaker's back-off takes 60 ms: a rehearsal shows that it happens, and does not wait for it. */
const SPEED = 1000;

/** The milliseconds that a rehearsal waits in place of so many of SageMaker's. */
export function rehearsed(milliseconds: number): number {
  return milliseconds / SPEED;
}

export const rehearsalClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    await wait(rehearsed(milliseconds), undefined, { signal }).catch(() => undefined);
  },
};

/** A time as AWS JSON 1.1 carries it: seconds since 1970 with milliseconds behind the point. */
export function wireTime(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

/** A time as SageMaker's events carry it: `2021-03-15T16:10:11Z`. */
export function eventTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
