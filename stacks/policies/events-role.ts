import type { Environment } from "../../environments/environment";
import type { Statement } from "../iam/policy-document";

export function eventsTrust(environment: Environment): Statement[] {
  return [
    {
      Sid: "StartsPipelines",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sts:AssumeRole",
      // Another account's rules cannot be given this role.
      Condition: { StringEquals: { "aws:SourceAccount": environment.account } },
    },
  ];
}

/** EventBridge starts the inference pipeline and nothing else. */
export function eventsRolePolicy(environment: Environment): Statement[] {
  return [
    {
      Sid: "StartInference",
      Effect: "Allow",
      Action: "sagemaker:StartPipelineExecution",
      Resource: environment.inferencePipeline.arn,
    },
  ];
}
