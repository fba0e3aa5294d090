import { CreateBucketCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import { CreateFunctionCommand, InvokeCommand } from "@aws-sdk/client-lambda";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { spawnSync, execFile } from "node:child_process";
import { promisify } from "node:util";
import { describeUnless } from "../../../../__tests__/support/unless";
import { DEV, trust, World, zipOf } from "../accounts/world";

/** Debian's `nobody`. */
const NOBODY = 65_534;
const OTHER = { uid: NOBODY, gid: NOBODY, cwd: "/", env: {} };

function mayBecomeAnother(): boolean {
  if (process.getuid?.() !== 0 || process.platform !== "linux") return false;
  return spawnSync(process.execPath, ["--version"], OTHER).status === 0;
}
const obstacle = mayBecomeAnother() ? undefined : "this user may not become another";

/** Runs a script as another user of this machine; what it prints as JSON. */
async function other(script: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], {
    ...OTHER,
    maxBuffer: 64 << 20,
  });
  return JSON.parse(stdout);
}

/** Looks at every process: whose environment can be read, and which command lines hold one of the secrets. */
const LOOK = `
const fs = require("node:fs");
const read = (path) => { try { return fs.readFileSync(path, "latin1"); } catch { return undefined; } };
const pids = fs.readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name));
`;

describeUnless(obstacle, "another user of this machine", () => {
  let world: World;
  let secrets: string[];
  let functionPid: number;
  beforeAll(async () => {
    world = await World.start();
    const { iam, lambda, s3 } = world.root(DEV);
    await s3.send(new CreateBucketCommand({ Bucket: "mine" }));
    const AssumeRolePolicyDocument = trust({ Service: "lambda.amazonaws.com" });
    const { Role } = await iam.send(
      new CreateRoleCommand({ RoleName: "function", AssumeRolePolicyDocument }),
    );
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: "confides",
        Role: Role?.Arn ?? "",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Code: {
          ZipFile: zipOf("exports.handler = async () => [process.pid, process.env.AWS_SECRET_ACCESS_KEY];"),
        },
      }),
    );
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: "confides" }));
    const [pid, secret] = JSON.parse(Buffer.from(Payload ?? []).toString("utf8")) as [number, string];
    functionPid = pid;
    secrets = [secret, world.gateway.token, world.accounts.rootCredentials(DEV).secretAccessKey];
  });
  afterAll(() => world.close());

  test("reads no environment of the rehearsal's processes, and sees no secret in any command line", async () => {
    const own = [process.pid, world.accounts.pid, functionPid].map(String);
    const found = await other(`${LOOK}
      const lines = pids.map((pid) => read("/proc/" + pid + "/cmdline") ?? "");
      const readable = ${JSON.stringify(own)}.filter((pid) => read("/proc/" + pid + "/environ") !== undefined);
      console.log(JSON.stringify({
        seen: ${JSON.stringify(own)}.filter((pid) => pids.includes(pid)),
        readable,
        lines: lines.filter((line) => line !== "").length > 0,
      }));`);
    expect(found).toEqual({ seen: own, readable: [], lines: true });
    // Read by this process, so that the secrets are not on the other's own command line.
    const lines = (await other(`${LOOK}
      console.log(JSON.stringify(pids.map((pid) => read("/proc/" + pid + "/cmdline") ?? "")));`)) as string[];
    expect(lines.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  });

  test("reads no file that the accounts keep", async () => {
    const launcher = Reflect.get(world.accounts, "launcher") as { ready: { folder: string } };
    const found = await other(`
      const fs = require("node:fs");
      const attempt = (act) => { try { return act(); } catch (error) { return error.code; } };
      console.log(JSON.stringify([${JSON.stringify(launcher.ready.folder)}, ${JSON.stringify(world.folder)}]
        .map((folder) => attempt(() => fs.readdirSync(folder)))));`);
    expect(found).toEqual(["EACCES", "EACCES"]);
  });

  test("calls nothing without credentials, at none of the ports", async () => {
    const launcher = Reflect.get(world.accounts, "launcher") as { ready: { controlPort: number } };
    const ports = [world.gateway.endpoint, world.accounts.port, launcher.ready.controlPort].map((port) =>
      Number(String(port).split(":").at(-1)),
    );
    const found = await other(`
      const { request } = require("node:http");
      const call = (port, path) => new Promise((resolve, reject) => {
        const options = { host: "127.0.0.1", port, path, method: "POST", agent: false };
        request(options, (response) => { response.resume(); resolve(response.statusCode); }).on("error", reject).end("{}");
      });
      const paths = ["/_ministack/reset", "/health", "/mine?delete", "/record", "/_rehearsal/target"];
      Promise.all(${JSON.stringify(ports)}.flatMap((port) => paths.map((path) => call(port, path))))
        .then((statuses) => console.log(JSON.stringify(statuses)));`);
    expect(found).toEqual(Array<number>(15).fill(403));
    const { Buckets } = await world.root(DEV).s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(["mine"]);
  });
});
