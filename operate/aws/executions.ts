import type { DescribePipelineExecutionResponse, PipelineExecutionStep } from "@aws-sdk/client-sagemaker";
import { required } from "../../deploy/aws/aws-handler";
import { placeOf } from "../execution-arn";
import type { Run, Step } from "../ports";
import { nameOf } from "./registry";

/** An execution as DescribePipelineExecution tells of it. */
export function runOf(arn: string, found: DescribePipelineExecutionResponse): Run {
  const started = required(found.CreationTime, "the execution's time");
  return {
    arn,
    ...placeOf(arn),
    displayName: found.PipelineExecutionDisplayName,
    status: required(found.PipelineExecutionStatus, "the execution's status"),
    started,
    changed: found.LastModifiedTime ?? started,
    startedBy: nameOf(found.CreatedBy),
    failureReason: found.FailureReason,
    pipelineVersion: found.PipelineVersionId,
  };
}

/** A step as ListPipelineExecutionSteps tells of it. */
export function stepOf(step: PipelineExecutionStep): Step {
  const made = Object.entries(step.Metadata ?? {}).flatMap(([kind, value]): [string, string][] => {
    const arn = (value as { readonly Arn?: string }).Arn;
    return arn === undefined ? [] : [[`${kind.charAt(0).toLowerCase()}${kind.slice(1)}`, arn]];
  });
  const outputs = (step.Metadata?.Lambda?.OutputParameters ?? []).flatMap(({ Name, Value }) =>
    Name === undefined ? [] : [[Name, Value ?? ""] as const],
  );
  return {
    name: step.StepName ?? "",
    status: step.StepStatus ?? "",
    started: step.StartTime,
    ended: step.EndTime,
    reason: step.FailureReason,
    cached: step.CacheHitResult !== undefined,
    made: Object.fromEntries(made),
    outputs: Object.fromEntries(outputs),
  };
}
