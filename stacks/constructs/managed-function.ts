import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import type { Vpc } from "../../environments/environment";
import { HANDLER, type FunctionBundle } from "../../lambdas/bundle";

const MEMORY_MIB = 256;

export interface ManagedFunctionProps {
  readonly functionName: string;
  readonly description: string;
  readonly bundle: FunctionBundle;
  readonly logGroupName: string;
  readonly logRetentionDays: number;
  /** ARN of the role it runs as. */
  readonly role: string;
  readonly timeoutSeconds: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** For a function whose name changes with its content: the new one is there before the old one goes. */
  readonly replacedByName?: boolean;
  /** For a function that events call: ARN of the queue that keeps an event it could not handle, after retries. */
  readonly deadLetterQueue?: string;
  /** The private network that it runs in; one of AWS's where undefined. */
  readonly vpc: Vpc | undefined;
}

/** A Lambda function from its zip, and the log group it writes to. */
export class ManagedFunction extends Construct {
  readonly arn: string;
  readonly functionName: string;

  constructor(scope: Construct, id: string, props: ManagedFunctionProps) {
    super(scope, id);
    const logs = new CloudwatchLogGroup(this, "logs", {
      name: props.logGroupName,
      retentionInDays: props.logRetentionDays,
    });
    const code = new TerraformAsset(this, "code", {
      path: props.bundle.zip,
      // Never ARCHIVE: cdktf forks a process for it, and its bytes change with the files' times.
      type: AssetType.FILE,
      assetHash: props.bundle.sha256,
    });
    const lambda = new LambdaFunction(this, "function", {
      functionName: props.functionName,
      description: props.description,
      role: props.role,
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: HANDLER,
      filename: code.path,
      // As AWS Lambda reports it (CodeSha256): base64.
      sourceCodeHash: Buffer.from(props.bundle.sha256, "hex").toString("base64"),
      memorySize: MEMORY_MIB,
      timeout: props.timeoutSeconds,
      environment: props.environment && { variables: { ...props.environment } },
      loggingConfig: { logFormat: "Text", logGroup: logs.name },
      deadLetterConfig:
        props.deadLetterQueue === undefined ? undefined : { targetArn: props.deadLetterQueue },
      vpcConfig: props.vpc && {
        subnetIds: [...props.vpc.subnets],
        securityGroupIds: [...props.vpc.securityGroupIds],
      },
      lifecycle: props.replacedByName ? { createBeforeDestroy: true } : undefined,
    });
    this.arn = lambda.arn;
    this.functionName = lambda.functionName;
  }
}
