import {
  CreateModelPackageCommand,
  DescribeModelPackageCommand,
  ListPipelineExecutionsCommand,
  StartPipelineExecutionCommand,
  UpdatePipelineCommand,
} from "@aws-sdk/client-sagemaker";
import type { Actor } from "../../rehearsal/story/actors";
import { ALWAYS, FaultBed } from "../deploy/support/fault-bed";

/** An act of a person, what it calls, and what there is of it afterwards. */
interface Act {
  readonly action: string;
  /** Makes something to act on, and says how to. */
  readonly prepare: () => Promise<{ readonly args: readonly string[]; readonly done: () => Promise<number> }>;
  /** Who acts. */
  readonly actor: () => Actor;
}

let bed: FaultBed;
let registry: Actor;
let trains: string;
beforeAll(async () => {
  bed = await FaultBed.start();
  registry = await bed.context.actors.administrator(bed.context.registryAccount);
  trains = bed.prod.trainPipeline.name;
  const definition = {
    Version: "2020-12-01",
    Parameters: [],
    Steps: [{ Name: "Fails", Type: "Fail", Arguments: { ErrorMessage: "as the test asks" } }],
  };
  const PipelineDefinition = JSON.stringify(definition);
  await bed.administrator.clients.sagemaker.send(
    new UpdatePipelineCommand({ PipelineName: trains, PipelineDefinition }),
  );
});
afterAll(() => bed.close());

async function executions(): Promise<string[]> {
  await bed.context.settled();
  const { PipelineExecutionSummaries = [] } = await bed.administrator.clients.sagemaker.send(
    new ListPipelineExecutionsCommand({ PipelineName: trains }),
  );
  return PipelineExecutionSummaries.map(({ PipelineExecutionArn = "" }) => PipelineExecutionArn);
}

/** How often an execution has begun: each start and each retry is an event. */
function beginnings(arn: string): number {
  return bed.context.events.filter(
    ({ detail }) =>
      detail["pipelineExecutionArn"] === arn && detail["currentPipelineExecutionStatus"] === "Executing",
  ).length;
}

const ACTS: readonly Act[] = [
  {
    action: "sagemaker:UpdateModelPackage",
    actor: () => registry,
    prepare: async () => {
      const { sagemaker } = registry.clients;
      const { ModelPackageArn: ModelPackageName = "" } = await sagemaker.send(
        new CreateModelPackageCommand({
          ModelPackageGroupName: bed.prod.modelPackageGroup.name,
          ModelApprovalStatus: "PendingManualApproval",
          CustomerMetadataProperties: { environment: "prod" },
          InferenceSpecification: {
            Containers: [{ Image: "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1" }],
            SupportedContentTypes: ["text/csv"],
            SupportedResponseMIMETypes: ["text/csv"],
          },
        }),
      );
      const version = ModelPackageName.split("/").at(-1) ?? "";
      return {
        args: ["approve", version, "--env", "prod", "--as", "ada", "--reason", "reviewed", "--yes"],
        done: async () => {
          const found = await sagemaker.send(new DescribeModelPackageCommand({ ModelPackageName }));
          return found.ModelApprovalStatus === "Approved" && found.ApprovalDescription === "reviewed" ? 1 : 0;
        },
      };
    },
  },
  {
    action: "sagemaker:StartPipelineExecution",
    actor: () => bed.administrator,
    prepare: async () => {
      const before = (await executions()).length;
      return {
        args: ["run", "train", "--env", "prod"],
        done: async () => (await executions()).length - before,
      };
    },
  },
  {
    action: "sagemaker:RetryPipelineExecution",
    actor: () => bed.administrator,
    prepare: async () => {
      const { PipelineExecutionArn: arn = "" } = await bed.administrator.clients.sagemaker.send(
        new StartPipelineExecutionCommand({ PipelineName: trains }),
      );
      await bed.context.settled();
      const before = beginnings(arn);
      return {
        args: ["retry", arn, "--env", "prod"],
        done: async () => {
          await bed.context.settled();
          return beginnings(arn) - before;
        },
      };
    },
  },
];

describe.each(ACTS)("$action", ({ action, actor, prepare }) => {
  const as = () => ({ credentials: actor().credentials });
  const starts = action.includes("Start");

  test("denied: who may not do what is told, and nothing is done", async () => {
    const { args, done } = await prepare();
    const { lift } = bed.inject({ action, fault: "denied", times: ALWAYS });
    const { code, stderr } = await bed.deploy(args, as());
    lift();
    expect([code, stderr]).toEqual([1, expect.stringMatching(`AccessDenied.*${action}`)]);
    expect(await done()).toBe(0);
  });

  test("killed after it: it is done, once", async () => {
    const { args, done } = await prepare();
    const { struck } = bed.inject({ action, fault: "answer-held" });
    const run = bed.start(args, as());
    await struck;
    run.kill();
    expect(await run.ended).toMatchObject({ code: null });
    expect(await done()).toBe(1);
  });

  test("answered 500 for ever: what is said to do next does nothing twice", async () => {
    const { args, done } = await prepare();
    const { lift } = bed.inject({ action, fault: "server-error", times: ALWAYS });
    const { code, stderr } = await bed.deploy(args, as());
    lift();
    expect([code, stderr]).toEqual([1, expect.stringMatching(`ServiceFailed.*${action}`)]);
    expect(stderr).toContain(starts ? "before you start another" : "may have been done");
    expect(stderr.includes("run the same command")).toBe(!starts);
    expect(await done()).toBe(0);
  });

  test("its answer lost once: it is done, once, and nobody notices", async () => {
    const { args, done } = await prepare();
    bed.inject({ action, fault: "answer-lost" });
    expect(await bed.deploy(args, as())).toMatchObject({ code: 0 });
    expect(await done()).toBe(1);
  });
});
