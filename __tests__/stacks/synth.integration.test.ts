import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../environments/project-root";
import { blogFile, exampleFile } from "../support/environments";

const scratch = mkdtempSync(join(tmpdir(), "synth-"));

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function run(command: string, args: readonly string[], cwd: string, variables: Record<string, string>) {
  const env = { ...process.env, ...variables };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: "utf8" });
  return { status, stdout, stderr };
}

/** `npm run synth` from a folder, with an output folder of its own. */
function synthesize(name: string, cwd: string, variables: Record<string, string> = {}) {
  const outdir = join(scratch, name);
  const main = [join(projectRoot(), "run.mjs"), "main.ts"];
  return { outdir, ...run(process.execPath, main, cwd, { CDKTF_OUTDIR: outdir, ...variables }) };
}

/** Digest of every file below a folder, by its path. */
function digests(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files
      .map((file) => join(file.parentPath, file.name))
      .map((path): [string, string] => [
        path.slice(folder.length + 1),
        createHash("sha256").update(readFileSync(path)).digest("hex"),
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function environmentFolder(name: string, files: Record<string, unknown>): string {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files))
    writeFileSync(join(folder, file), typeof content === "string" ? content : JSON.stringify(content));
  return folder;
}

describe("npm run synth", () => {
  test.each<[string, string[], Record<string, string>, string]>([
    ["by default", [], {}, "cross-account-jenkins-role"],
    ["by a flag", ["--role", "plan"], {}, "plan-role"],
    ["by SYNTH_ROLE, since cdktf passes no flags", [], { SYNTH_ROLE: "plan" }, "plan-role"],
    [
      "by the flag before the variable",
      ["--role", "deploy"],
      { SYNTH_ROLE: "plan" },
      "cross-account-jenkins-role",
    ],
  ])("writes the role to act as, %s", (name, args, variables, role) => {
    const outdir = join(scratch, `as ${name}`);
    const main = [join(projectRoot(), "run.mjs"), "main.ts", ...args];
    const { status } = run(process.execPath, main, projectRoot(), { CDKTF_OUTDIR: outdir, ...variables });
    expect(status).toBe(0);
    const stack = readFileSync(join(outdir, "stacks", "dev", "cdk.tf.json"), "utf8");
    expect(stack).toContain(`"role_arn": "arn:aws:iam::111111111111:role/${role}"`);
  });

  test.each<[string[], Record<string, string>]>([
    [["--role", "admin"], {}],
    [[], { SYNTH_ROLE: "admin" }],
    [["--rolle", "plan"], {}],
    [["plan"], {}],
  ])("refuses %j with %j as wrong usage, and writes nothing", (args, variables) => {
    const outdir = join(scratch, "misused");
    const main = [join(projectRoot(), "run.mjs"), "main.ts", ...args];
    const { status, stderr } = run(process.execPath, main, projectRoot(), {
      CDKTF_OUTDIR: outdir,
      ...variables,
    });
    expect([status, existsSync(outdir)]).toEqual([2, false]);
    expect(stderr).toContain("error: ");
  });

  it("makes the folders above the one that CDKTF_OUTDIR names", () => {
    const { outdir, status, stdout } = synthesize(join("not", "there", "yet"), projectRoot());
    expect(status).toBe(0);
    expect(readdirSync(join(outdir, "stacks")).sort()).toEqual(stdout.trimEnd().split("\n").sort());
  });

  it("says where it cannot write", () => {
    const file = join(scratch, "a-file");
    writeFileSync(file, "");
    const { status, stderr } = synthesize(join("a-file", "below"), projectRoot());
    expect(status).toBe(1);
    expect(stderr).toContain("error [UnwritableFolder]: the folder for the stacks cannot be made: ENOTDIR");
  });

  const first = synthesize("first", projectRoot());

  test("writes every stack and lists them", () => {
    // An alias is all that the example knows of its keys.
    expect(first).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^(?:\S+ +\/volume_kms_key {2}.*\n){2}$/) as string,
    });
    expect(first.stdout.trimEnd().split("\n")).toEqual([
      "delivery",
      "registry-account",
      "dev-account",
      "dev",
      "prod-account",
      "prod",
    ]);
    expect(readdirSync(join(first.outdir, "stacks")).sort()).toEqual(
      first.stdout.trimEnd().split("\n").sort(),
    );
  });

  test("takes what environments/ says, whatever its user made of it", () => {
    const own = { ENVIRONMENTS: join(projectRoot(), "environments") };
    const { status, stdout, stderr } = synthesize("own", projectRoot(), own);
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^delivery/);
  });

  test("is byte-identical from another folder, in another time zone and language", () => {
    const second = synthesize("second", tmpdir(), {
      TZ: "Asia/Tokyo",
      LANG: "tr_TR.UTF-8",
      LC_ALL: "tr_TR.UTF-8",
    });
    expect(second.status).toBe(0);
    expect(digests(second.outdir)).toEqual(digests(first.outdir));
  });

  test("is what cdktf synth writes", () => {
    const cdktf = join(projectRoot(), "node_modules", ".bin", "cdktf");
    const outdir = join(scratch, "cdktf");
    const made = run(cdktf, ["synth", "--output", outdir], projectRoot(), {
      CHECKPOINT_DISABLE: "1",
      CI: "1",
    });
    expect(made).toMatchObject({ status: 0 });
    expect(digests(outdir)).toEqual(digests(first.outdir));
  });

  test("names no place of this machine", () => {
    for (const file of Object.keys(digests(first.outdir)).filter((path) => path.endsWith(".json"))) {
      const text = readFileSync(join(first.outdir, file), "utf8");
      expect(text).not.toContain(projectRoot());
      expect(text).not.toContain(scratch);
    }
  });

  test("asks for the provider that the bindings were made from, or for the one that is set", () => {
    const providerOf = (outdir: string) =>
      (
        JSON.parse(readFileSync(join(outdir, "stacks", "prod", "cdk.tf.json"), "utf8")) as {
          terraform: { required_providers: unknown };
        }
      ).terraform.required_providers;
    const pinned = synthesize("pinned", projectRoot(), { AWS_PROVIDER_VERSION: "5.100.0" });
    expect(providerOf(first.outdir)).toEqual({ aws: { source: "aws", version: "6.25.0" } });
    expect(providerOf(pinned.outdir)).toEqual({ aws: { source: "aws", version: "5.100.0" } });
  });

  test("takes the blog's file alone, from a folder that ENVIRONMENTS names", () => {
    const folder = environmentFolder("blog", { "prod.tfvars.json": blogFile() });
    const made = synthesize("of-blog", projectRoot(), { ENVIRONMENTS: folder });
    expect(made.stdout.split("\n")).toEqual(["delivery", "registry-account", "prod-account", "prod", ""]);
  });

  test("names the stacks of files in a folder after it", () => {
    const folder = join(scratch, "nested");
    environmentFolder("nested/fraud", {
      "dev.tfvars.json": exampleFile("dev"),
      "prod.tfvars.json": exampleFile(),
    });
    const made = synthesize("of-nested", projectRoot(), { ENVIRONMENTS: folder });
    expect(made.stdout.trimEnd().split("\n")).toEqual([
      "delivery",
      "fraud-registry-account",
      "fraud-dev-account",
      "fraud-dev",
      "fraud-prod-account",
      "fraud-prod",
    ]);
  });

  test("writes nothing where two models in one account both make a topic of the blog's name", () => {
    const folder = environmentFolder("twins", { "prod.tfvars.json": exampleFile() });
    const fraud = JSON.stringify(exampleFile())
      .replaceAll("mammography-severity-model", "abalone-age")
      .replaceAll("mammo-severity", "fraud");
    environmentFolder("twins/fraud", { "prod.tfvars.json": fraud });
    const refused = synthesize("of-twins", projectRoot(), { ENVIRONMENTS: folder });
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toMatch(
      /aws_sns_topic mammography-model-notification of account 222222222222, us-east-1 is created by .*Change pipelines_alert_topic_name in /,
    );
    expect(refused.stderr).toMatch(/aws_iam_role lambda-sagemaker-role .*existing_resources/);
    expect(readdirSync(refused.outdir, { recursive: true })).toEqual(["stacks"]);
  });

  test("writes nothing when the files are wrong, and says all that is", () => {
    const folder = environmentFolder("wrong", {
      "dev.tfvars.json": "{",
      "prod.tfvars.json": { ...exampleFile(), email: "<address>", modelname: "x" },
    });
    const refused = synthesize("of-wrong", projectRoot(), { ENVIRONMENTS: folder });
    expect(refused).toMatchObject({ status: 1, stdout: "" });
    expect(refused.stderr).toContain("dev.tfvars.json:1:");
    expect(refused.stderr).toContain("/email");
    expect(refused.stderr).toContain("/modelname");
    expect(existsSync(refused.outdir)).toBe(false);
  });
});
