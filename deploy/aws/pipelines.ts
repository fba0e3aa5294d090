import {
  AddTagsCommand,
  CreatePipelineCommand,
  DeleteModelCommand,
  DeletePipelineCommand,
  DescribePipelineCommand,
  DescribePipelineExecutionCommand,
  paginateListPipelineExecutions,
  paginateListPipelineExecutionSteps,
  paginateListPipelineVersions,
  paginateListTags,
  StopPipelineExecutionCommand,
  UpdatePipelineCommand,
  UpdatePipelineVersionCommand,
  type SageMakerClient,
  type Tag,
} from "@aws-sdk/client-sagemaker";
import { upsertRequest } from "sagemaker-pipeline-definitions";
import type { DesiredPipeline, Tags } from "../desired";
import type { Execution, ObservedPipeline, Pipelines, PipelineVersion } from "../ports";
import type { LabelTexts } from "../version-label";
import { required } from "./aws-handler";
import { asProblem, unlessMissing } from "./problems";

/** ListPipelineVersions' MaxResults ends there (SageMaker API reference). */
const LARGEST_PAGE = 100;

/**
 * Pipelines in SageMaker. Request tokens are left to the SDK: it makes a new one for every call and keeps it over the
 * call's retries, while a token made from the content would find a pipeline that has been deleted since.
 */
export class SageMakerPipelines implements Pipelines {
  constructor(
    private readonly client: SageMakerClient,
    private readonly principal: string,
  ) {}

  describe(name: string, version?: number): Promise<ObservedPipeline | undefined> {
    return this.call("DescribePipeline", name, async () => {
      const command = new DescribePipelineCommand({ PipelineName: name, PipelineVersionId: version });
      const found = await unlessMissing(this.client.send(command));
      if (found === undefined) return undefined;
      const arn = required(found.PipelineArn, "the pipeline's ARN");
      return {
        arn,
        displayName: found.PipelineDisplayName,
        description: found.PipelineDescription,
        roleArn: found.RoleArn,
        maxParallelSteps: found.ParallelismConfiguration?.MaxParallelExecutionSteps,
        definition: required(found.PipelineDefinition, "the pipeline's definition"),
        label: found.PipelineVersionDescription,
        tags: await this.tags(arn),
      };
    });
  }

  versions(name: string, limit = Number.POSITIVE_INFINITY): Promise<readonly PipelineVersion[]> {
    return this.call("ListPipelineVersions", name, async () => {
      const found: PipelineVersion[] = [];
      const request = {
        PipelineName: name,
        SortOrder: "Descending",
        MaxResults: Math.min(limit, LARGEST_PAGE),
      } as const;
      const pages = paginateListPipelineVersions({ client: this.client }, request);
      for (;;) {
        const page = await unlessMissing(pages.next());
        if (page === undefined || page.done === true || found.length >= limit) return found.slice(0, limit);
        for (const version of page.value.PipelineVersionSummaries ?? []) {
          found.push({
            id: required(version.PipelineVersionId, "a version's id"),
            created: required(version.CreationTime, "a version's time"),
            label: version.PipelineVersionDescription,
          });
        }
      }
    });
  }

  async create(pipeline: DesiredPipeline): Promise<void> {
    await this.call("CreatePipeline", pipeline.name, async () => {
      const command = new CreatePipelineCommand({ ...request(pipeline), Tags: tagList(pipeline.tags) });
      required((await this.client.send(command)).PipelineArn, "the pipeline's ARN");
    });
  }

  update(pipeline: DesiredPipeline): Promise<number> {
    return this.call("UpdatePipeline", pipeline.name, async () => {
      const made = await this.client.send(new UpdatePipelineCommand(request(pipeline)));
      required(made.PipelineArn, "the pipeline's ARN");
      return required(made.PipelineVersionId, "the pipeline's version");
    });
  }

  async label(arn: string, version: number, { displayName, description }: LabelTexts): Promise<void> {
    await this.call("UpdatePipelineVersion", arn, () =>
      this.client.send(
        new UpdatePipelineVersionCommand({
          PipelineArn: arn,
          PipelineVersionId: version,
          PipelineVersionDisplayName: displayName,
          PipelineVersionDescription: description,
        }),
      ),
    );
  }

  async tag(arn: string, tags: Tags): Promise<void> {
    await this.call("AddTags", arn, () =>
      this.client.send(new AddTagsCommand({ ResourceArn: arn, Tags: tagList(tags) })),
    );
  }

  async delete(name: string): Promise<void> {
    await this.call("DeletePipeline", name, () =>
      unlessMissing(this.client.send(new DeletePipelineCommand({ PipelineName: name }))),
    );
  }

  executions(name: string): Promise<readonly Execution[]> {
    return this.call("ListPipelineExecutions", name, async () => {
      const found: Execution[] = [];
      for await (const page of paginateListPipelineExecutions(
        { client: this.client },
        { PipelineName: name },
      )) {
        for (const {
          PipelineExecutionArn: arn,
          PipelineExecutionStatus: status,
        } of page.PipelineExecutionSummaries ?? []) {
          if (arn !== undefined && status !== undefined) found.push({ arn, status });
        }
      }
      return found;
    });
  }

  execution(executionArn: string): Promise<Execution> {
    return this.call("DescribePipelineExecution", executionArn, async () => {
      const command = new DescribePipelineExecutionCommand({ PipelineExecutionArn: executionArn });
      const { PipelineExecutionStatus: status } = await this.client.send(command);
      return { arn: executionArn, status: status ?? "Executing" };
    });
  }

  async stop(executionArn: string): Promise<void> {
    await this.call("StopPipelineExecution", executionArn, () =>
      this.client.send(new StopPipelineExecutionCommand({ PipelineExecutionArn: executionArn })),
    );
  }

  models(executionArn: string): Promise<readonly string[]> {
    return this.call("ListPipelineExecutionSteps", executionArn, async () => {
      const found: string[] = [];
      const pages = paginateListPipelineExecutionSteps(
        { client: this.client },
        { PipelineExecutionArn: executionArn },
      );
      for await (const page of pages) {
        for (const { Metadata } of page.PipelineExecutionSteps ?? []) {
          const name = Metadata?.Model?.Arn?.split(":model/")[1];
          if (name !== undefined) found.push(name);
        }
      }
      return found;
    });
  }

  async deleteModel(name: string): Promise<void> {
    await this.call("DeleteModel", name, () =>
      unlessMissing(this.client.send(new DeleteModelCommand({ ModelName: name }))),
    );
  }

  private tags(arn: string): Promise<Tags> {
    return this.call("ListTags", arn, async () => {
      const found: Record<string, string> = {};
      for await (const page of paginateListTags({ client: this.client }, { ResourceArn: arn })) {
        for (const { Key, Value } of page.Tags ?? []) {
          if (Key !== undefined) found[Key] = Value ?? "";
        }
      }
      return found;
    });
  }

  private call<T>(operation: string, resource: string, run: () => Promise<T>): Promise<T> {
    return asProblem({ action: `sagemaker:${operation}`, resource, principal: this.principal }, run);
  }
}

function request({ maxParallelSteps, ...pipeline }: DesiredPipeline) {
  return upsertRequest({ ...pipeline, ...(maxParallelSteps === undefined ? {} : { maxParallelSteps }) });
}

function tagList(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
