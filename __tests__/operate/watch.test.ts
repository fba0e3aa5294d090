import type { ObservedRun } from "../../operate/run-report";
import { follow } from "../../operate/watch";
import { at, run, step } from "./support";

/** Follows an execution that looks otherwise each time; what is said, and how often it was asked. */
async function followed(looks: readonly ObservedRun[], secondsBetween = 2) {
  const lines: string[] = [];
  let turn = 0;
  const now = (): ObservedRun => looks[Math.min(turn, looks.length - 1)] ?? run("train", "a");
  const end = await follow("arn", {
    workload: { run: () => Promise.resolve(now()), steps: () => Promise.resolve(now().steps) },
    sleep: () => Promise.resolve(void (turn += 1)),
    now: () => at("10:00:00").getTime() + turn * secondsBetween * 1_000,
    say: (line) => lines.push(line),
  });
  return { end, lines };
}

const running = (...steps: ObservedRun["steps"]) => run("train", "a", { status: "Executing", steps });
const OPEN = { status: "Executing", ended: undefined };

test("says each step once, when it has ended", async () => {
  const { lines, end } = await followed([
    running(step("A", OPEN)),
    running(step("A"), step("B", OPEN)),
    running(step("A"), step("B", OPEN)),
    run("train", "a", { steps: [step("A"), step("B", { status: "Failed" })] }),
  ]);
  expect(lines).toEqual([
    "A                     Succeeded      10 s",
    "B                     Failed         10 s",
  ]);
  expect(end.status).toBe("Succeeded");
});

test("breaks a long silence", async () => {
  const look = running(step("Train", OPEN));
  const { lines } = await followed([look, look, look, look, run("train", "a", { steps: [] })], 45);
  expect(lines).toEqual(["Train                 still Executing, 1 min 30 s"]);
});

test("says a step again that is tried again, and marks one that was cached", async () => {
  const { lines } = await followed([
    running(step("A", { status: "Failed" })),
    run("train", "a", { steps: [step("A", { ended: at("10:05:00"), cached: true })] }),
  ]);
  expect(lines).toEqual(["A                     Failed         10 s", expect.stringContaining("(cached)")]);
});
