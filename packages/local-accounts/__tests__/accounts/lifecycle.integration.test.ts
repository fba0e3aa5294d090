import { CreateBucketCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { projectRoot } from "../../../../environments/project-root";
import { ControlPort } from "../../accounts/control";
import { Launcher } from "../../accounts/launcher";
import { startAccounts } from "../../accounts/ministack";
import { rehearsalPython } from "../../../../rehearsal/python";
import { DEV, World } from "./world";

let folder: string;
beforeAll(async () => {
  await rehearsalPython(() => undefined);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lifecycle-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the process is gone. A process that stays fails the test by its time limit. */
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await wait(20);
}

const start = (python: string, deadline?: number) =>
  startAccounts({
    python,
    logPath: join(folder, "accounts.log"),
    endpoint: "http://127.0.0.1:9",
    callback: "http://127.0.0.1:9",
    token: "t",
    ...(deadline === undefined ? {} : { deadline }),
  });

/** An interpreter that does something else than to run the launcher. */
function pretender(script: string): string {
  const path = join(folder, "python");
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

test("two worlds stand side by side, and know nothing of each other", async () => {
  const [one, two] = await Promise.all([World.start(), World.start()]);
  expect(one.gateway.endpoint).not.toBe(two.gateway.endpoint);
  await one.root(DEV).s3.send(new CreateBucketCommand({ Bucket: "mine" }));
  const buckets = async (world: World) =>
    (await world.root(DEV).s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name) ?? [];
  expect(await buckets(one)).toEqual(["mine"]);
  expect(await buckets(two)).toEqual([]);
  await one.close();
  expect(await buckets(two)).toEqual([]);
  await two.close();
});

/** Lets what is started keep its temporary files in the test's folder. */
async function inOwnFolder<T>(act: () => Promise<T>): Promise<T> {
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = folder;
  try {
    return await act();
  } finally {
    if (before === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = before;
  }
}

const temporary = () => readdirSync(folder).filter((name) => name.startsWith("rehearsal-accounts-"));

test("closing leaves no process and no temporary file", async () => {
  const { python } = await rehearsalPython(() => undefined);
  const accounts = await inOwnFolder(() => start(python));
  const pid = accounts.pid ?? 0;
  expect(isAlive(pid)).toBe(true);
  expect(temporary()).toHaveLength(1);
  await accounts.close();
  expect(isAlive(pid)).toBe(false);
  expect(temporary()).toEqual([]);
  await accounts.close();
});

test("a killed rehearsal takes the accounts and their functions with it", async () => {
  const script = join("packages", "local-accounts", "__tests__", "accounts", "parent.ts");
  const parent = spawn(process.execPath, [join(projectRoot(), "run.mjs"), script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TMPDIR: folder },
  });
  const line = await new Promise<string>((resolve) =>
    createInterface({ input: parent.stdout }).once("line", resolve),
  );
  const children = JSON.parse(line) as { launcher: number; function: number };
  expect(isAlive(children.launcher) && isAlive(children.function)).toBe(true);
  parent.kill("SIGKILL");
  await gone(children.launcher);
  await gone(children.function);
  expect(temporary()).toEqual([]);
});

test("accounts that die say so in the next call", async () => {
  const { python } = await rehearsalPython(() => undefined);
  const accounts = await start(python);
  const pid = accounts.pid ?? 0;
  process.kill(pid, "SIGKILL");
  await gone(pid);
  await expect(accounts.mails()).rejects.toMatchObject({
    code: "AccountsDied",
    blame: "environment",
    where: join(folder, "accounts.log"),
  });
  await accounts.close();
});

test.each([
  [
    "ends at once",
    "echo 'no module named ministack' >&2; exit 3",
    "(exit 3):\nno module named",
    "accounts.log",
  ],
  ["says nothing", "sleep 60", "(no answer within 0.3 s), and wrote nothing", "python"],
])("a launcher that %s is a Problem with the end of its log, if any", async (_, script, why, where) => {
  const failure = start(pretender(script), 300);
  await expect(failure).rejects.toMatchObject({
    code: "AccountsNotStarted",
    message: expect.stringContaining(why) as string,
    where: join(folder, where),
  });
});

test("an interpreter that is not there is a Problem", async () => {
  await expect(start(join(folder, "nowhere"))).rejects.toMatchObject({
    code: "AccountsNotStarted",
    message: expect.stringContaining("ENOENT") as string,
  });
});

test("the control port answers the holder of its token alone", async () => {
  const { python } = await rehearsalPython(() => undefined);
  const settings = { endpoint: "http://127.0.0.1:9", callback: "http://127.0.0.1:9", token: "secret" };
  const launcher = await Launcher.start(python, settings, join(folder, "accounts.log"), 30_000);
  const ask = async (token: string) => {
    const port = new ControlPort(launcher.ready.controlPort, token);
    return port.call("mails", {}).finally(() => port.close());
  };
  await expect(ask("secret")).resolves.toEqual([]);
  await expect(ask("guess")).rejects.toMatchObject({ code: "AccessDenied" });
  await launcher.stop();
});
