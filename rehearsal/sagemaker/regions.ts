import { parseArn, partitionOf } from "./arns";
import type { Job } from "./jobs/job";
import type { Model } from "./models";
import type { Execution } from "./pipeline/execution";
import type { Pipeline } from "./pipeline/pipeline";
import type { ModelPackageGroup } from "./registry/groups";
import { Tags } from "./tags";

/** What one account has in one region. */
export class Region {
  readonly pipelines = new Map<string, Pipeline>();
  readonly executions = new Map<string, Execution>();
  readonly groups = new Map<string, ModelPackageGroup>();
  readonly models = new Map<string, Model>();
  /** By ARN. */
  readonly jobs = new Map<string, Job>();
  readonly tags = new Tags();
  /** ARNs that calls with a client's token have made: the same token gets the same ARN. */
  readonly tokens = new Map<string, string>();

  constructor(
    readonly account: string,
    readonly name: string,
  ) {}

  /** The ARN of a SageMaker resource here, such as `pipeline/train`. */
  arn(resource: string): string {
    return `arn:${partitionOf(this.name)}:sagemaker:${this.name}:${this.account}:${resource}`;
  }
}

/** Every account and region that was spoken to. */
export class Regions {
  readonly #regions = new Map<string, Region>();

  in(account: string, name: string): Region {
    const key = `${account}/${name}`;
    const region = this.#regions.get(key) ?? new Region(account, name);
    this.#regions.set(key, region);
    return region;
  }

  /** Where the resource of an ARN lives; undefined where the text is no ARN of SageMaker's. */
  owning(arn: string): Region | undefined {
    const parts = parseArn(arn);
    return parts?.service === "sagemaker" ? this.in(parts.account, parts.region) : undefined;
  }

  all(): readonly Region[] {
    return [...this.#regions.values()];
  }
}
