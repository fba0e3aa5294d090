import { spawn } from "node:child_process";
import { runToEnd } from "../../../rehearsal/story/commands";
import { killTree } from "sagemaker-promotion-core/processes";

/** A process that starts another in a session of its own, as cdktf does with Terraform, says its id, and waits. */
const PARENT = `
const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
  detached: true, stdio: "ignore",
});
process.stdout.write(child.pid + "\\n");
setInterval(() => {}, 1000);
`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
}

test("a process ends with what it started in another session", async () => {
  const parent = spawn(process.execPath, ["-e", PARENT], { stdio: ["ignore", "pipe", "ignore"] });
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.once("data", (text: Buffer) => resolve(Number(text.toString()))),
  );
  expect(isAlive(pid)).toBe(true);
  killTree(parent.pid);
  await new Promise((resolve) => parent.once("close", resolve));
  await gone(pid);
  // Nothing happens where all are gone.
  killTree(parent.pid);
});

test("an abort ends a command", async () => {
  const stopping = new AbortController();
  const running = runToEnd(process.execPath, ["-e", PARENT], { signal: stopping.signal });
  setTimeout(() => stopping.abort(), 500);
  await expect(running).resolves.toMatchObject({ failure: "SIGKILL" });
  await expect(runToEnd(process.execPath, ["-e", ""], { signal: stopping.signal })).rejects.toThrow(
    /aborted/,
  );
});
