import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { DeleteTagsCommand, UpdatePipelineCommand } from "@aws-sdk/client-sagemaker";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { withoutAws } from "sagemaker-promotion-core/without-aws";
import { environmentsFolder } from "../../environments/load";
import { projectRoot } from "../../environments/project-root";
import { dataPrefix } from "../../pipeline-defs/layout";
import { ALWAYS, APPLY, FaultBed, type Held } from "./support/fault-bed";
import type { Ended } from "./support/run-entry";

let bed: FaultBed;
let desired: Held;
beforeAll(async () => {
  bed = await FaultBed.start();
  desired = await bed.held();
});
afterAll(() => bed.close());

const another = (LOCK_ID: string) => ({ env: { LOCK_ID } });

/** Something to update. */
async function disturb(): Promise<void> {
  const { name: PipelineName } = bed.prod.trainPipeline;
  const PipelineDescription = "changed by hand";
  await bed.administrator.clients.sagemaker.send(
    new UpdatePipelineCommand({ PipelineName, PipelineDescription }),
  );
}

async function applied(): Promise<void> {
  const { code, stderr } = await bed.deploy(APPLY);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("error [")]);
  expect(await bed.held()).toEqual(desired);
}

function refused({ code, stderr }: Ended, problem: string, blame: string): void {
  expect([code, stderr]).toEqual([1, expect.stringContaining(`error [${problem}]`)]);
  expect(stderr).toContain(`cause: ${blame}`);
  expect(stderr).not.toMatch(/^ +at /m);
}

describe("what an apply gets over by itself", () => {
  test.each(["throttle", "reset", "answer-lost", "server-error"] as const)(
    "30 of a hundred calls meet %s",
    async (fault) => {
      await disturb();
      const { lift } = bed.inject({ action: "*", fault, share: 0.3, times: ALWAYS });
      await applied().finally(lift);
    },
  );

  test("a clock that is wrong, once", async () => {
    await disturb();
    bed.inject({ action: "sagemaker:UpdatePipeline", fault: "clock-skew" });
    await applied();
  });
});

describe("what an apply tells, with the lock freed", () => {
  test.each([
    ["credentials that expire before it", "*", "expired-credentials", "ExpiredCredentials", "the input"],
    [
      "credentials that expire in its middle",
      "sagemaker:*",
      "expired-credentials",
      "ExpiredCredentials",
      "the input",
    ],
    ["a clock that is wrong", "*", "clock-skew", "WrongClock", "the environment"],
    ["a clock that S3 finds wrong", "s3:PutObject", "clock-skew", "WrongClock", "the environment"],
  ] as const)("%s", async (_what, action, fault, problem, blame) => {
    await disturb();
    const { lift } = bed.inject({ action, fault, times: ALWAYS });
    const ended = await bed.deploy(APPLY);
    lift();
    refused(ended, problem, blame);
    expect(await bed.locks()).toEqual([]);
    await applied();
  });

  test("credentials of another account", async () => {
    const { credentials } = await bed.context.actors.administrator(bed.context.dev.account);
    refused(await bed.deploy(APPLY, { credentials }), "AccessDenied", "the environment");
    expect(await bed.held()).toEqual(desired);
  });
});

