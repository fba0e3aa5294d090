import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct } from "constructs";
import type { ManagedFunction } from "./managed-function";

export interface FunctionRuleProps {
  readonly name: string;
  readonly description: string;
  /** Event pattern, as JSON. */
  readonly pattern: string;
  readonly target: ManagedFunction;
  readonly targetId: string;
  /** ARN of the queue that keeps an event which did not reach the function. */
  readonly deadLetterQueue: string;
  /** Of the statement that lets the rule call the function. */
  readonly statementId: string;
}

/** Calls a function for every event of a pattern. */
export class FunctionRule extends Construct {
  constructor(scope: Construct, id: string, props: FunctionRuleProps) {
    super(scope, id);
    const { name, description, pattern, target, targetId, deadLetterQueue, statementId } = props;
    const rule = new CloudwatchEventRule(this, "rule", { name, description, eventPattern: pattern });
    const permission = new LambdaPermission(this, "permission", {
      statementId,
      action: "lambda:InvokeFunction",
      functionName: target.functionName,
      principal: "events.amazonaws.com",
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, "target", {
      rule: rule.name,
      targetId,
      arn: target.arn,
      deadLetterConfig: { arn: deadLetterQueue },
      dependsOn: [permission],
    });
  }
}
