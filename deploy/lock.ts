import { Problem } from "sagemaker-promotion-core/problem";
import type { Lock, LockStore, Progress, Sleep } from "./ports";

/** Whoever wants to be the one that writes. */
export interface LockRequest {
  readonly lock: Lock;
  /** Seconds to wait for another's end. */
  readonly timeout: number;
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly progress: Progress;
  /** The command that frees a lock whose holder has died. */
  readonly unlockCommand: (id: string) => string;
  /** Leaves the lock to the build's next process where the run succeeds. */
  readonly keeps?: boolean | undefined;
}

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 15_000;

/**
 * Runs while nobody else writes to the environment: holds an object beside Terraform's state that S3 lets one writer
 * create. A lock of the same build counts as one's own, since a build goes on where its killed process stopped.
 * @param unreleased told where the lock could not be taken away at the end
 * @throws Problem `Locked`, before anything was run
 */
export async function withLock<T>(
  store: LockStore,
  request: LockRequest,
  unreleased: (lock: Lock, error: unknown) => void,
  run: () => Promise<T>,
): Promise<T> {
  const held = await acquire(store, request);
  const release = (): Promise<void> =>
    store.delete(held.id).catch((error: unknown) => unreleased(held, error));
  try {
    const result = await run();
    // Without a build, nobody comes after this process.
    if (request.keeps !== true || held.build === undefined) await release();
    return result;
  } catch (error) {
    await release();
    throw error;
  }
}

/** Takes this build's lock away, where it is still held; undefined where it is not. */
export async function unlockBuild(store: LockStore, build: string): Promise<Lock | undefined> {
  const found = await store.get();
  if (found?.build !== build) return undefined;
  await store.delete(found.id);
  return found;
}

/**
 * Takes a lock away by hand.
 * @throws Problem `NotLocked`, and `LockOfAnother` where the id is another's
 */
export async function forceUnlock(store: LockStore, id: string): Promise<Lock> {
  const found = await store.get();
  if (found?.id === id) {
    await store.delete(id);
    return found;
  }
  throw new Problem({
    code: found === undefined ? "NotLocked" : "LockOfAnother",
    blame: "user",
    message:
      found === undefined
        ? "There is no lock."
        : `The lock is ${found.id} by now, of ${found.holder}, not ${id}.`,
    where: store.place,
    next: found === undefined ? "Nothing is to be done." : "See whether that one is still at work.",
  });
}

async function acquire(store: LockStore, request: LockRequest): Promise<Lock> {
  const { lock, timeout, now, sleep, progress } = request;
  const end = now() + timeout * 1_000;
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    progress("locking the environment");
    if (await created(store, lock)) return lock;
    const found = await store.get();
    if (found !== undefined) {
      // The answer to the first try was lost, or an earlier process of this build was killed.
      if (found.id === lock.id || (lock.build !== undefined && found.build === lock.build)) return found;
      const left = end - now();
      if (left <= 0) throw locked(found, store.place, request);
      progress(`waiting for ${found.holder} on ${found.host}`);
      await sleep(Math.min(wait, left));
    } else if (now() >= end + LONGEST_WAIT) {
      throw locked(lock, store.place, request);
    }
  }
}

/** A write whose answer is lost may have been done: what cannot be told apart is taken back. */
async function created(store: LockStore, lock: Lock): Promise<boolean> {
  try {
    return await store.create(lock);
  } catch (error) {
    await store.delete(lock.id).catch(() => undefined);
    throw error;
  }
}

function locked(found: Lock, place: string, { now, unlockCommand }: LockRequest): Problem {
  const url = found.url === undefined ? "" : ` (${found.url})`;
  const age = ageText(now() - Date.parse(found.since));
  return new Problem({
    code: "Locked",
    blame: "environment",
    message: `${found.holder} on ${found.host} has been at ${found.verb} for ${age}${url}. Nothing was changed.`,
    where: place,
    next:
      "Wait for its end, with --lock-timeout 900 for instance. " +
      `If it has died, free the lock: ${unlockCommand(found.id)}`,
  });
}

function ageText(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
