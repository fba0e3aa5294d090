import { FunctionError } from "./function-error";

/** The parts of an ARN of SageMaker, whose resources all have a region and an account. */
export interface SageMakerArn {
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** What follows the account, split at slashes: `["pipeline", "train", "execution", "p4jn9xou8a8s"]`. */
  readonly resource: readonly string[];
}

const PATTERN = /^arn:(aws[a-z-]*):sagemaker:([a-z0-9-]+):(\d{12}):(\S+)$/;

/** @throws FunctionError `InvalidArn`, which names the field that holds it */
export function parseSageMakerArn(field: string, arn: unknown): SageMakerArn {
  const [, partition, region, account, resource] = PATTERN.exec(typeof arn === "string" ? arn : "") ?? [];
  if (!partition || !region || !account || !resource) {
    throw new FunctionError(
      "InvalidArn",
      `${field} must be the ARN of a SageMaker resource, not ${JSON.stringify(arn)}. Correct the caller.`,
    );
  }
  return { partition, region, account, resource: resource.split("/") };
}
