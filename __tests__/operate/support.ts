import type { PipelineDefinition } from "sagemaker-pipeline-definitions";
import type { Step, Version } from "../../operate/ports";
import type { ObservedRun } from "../../operate/run-report";
import type { Observed } from "../../operate/status";
import { definitionHash } from "../../pipeline-defs/definition-hash";
import { exampleEnvironment } from "../support/environments";

/** When the tests look. */
export const NOW = new Date("2026-07-01T12:00:00Z");
export const PROD = exampleEnvironment("prod");

export const at = (time: string): Date => new Date(`2026-07-01T${time}Z`);

export function step(name: string, more: Partial<Step> = {}): Step {
  return {
    name,
    status: "Succeeded",
    started: at("10:00:00"),
    ended: at("10:00:10"),
    reason: undefined,
    cached: false,
    made: {},
    outputs: {},
    ...more,
  };
}

/** A finished execution of prod's pipeline. */
export function run(kind: "train" | "inference", id: string, more: Partial<ObservedRun> = {}): ObservedRun {
  const { name, arn } = kind === "train" ? PROD.trainPipeline : PROD.inferencePipeline;
  return {
    arn: `${arn}/execution/${id}`,
    pipeline: name,
    id,
    displayName: undefined,
    status: "Succeeded",
    started: at("10:00:00"),
    changed: at("11:00:00"),
    startedBy: "arn:aws:sts::222222222222:assumed-role/sagemaker-events-role/0a1b",
    failureReason: undefined,
    pipelineVersion: 1,
    steps: [step("First")],
    ...more,
  };
}

/** An execution that failed at a step. */
export function failed(kind: "train" | "inference", id: string, at: string, reason: string): ObservedRun {
  return run(kind, id, { status: "Failed", steps: [step(at, { status: "Failed", reason })] });
}

export function version(number: number, more: Partial<Version> = {}): Version {
  return {
    arn: `arn:aws:sagemaker:us-east-1:333333333333:model-package/group/${number}`,
    number,
    approval: "Approved",
    created: at("08:00:00"),
    changed: at("09:00:00"),
    changedBy: "arn:aws:sts::333333333333:assumed-role/model-approver-role/jane",
    reason: "better in every segment",
    metadata: {
      environment: "dev",
      auc: "0.91",
      execution_id: "abcdefghijkl",
      git_commit: "0a1b2c3d4e5f6a7b",
    },
    image: undefined,
    artifact: undefined,
    evaluation: undefined,
    statistics: undefined,
    constraints: undefined,
    card: undefined,
    ...more,
  };
}

const DEFINITION: PipelineDefinition = {
  Version: "2020-12-01",
  Metadata: {},
  Parameters: [],
  PipelineExperimentConfig: null,
  Steps: [],
};

/** Prod with one live version, where nothing waits and nothing differs. */
export function observed(more: Partial<Observed> = {}): Observed {
  const same = definitionHash(DEFINITION);
  const tags = { "definition-hash": same, "git-commit": "0a1b2c3d4e5f6a7b" };
  const pipeline = {
    arn: "",
    displayName: undefined,
    description: undefined,
    roleArn: undefined,
    maxParallelSteps: undefined,
    definition: JSON.stringify(DEFINITION),
    label: undefined,
    tags,
  };
  return {
    environment: PROD,
    now: NOW,
    pipelines: { train: pipeline, inference: pipeline },
    desired: { train: same, inference: same },
    runs: { train: [run("train", "trainedtoday")], inference: [run("inference", "inferredtoda")] },
    schedule: { expression: "cron(0 23 * * ? *)", enabled: true },
    subscriptions: [{ endpoint: "team@example.com", confirmed: true }],
    versions: [version(1)],
    ...more,
  };
}
