import { DeletePipelineCommand, UpdatePipelineCommand } from "@aws-sdk/client-sagemaker";
import { DeleteObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { dataPrefix } from "../../pipeline-defs/layout";
import { ALWAYS, APPLY, FaultBed } from "./support/fault-bed";

let bed: FaultBed;
let desired: object;
beforeAll(async () => {
  bed = await FaultBed.start();
  desired = await bed.held();
});
afterAll(() => bed.close());

/** A script is gone, the training pipeline is another, and there is no inference pipeline: every write has something to do. */
async function disturb(): Promise<void> {
  const { sagemaker, s3 } = bed.administrator.clients;
  const { trainPipeline, inferencePipeline, dataBucket: Bucket } = bed.prod;
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: dataPrefix(bed.prod, "code") }),
  );
  const Key = Contents.map((object) => object.Key).find((key) => key?.endsWith("/evaluate.py"));
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  const PipelineDescription = "changed by hand";
  await sagemaker.send(new UpdatePipelineCommand({ PipelineName: trainPipeline.name, PipelineDescription }));
  await sagemaker.send(new DeletePipelineCommand({ PipelineName: inferencePipeline.name }));
}

async function requireDesiredAfterApply(): Promise<void> {
  const { code, stderr } = await bed.deploy(APPLY);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("error [")]);
  expect(await bed.held()).toEqual(desired);
}

/** The writes of an apply, in their order. */
const WRITES = [
  ["s3:PutObject", "deploy.lock"],
  ["s3:PutObject", "evaluate.py"],
  ["sagemaker:UpdatePipeline", ""],
  ["sagemaker:AddTags", ""],
  ["sagemaker:CreatePipeline", ""],
  ["sagemaker:UpdatePipelineVersion", ""],
  ["s3:DeleteObject", "deploy.lock"],
] as const;

describe.each(WRITES)("%s %s", (action, on) => {
  beforeEach(disturb);
  const releases = action === "s3:DeleteObject";
  const rule = { action, on };

  test("denied: who may not do what is told", async () => {
    const { lift } = bed.inject({ ...rule, fault: "denied", times: ALWAYS });
    const { code, stderr } = await bed.deploy(APPLY);
    lift();
    expect([code, stderr]).toEqual([releases ? 0 : 1, expect.stringMatching(`AccessDenied.*${action}`)]);
    expect(await bed.locks()).toHaveLength(releases ? 1 : 0);
    await requireDesiredAfterApply();
  });

  test("killed after it", async () => {
    const { struck, lift } = bed.inject({ ...rule, fault: "answer-held" });
    const run = bed.start(APPLY);
    await struck;
    run.kill();
    expect(await run.ended).toMatchObject({ code: null });
    lift();
    await requireDesiredAfterApply();
  });

  test("its answer lost once: nobody notices", async () => {
    bed.inject({ ...rule, fault: "answer-lost" });
    const { code } = await bed.deploy(APPLY);
    expect(code).toBe(0);
    expect(await bed.held()).toEqual(desired);
  });
});

/** What is told is the service's client's: one of each service, and the lock, which stays where its answers go lost. */
describe.each(WRITES.filter(([action, on]) => on === "deploy.lock" || action === "sagemaker:UpdatePipeline"))(
  "%s %s, for ever",
  (action, on) => {
    beforeEach(disturb);
    const code = action === "s3:DeleteObject" ? 0 : 1;

    test.each([
      ["answered 500", "server-error", `ServiceFailed.*${action}`],
      ["its answers lost", "answer-lost", "EndpointUnreachable"],
    ] as const)("%s: it may have been done", async (_what, fault, problem) => {
      const { lift } = bed.inject({ action, on, fault, times: ALWAYS });
      const ended = await bed.deploy(APPLY);
      lift();
      expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(problem)]);
      expect(ended.stderr).toContain("may have been done");
      await requireDesiredAfterApply();
    });
  },
);
