import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { AwsServer } from "./support/aws-server";
import { runEntry, type Ended } from "./support/run-entry";

const DATA = "mammography-sagemaker-dev-111111111111";
const STATE =
  "/mammography-sagemaker-terraform-state-222222222222/mammography-severity-model/accounts/111111111111/dev-account.tfstate";
const PLAN = {
  resource_changes: [{ type: "aws_s3_bucket", change: { actions: ["delete"], before: { bucket: DATA } } }],
};

let server: AwsServer;
let endpoint: string;
let folder: string;

beforeEach(async () => {
  server = new AwsServer();
  endpoint = await server.listen();
  folder = mkdtempSync(join(tmpdir(), "bootstrap-"));
  // A Terraform that writes down what it is asked for.
  const program = join(folder, "terraform");
  const log = join(folder, "terraform.log");
  writeFileSync(
    program,
    `#!/bin/sh\necho "$1" >> ${log}\nif [ "$1" = show ]; then echo '${JSON.stringify(PLAN)}'; fi\n`,
  );
  chmodSync(program, 0o755);
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

function bootstrap(...args: string[]): Promise<Ended> {
  return runEntry("deploy/bootstrap.ts", args, {
    env: {
      PATH: [folder, process.env.PATH].join(delimiter),
      CDKTF_OUTDIR: join(folder, "out"),
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "AKIA",
      AWS_SECRET_ACCESS_KEY: "secret",
    },
  });
}

/** Commands that Terraform was asked for. */
function commands(): string[] {
  const log = join(folder, "terraform.log");
  return existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : [];
}

describe("npm run bootstrap -- destroy", () => {
  test("refuses a foundation that holds data without --purge, and destroys nothing", async () => {
    server.account = "111111111111";
    server.objects.set(STATE, 1).set(`/${DATA}/train.csv`, 1);
    const { code, stderr } = await bootstrap("destroy", "dev-account", "--auto-approve");
    expect(stderr).toContain("error [NotEmpty]: dev-account holds data");
    // The server lists all that it has, whatever bucket it is asked for.
    expect(stderr).toContain(`s3://${DATA} holds 2 object versions`);
    expect(stderr).toContain("pass --purge");
    expect(code).toBe(1);
    expect(commands()).toEqual(["init", "plan", "show"]);
    expect(server.writes()).toEqual([]);
  });

  test.each([
    [["destroy", "dev-account", "--purge"], "dev-account lies in 111111111111"],
    [["destroy", "registry-account", "--purge"], "registry-account lies in 333333333333"],
  ])("refuses %j with another account's credentials before any other call", async (args, says) => {
    const { code, stderr } = await bootstrap(...args);
    expect(stderr).toContain("error [WrongAccount]: the credentials belong to account 222222222222");
    expect(stderr).toContain(says);
    expect(code).toBe(1);
    expect(commands()).toEqual([]);
    expect(server.calls).toEqual(["sts:GetCallerIdentity"]);
  });

  test("wants a stack named: it never takes the one with the states for want of a name", async () => {
    const { code, stderr } = await bootstrap("destroy", "--purge", "--auto-approve");
    expect(stderr).toContain("missing required argument 'stack'");
    expect(code).toBe(2);
    expect(server.calls).toEqual([]);
  });

  test("refuses the stack with the states to any other account", async () => {
    server.account = "111111111111";
    const { code, stderr } = await bootstrap("destroy", "delivery", "--purge");
    expect(stderr).toContain("error [WrongAccount]: the credentials belong to account 111111111111");
    expect(stderr).toContain("delivery lies in 222222222222");
    expect(code).toBe(1);
  });

  test.each([
    ["test-account", "there is no foundation test-account"],
    ["prod", "npx cdktf destroy prod"],
  ])("refuses %s, which is no foundation, and names those that are", async (name, says) => {
    const { code, stderr } = await bootstrap("destroy", name, "--purge");
    expect(stderr).toContain("error [UnknownStack]");
    expect(stderr).toContain(says);
    expect(stderr).toContain("delivery, dev-account, prod-account, registry-account");
    expect(code).toBe(1);
    expect(server.calls).toEqual([]);
  });

  test("refuses a second stack with exit code 2", async () => {
    const { code, stderr } = await bootstrap("destroy", "dev-account", "prod-account");
    expect(stderr).toContain("too many arguments");
    expect(code).toBe(2);
  });
});
