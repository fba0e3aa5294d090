import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { rehearsalPython } from "../../../rehearsal/python";
import { isAlive, REQUIREMENTS, StartCommand, type Announcement, type Ended } from "./started";

let folder: string;
beforeAll(async () => {
  await rehearsalPython(() => undefined);
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "start-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const running: StartCommand[] = [];
afterEach(() => {
  for (const command of running.splice(0)) command.kill();
});

/** Starts the accounts, which keep their temporary files in the test's folder. */
function start(flags: readonly string[], environment: Readonly<Record<string, string>> = {}): StartCommand {
  const command = new StartCommand(flags, { environment: { TMPDIR: folder, ...environment } });
  running.push(command);
  return command;
}

/** What a start said that was refused. */
const refusal = (...flags: readonly string[]): Promise<Ended> => start(flags).ended();

/** Runs a shell's commands in an environment that has AWS settings of its own. */
function shell(script: string): string {
  return execFileSync("sh", ["-c", script], {
    env: { ...process.env, AWS_PROFILE: "work", AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", TF_AWS_SDK: "x" },
    encoding: "utf8",
  });
}

describe("start", () => {
  test("prints one shell line, and leaves nothing behind when it is stopped", async () => {
    const command = start(["--requirements", REQUIREMENTS]);
    const line = await command.line();
    const variables = shell(`${line}; env`).split("\n");
    expect(variables).toContain("AWS_PROFILE=local");
    expect(variables.filter((one) => /AKIAEXAMPLE|^TF_AWS/.test(one))).toEqual([]);
    const { code, stdout, stderr } = await command.interrupt("SIGTERM");
    expect(stdout).toBe(`${line}\n`);
    expect(stderr).toMatch(/^Local accounts at http:\/\/127\.0\.0\.1:\d+ until Ctrl-C\./m);
    expect(stderr).toMatch(/^Profiles, .*: local \(111111111111\)\. Default: local\.$/m);
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("with --json prints the endpoint, the profiles and the environment", async () => {
    const work = join(folder, "work");
    const accounts = ["--account", "dev=111111111111", "--account", "222222222222"];
    const command = start([
      ...accounts,
      "--region",
      "eu-central-1",
      "--folder",
      work,
      "--requirements",
      REQUIREMENTS,
      "--json",
    ]);
    const { endpoint, profiles, environment, folder: told }: Announcement = await command.announcement();
    expect(told).toBe(work);
    expect(profiles).toEqual([
      { name: "dev", account: "111111111111", region: "eu-central-1" },
      { name: "222222222222", account: "222222222222", region: "eu-central-1" },
    ]);
    expect(environment).toMatchObject({ AWS_PROFILE: "dev", AWS_ENDPOINT_URL: endpoint });
    expect(existsSync(environment["AWS_CONFIG_FILE"] ?? "")).toBe(true);
    expect((await command.interrupt()).code).toBe(0);
    // The folder was asked for: the log stays. Credentials do not.
    expect(readdirSync(work)).toEqual(["logs"]);
    expect(readdirSync(folder)).toEqual(["work"]);
  });

  test("refuses a port that is taken", async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
    });
    const { code, stdout, stderr } = await refusal("--port", String(port), "--requirements", REQUIREMENTS);
    server.close();
    expect(stderr).toContain(`error [PortTaken]: port ${port} of this machine is in use`);
    expect([code, stdout]).toEqual([1, ""]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each([
    ["an account that is none", ["--account", "dev"], "Give twelve digits, or NAME=twelve digits."],
    ["an account that is too short", ["--account", "dev=1234"], "Give twelve digits, or NAME=twelve digits."],
    [
      "two profiles of one name",
      ["--account", "dev=111111111111", "--account", "dev=222222222222"],
      "There is a profile dev already.",
    ],
    ["a port that is none", ["--port", "http"], "Give a number from 1 to 65535."],
    ["port 0", ["--port", "0"], "Give a number from 1 to 65535."],
    ["a port too high", ["--port", "65536"], "Give a number from 1 to 65535."],
    ["a Region that is none", ["--region", "Frankfurt"], "Give a Region's code, such as us-east-1."],
    ["an option that it has not", ["--prot", "4566"], "Did you mean --port?"],
  ])("refuses %s as wrong usage", async (_, flags, message) => {
    const { code, stdout, stderr } = await refusal(...flags);
    expect(stderr).toContain(message);
    expect([code, stdout]).toEqual([2, ""]);
  });

  test("refuses a lock file that is not there, and a folder that is a file", async () => {
    const missing = await refusal("--requirements", join(folder, "none.txt"));
    expect(missing.stderr).toContain("error [UnreadableFile]: the lock file cannot be read");
    expect(missing.stderr).toContain(`where: ${join(folder, "none.txt")}`);
    expect(missing.code).toBe(1);
    const file = join(folder, "file");
    writeFileSync(file, "");
    const taken = await refusal("--folder", file, "--requirements", REQUIREMENTS);
    expect(taken.stderr).toContain("error [UnusableFolder]: the folder cannot be made");
    expect(taken.stderr).toContain(`where: ${file}`);
    expect(taken.code).toBe(1);
  });

  test("stops while it builds its Python environment, and pip with it", async () => {
    const python = join(folder, "python");
    // Says that it is a Python; asked to build an environment, it says so and takes its time.
    const modules = { venv: true, ensurepip: true };
    const probed = JSON.stringify({ path: python, version: "3.12.0", implementation: "cpython", modules });
    const builds = `echo "environment: pid $$"; exec sleep 600`;
    writeFileSync(python, `#!/bin/sh\nif [ "$1" = -c ]; then echo '${probed}'; else ${builds}; fi\n`, {
      mode: 0o755,
    });
    const command = start([], { PYTHON: python, REHEARSAL_CACHE: join(folder, "cache") });
    const pid = Number(await command.said(/pid (\d+)/));
    expect(isAlive(pid)).toBe(true);
    expect((await command.interrupt()).code).toBe(0);
    while (isAlive(pid)) await wait(20);
  });

  test("has a help that reads as a person wrote it", async () => {
    const { stdout, code } = await refusal("--help");
    expect(stdout).toContain("(default: local=111111111111)");
    expect(stdout).not.toContain("{");
    expect(code).toBe(0);
  });
});
