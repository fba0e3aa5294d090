import { setTimeout } from "node:timers/promises";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import {
  ListPipelineExecutionsCommand,
  ListPipelineExecutionStepsCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
  UpdatePipelineCommand,
} from "@aws-sdk/client-sagemaker";
import { dataPrefix } from "../../pipeline-defs/layout";
import { ALWAYS, APPLY, FaultBed, type Held } from "./support/fault-bed";

const DESTROY = ["destroy", "--env", "prod", "--yes", "--stop"];
const SLOW = "slow.py";

let bed: FaultBed;
let desired: Held;
beforeAll(async () => {
  bed = await FaultBed.start();
  desired = await bed.held();
});
afterAll(async () => {
  await bed.close();
});

/** An execution that has made a model and, where it is to be stopped, runs a job that does not end. */
async function disturb(stops: boolean): Promise<void> {
  const { sagemaker, s3 } = bed.administrator.clients;
  const { name: PipelineName, roleArn: RoleArn } = bed.prod.inferencePipeline;
  const Key = `${dataPrefix(bed.prod, "code")}${SLOW}`;
  const Body = "import time\ntime.sleep(600)\n";
  await s3.send(new PutObjectCommand({ Bucket: bed.prod.dataBucket, Key, Body }));
  const { make, slow } = steps(`s3://${bed.prod.dataBucket}/${Key}`, RoleArn);
  const definition = { Version: "2020-12-01", Parameters: [], Steps: stops ? [make, slow] : [make] };
  const PipelineDefinition = JSON.stringify(definition);
  await sagemaker.send(new UpdatePipelineCommand({ PipelineName, PipelineDefinition }));
  const { PipelineExecutionArn } = await sagemaker.send(new StartPipelineExecutionCommand({ PipelineName }));
  for (;;) {
    const { PipelineExecutionSteps = [] } = await sagemaker.send(
      new ListPipelineExecutionStepsCommand({ PipelineExecutionArn }),
    );
    const made = PipelineExecutionSteps.some(({ Metadata }) => Metadata?.Model !== undefined);
    const runs = PipelineExecutionSteps.some(({ Metadata }) => Metadata?.ProcessingJob !== undefined);
    if (made && runs === stops) return;
    await setTimeout(50);
  }
}

function steps(script: string, RoleArn: string) {
  const image = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-cpu-py3";
  const model = { ExecutionRoleArn: RoleArn, PrimaryContainer: { Image: image } };
  const LocalPath = "/opt/ml/processing/input/code";
  const job = {
    AppSpecification: { ContainerEntrypoint: ["python3", `${LocalPath}/${SLOW}`], ImageUri: image },
    ProcessingInputs: [
      {
        InputName: "code",
        S3Input: { LocalPath, S3DataType: "S3Prefix", S3InputMode: "File", S3Uri: script },
      },
    ],
    ProcessingResources: {
      ClusterConfig: { InstanceCount: 1, InstanceType: "ml.m5.xlarge", VolumeSizeInGB: 30 },
    },
    RoleArn,
  };
  return {
    make: { Name: "Make", Type: "Model", Arguments: model },
    slow: { Name: "Slow", Type: "Processing", Arguments: job, DependsOn: ["Make"] },
  };
}

/** Local jobs share few machines: one that still runs keeps the next from being stopped. */
async function stopAll(): Promise<void> {
  const { sagemaker } = bed.administrator.clients;
  const { name: PipelineName } = bed.prod.inferencePipeline;
  const { PipelineExecutionSummaries = [] } = await sagemaker.send(
    new ListPipelineExecutionsCommand({ PipelineName }),
  );
  for (const { PipelineExecutionArn, PipelineExecutionStatus } of PipelineExecutionSummaries) {
    if (PipelineExecutionStatus === "Executing")
      await sagemaker.send(new StopPipelineExecutionCommand({ PipelineExecutionArn }));
  }
  await bed.context.settled();
}

async function destroyed(): Promise<void> {
  const { code, stderr } = await bed.deploy(DESTROY);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("error [")]);
  expect(await bed.held()).toEqual({ pipelines: [], models: [], code: {}, locks: [] });
}

/** All but what executions have made, and what lies beside the scripts. */
async function applied(): Promise<void> {
  const { code, stderr } = await bed.deploy(APPLY);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("error [")]);
  await stopAll();
  const { pipelines, locks, code: scripts } = await bed.held();
  expect({ pipelines, locks }).toEqual({ pipelines: desired.pipelines, locks: [] });
  expect(scripts).toMatchObject(desired.code);
}

/** What a destroy writes, in its order, the lock apart. */
const WRITES = [
  ["sagemaker:StopPipelineExecution", ""],
  ["sagemaker:DeleteModel", ""],
  ["sagemaker:DeletePipeline", ""],
  ["s3:DeleteObject", ".py"],
] as const;

describe.each(WRITES)("%s %s", (action, on) => {
  beforeEach(() => disturb(action === "sagemaker:StopPipelineExecution"));
  afterEach(applied);

  test("denied: who may not do what is told", async () => {
    const { lift } = bed.inject({ action, on, fault: "denied", times: ALWAYS });
    const { code, stderr } = await bed.deploy(DESTROY);
    lift();
    expect([code, stderr]).toEqual([1, expect.stringMatching(`AccessDenied.*${action}`)]);
    expect(await bed.locks()).toEqual([]);
  });

  test("killed after it", async () => {
    const { struck, lift } = bed.inject({ action, on, fault: "answer-held" });
    const run = bed.start(DESTROY);
    await struck;
    run.kill();
    expect(await run.ended).toMatchObject({ code: null });
    lift();
  });

  test("its answer lost once: nobody notices", async () => {
    bed.inject({ action, on, fault: "answer-lost" });
    await destroyed();
  });
});

// What is told is the service's client's: one write says it for all, and apply's tests for S3.
test("answered 500 for ever: it may have been done", async () => {
  const action = "sagemaker:DeletePipeline";
  const { lift } = bed.inject({ action, fault: "server-error", times: ALWAYS });
  const { code, stderr } = await bed.deploy(DESTROY);
  lift();
  expect([code, stderr]).toEqual([1, expect.stringMatching(`ServiceFailed.*${action}`)]);
  expect(stderr).toContain("may have been done");
});

test("nothing is forgotten that a destroy left which went wrong", async () => {
  await destroyed();
  await applied();
});
