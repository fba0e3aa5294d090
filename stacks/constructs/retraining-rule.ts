import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct } from "constructs";
import type { Environment } from "../../environments/environment";
import { DATA_DRIFT_STEP } from "../../pipeline-defs/step-names";
import { retrainingRuleName } from "../names";
import { stepFailurePattern } from "../step-event";
import type { ManagedFunction } from "./managed-function";

/** Calls the function that starts a training, when an inference execution found drift (or failed at all, if so asked). */
export class RetrainingRule extends Construct {
  constructor(scope: Construct, id: string, environment: Environment, startRetraining: ManagedFunction) {
    super(scope, id);
    const onDrift = environment.retrainOn === "drift";
    const rule = new CloudwatchEventRule(this, "rule", {
      name: retrainingRuleName(environment),
      description: `Retrains ${environment.modelName} when its inference ${onDrift ? "finds drift" : "fails"}`,
      eventPattern: stepFailurePattern({
        pipelineArns: [environment.inferencePipeline.arn],
        stepName: onDrift ? [DATA_DRIFT_STEP] : undefined,
      }),
    });
    const permission = new LambdaPermission(this, "permission", {
      statementId: "RetrainingRule",
      action: "lambda:InvokeFunction",
      functionName: startRetraining.functionName,
      principal: "events.amazonaws.com",
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, "target", {
      rule: rule.name,
      targetId: "start-retraining",
      arn: startRetraining.arn,
      dependsOn: [permission],
    });
  }
}
