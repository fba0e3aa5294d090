import { parseArn } from "sagemaker-promotion-core/arn";
import { resourceNotFound, validationException } from "./errors";
import type { Job } from "./jobs/job";
import type { Model } from "./model";
import type { Execution } from "./pipeline/execution";
import { pipelineArn } from "./pipeline/pipeline";
import type { Pipeline } from "./pipeline/pipeline";
import { groupArn } from "./registry/group";
import type { ModelPackageGroup } from "./registry/group";
import { Scope } from "./scope";
import { Tags } from "./tags";

/** What one account has in one region. The resources know its scope, and nothing of the store. */
export class Store {
  readonly pipelines = new Map<string, Pipeline>();
  /** By ARN. */
  readonly executions = new Map<string, Execution>();
  readonly groups = new Map<string, ModelPackageGroup>();
  readonly models = new Map<string, Model>();
  /** By ARN. */
  readonly jobs = new Map<string, Job>();
  readonly tags = new Tags();
  /** ARNs that calls with a client's token have made: the same token gets the same ARN. */
  readonly tokens = new Map<string, string>();

  constructor(readonly scope: Scope) {}

  /** A pipeline by its name or ARN. @throws ApiError ResourceNotFound */
  pipeline(nameOrArn: string): Pipeline {
    const arn = pipelineArn(this.scope, nameOrArn);
    const pipeline = [...this.pipelines.values()].find((one) => one.arn === arn);
    if (pipeline === undefined) throw resourceNotFound(`Pipeline '${arn}' does not exist.`);
    return pipeline;
  }

  /** @throws ApiError ResourceNotFound */
  execution(arn: string): Execution {
    const execution = this.executions.get(arn);
    if (execution === undefined) throw resourceNotFound(`Pipeline execution '${arn}' does not exist.`);
    return execution;
  }

  /** @throws ApiError ValidationException */
  model(name: string): Model {
    const model = this.models.get(name);
    if (model === undefined) {
      throw validationException(`Could not find model "${this.scope.arn(`model/${name}`)}".`);
    }
    return model;
  }

  /** @throws ApiError ValidationException */
  group(name: string): ModelPackageGroup {
    const group = this.groups.get(name);
    if (group === undefined) {
      throw validationException(`ModelPackageGroup ${groupArn(this.scope, name)} does not exist.`);
    }
    return group;
  }
}

/** The store of every account and region that was called. */
export class Stores {
  readonly #stores = new Map<string, Store>();

  in(account: string, region: string): Store {
    const key = `${account}/${region}`;
    const store = this.#stores.get(key) ?? new Store(new Scope(account, region));
    this.#stores.set(key, store);
    return store;
  }

  /** The store that a resource belongs to; undefined where the text is no ARN of SageMaker's. */
  owning(arn: string): Store | undefined {
    const parts = parseArn(arn);
    return parts?.service === "sagemaker" ? this.in(parts.account, parts.region) : undefined;
  }

  all(): readonly Store[] {
    return [...this.#stores.values()];
  }
}