describe("two at once", () => {
  /** Another threshold: a definition of another commit. */
  const stricter = (): string[] => {
    const file = join(bed.out, "prod.tfvars.json");
    const prod = readFileSync(join(environmentsFolder(), "prod.tfvars.json"), "utf8");
    writeFileSync(file, prod.replace("{", '{\n  "metric_threshold": 0.9,'));
    return APPLY.map((word) => (word === "prod" ? file : word));
  };

  test("the second is refused, and told whom to wait for", async () => {
    await disturb();
    const { struck, lift } = bed.inject({
      action: "sagemaker:UpdatePipeline",
      fault: "latency",
      milliseconds: 4_000,
    });
    const first = bed.start(APPLY, another("first"));
    await struck;
    refused(await bed.deploy(APPLY, another("second")), "Locked", "the environment");
    expect(await first.ended).toMatchObject({ code: 0 });
    lift();
    expect(await bed.held()).toEqual(desired);
  });

  test("the same, one after the other where the second waits", async () => {
    await disturb();
    const wait = [...APPLY, "--lock-timeout", "600"];
    const both = await Promise.all(["first", "second"].map((id) => bed.deploy(wait, another(id))));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await bed.held()).toEqual(desired);
  });

  test("different ones leave the whole of one of them", async () => {
    const wait = ["--lock-timeout", "600"];
    await bed.deploy(stricter());
    const other = await bed.held();
    expect(other).not.toEqual(desired);
    const both = await Promise.all([
      bed.deploy([...APPLY, ...wait], another("first")),
      bed.deploy([...stricter(), ...wait], another("second")),
    ]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect([desired, other]).toContainEqual(await bed.held());
    await applied();
  });

  test("one that was killed leaves its lock, which its own words free", async () => {
    await disturb();
    const { struck } = bed.inject({ action: "sagemaker:UpdatePipeline", fault: "answer-held" });
    const first = bed.start(APPLY, another("first"));
    await struck;
    first.kill();
    await first.ended;
    const second = await bed.deploy(APPLY, another("second"));
    refused(second, "Locked", "the environment");
    const [, command = ""] = /npm run deploy -- (force-unlock .*)$/m.exec(second.stderr) ?? [];
    expect(await bed.deploy(command.trim().split(" "))).toMatchObject({ code: 0 });
    await applied();
  });
});

describe("what others did", () => {
  test("a script of other bytes, and as many, is replaced", async () => {
    const { s3 } = bed.administrator.clients;
    const Bucket = bed.prod.dataBucket;
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: dataPrefix(bed.prod, "code") }),
    );
    const [{ Key } = {}] = Contents;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const content = (await Body?.transformToByteArray()) ?? new Uint8Array();
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: content.map(() => 0x20) }));
    expect(await bed.held()).not.toEqual(desired);
    await applied();
  });

  test("a pipeline that others made is not overwritten", async () => {
    const ResourceArn = bed.prod.trainPipeline.arn;
    const { sagemaker } = bed.administrator.clients;
    await sagemaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys: ["managed-by"] }));
    const before = await bed.held();
    refused(await bed.deploy(APPLY), "NotManaged", "the input");
    expect(await bed.held()).toEqual(before);
    expect(await bed.deploy([...APPLY, "--take-over"])).toMatchObject({ code: 0 });
    expect(await bed.held()).toEqual(desired);
  });
});

describe("a plan's file", () => {
  const file = (): string => join(bed.out, "prod.plan.json");
  const applyFile = () => bed.deploy([...APPLY, file()]);

  test("is applied once; twice, it is stale", async () => {
    await disturb();
    expect(await bed.deploy(["plan", "--env", "prod", "--role", "deploy", "--out", file()])).toMatchObject({
      code: 0,
    });
    expect(await applyFile()).toMatchObject({ code: 0 });
    expect(await bed.held()).toEqual(desired);
    refused(await applyFile(), "PlanStale", "the input");
    expect(await bed.held()).toEqual(desired);
  });

  test("that the disk has no room for is told, and no half of it stays", async () => {
    const folder = mkdtempSync(join(bed.out, "full-"));
    const plan = [
      "operate/cli.ts",
      "plan",
      "--env",
      "prod",
      "--role",
      "deploy",
      "--out",
      join(folder, "plan.json"),
    ];
    // No file may grow past 4 KiB, as where a disk is full.
    const full = ["-c", 'trap "" XFSZ; ulimit -f 8; exec "$@"', "sh", process.execPath, "run.mjs", ...plan];
    const env = { ...withoutAws(), ...bed.environment() };
    const ended = await promisify(execFile)("sh", full, { cwd: projectRoot(), env }).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: Ended) => error,
    );
    refused(ended, "PlanNotKept", "the environment");
    expect(readdirSync(folder)).toEqual([]);
  });
});
