import { partitionOf } from "sagemaker-promotion-core/arn";

/** Whose resources, and where: an account and a region. */
export class Scope {
  constructor(
    readonly account: string,
    readonly region: string,
  ) {}

  /** The ARN of a SageMaker resource here, such as `pipeline/train`. */
  arn(resource: string): string {
    return `arn:${partitionOf(this.region)}:sagemaker:${this.region}:${this.account}:${resource}`;
  }
}
