import { forceUnlock, unlockBuild, withLock, type LockRequest } from "../../deploy/lock";
import type { Lock } from "../../deploy/ports";
import { FakeAws } from "./support/fake-aws";
import { silent } from "./support/sources";

const START = Date.parse("2026-11-30T12:00:00Z");

/** A request at a clock that only sleeping moves on. */
function request(changes: Partial<Lock> = {}, timeout = 0): LockRequest & { readonly waits: number[] } {
  let now = START;
  const waits: number[] = [];
  return {
    lock: {
      id: "mine",
      holder: "arn:aws:sts::222222222222:assumed-role/deploy/me",
      host: "laptop",
      verb: "apply",
      since: new Date(START).toISOString(),
      ...changes,
    },
    timeout,
    now: () => now,
    waits,
    sleep: (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
    progress: silent,
    unlockCommand: (id) => `force-unlock ${id}`,
  };
}

function other(changes: Partial<Lock> = {}): Lock {
  const url = "https://jenkins.example.com/job/7/";
  const since = new Date(START - 180_000).toISOString();
  return { id: "other", holder: "arn:other", host: "node-1", url, verb: "destroy", since, ...changes };
}

function never(): never {
  throw new Error("not expected");
}

test("the lock is held while it runs, and gone afterwards, also where it fails", async () => {
  const aws = new FakeAws();
  const seen = await withLock(aws.lock, request(), never, () => Promise.resolve(aws.held?.id));
  expect([seen, aws.held]).toEqual(["mine", undefined]);
  const failing = () => Promise.reject(new Error("on purpose"));
  await expect(withLock(aws.lock, request(), never, failing)).rejects.toThrow("on purpose");
  expect(aws.held).toBeUndefined();
});

test("of another it names holder, host, build, age and what to do, and nothing runs", async () => {
  const aws = new FakeAws();
  aws.held = other();
  await expect(withLock(aws.lock, request(), never, never)).rejects.toMatchObject({
    code: "Locked",
    message:
      "arn:other on node-1 has been at destroy for 3 min (https://jenkins.example.com/job/7/). Nothing was changed.",
    next: expect.stringMatching(/--lock-timeout.*force-unlock other/) as string,
  });
  expect(aws.held).toEqual(other());
});

test("of another it is waited for, longer and longer, as long as is asked", async () => {
  const aws = new FakeAws();
  aws.held = other();
  const asked = request({}, 40);
  await expect(withLock(aws.lock, asked, never, never)).rejects.toMatchObject({ code: "Locked" });
  expect(asked.waits).toEqual([1_000, 2_000, 4_000, 8_000, 15_000, 10_000]);
});

test("of another that ends meanwhile it is taken", async () => {
  const aws = new FakeAws();
  aws.held = other();
  const asked = request({}, 40);
  const sleep = (milliseconds: number) => {
    if (asked.waits.length === 2) aws.held = undefined;
    return asked.sleep(milliseconds);
  };
  await withLock(aws.lock, { ...asked, sleep }, never, () => Promise.resolve());
  expect(asked.waits).toHaveLength(3);
});

test("of a killed process of the same build it is taken over, and freed at the end", async () => {
  const aws = new FakeAws();
  aws.held = other({ build: "job-7" });
  await withLock(aws.lock, request({ build: "job-7" }), never, () => Promise.resolve());
  expect(aws.held).toBeUndefined();
  aws.held = other({ build: "job-7" });
  const next = withLock(aws.lock, request({ build: "job-8" }), never, never);
  await expect(next).rejects.toMatchObject({ code: "Locked" });
});

test("a lock whose creation was not answered is one's own, or taken back", async () => {
  const aws = new FakeAws();
  const lost = { ...aws.lock, create: (lock: Lock) => aws.lock.create(lock).then(() => false) };
  await withLock(lost, request(), never, () => Promise.resolve());
  expect(aws.held).toBeUndefined();
  const failed = { ...aws.lock, create: (lock: Lock) => aws.lock.create(lock).then(never) };
  await expect(withLock(failed, request(), never, never)).rejects.toThrow("not expected");
  expect(aws.held).toBeUndefined();
});

test("a lock that cannot be freed is told, and what was done counts", async () => {
  const aws = new FakeAws();
  const stuck = { ...aws.lock, delete: () => Promise.reject(new Error("denied")) };
  const told: string[] = [];
  const done = await withLock(
    stuck,
    request(),
    ({ id }) => told.push(id),
    () => Promise.resolve("done"),
  );
  expect([done, told]).toEqual(["done", ["mine"]]);
});

test("a lock is freed by hand by its id alone", async () => {
  const aws = new FakeAws();
  await expect(forceUnlock(aws.lock, "other")).rejects.toMatchObject({ code: "NotLocked" });
  aws.held = other();
  await expect(forceUnlock(aws.lock, "mine")).rejects.toMatchObject({ code: "LockOfAnother" });
  expect(await forceUnlock(aws.lock, "other")).toEqual(other());
  expect(aws.held).toBeUndefined();
});

describe("a build of several processes", () => {
  test("keeps the lock from one to the next, which frees it at its end", async () => {
    const aws = new FakeAws();
    const mine = { build: "jenkins-7" };
    await withLock(aws.lock, { ...request(mine), keeps: true }, never, () => Promise.resolve());
    expect(aws.held).toMatchObject(mine);
    await withLock(aws.lock, request({ ...mine, id: "second" }), never, () => Promise.resolve());
    expect(aws.held).toBeUndefined();
  });

  test("keeps none where it fails, and none without a build", async () => {
    const aws = new FakeAws();
    const failing = () => Promise.reject(new Error("on purpose"));
    const keeping = { ...request({ build: "jenkins-7" }), keeps: true };
    await expect(withLock(aws.lock, keeping, never, failing)).rejects.toThrow("on purpose");
    expect(aws.held).toBeUndefined();
    await withLock(aws.lock, { ...request(), keeps: true }, never, () => Promise.resolve());
    expect(aws.held).toBeUndefined();
  });

  test("frees its own lock, and no other's", async () => {
    const aws = new FakeAws();
    aws.held = other({ build: "jenkins-8" });
    expect(await unlockBuild(aws.lock, "jenkins-7")).toBeUndefined();
    expect(aws.held).toMatchObject({ build: "jenkins-8" });
    expect(await unlockBuild(aws.lock, "jenkins-8")).toMatchObject({ id: "other" });
    expect(aws.held).toBeUndefined();
    expect(await unlockBuild(aws.lock, "jenkins-8")).toBeUndefined();
  });
});
