import { userContext } from "../authorization";
import { parseDefinition } from "../engine/parse-definition";
import { conflictException, validationException } from "../errors";
import { compact, listAt, numberAt, text, textAt } from "../json";
import type { Operation, Operations, Request } from "../operation";
import { page } from "../paging";
import {
  describePipeline,
  latestVersion,
  pipelineArn,
  summarizePipeline,
  versionNamed,
} from "../pipeline/pipeline";
import { summarizeVersion, type PipelineVersion } from "../pipeline/pipeline-version";

const onPipeline = (action: string): Operation["permissions"] => {
  return ({ input, local }) => [
    { action: `sagemaker:${action}`, resource: pipelineArn(local.scope, text(input, "PipelineName")) },
  ];
};

const CreatePipeline: Operation = {
  permissions: ({ input, local }) => {
    const resource = pipelineArn(local.scope, text(input, "PipelineName"));
    return [
      { action: "sagemaker:CreatePipeline", resource },
      ...(listAt(input, "Tags").length === 0 ? [] : [{ action: "sagemaker:AddTags", resource }]),
    ];
  },
  run: async (request) => {
    const { input, caller, local, services } = request;
    const name = text(input, "PipelineName");
    const arn = pipelineArn(local.scope, name);
    const roleArn = text(input, "RoleArn");
    await services.authorization.requirePassRole(caller, local.scope.region, roleArn);
    const token = `CreatePipeline ${arn} ${text(input, "ClientRequestToken")}`;
    if (local.pipelines.has(name)) {
      if (local.tokens.has(token)) return { PipelineArn: arn };
      throw validationException(
        `Pipeline names must be unique within an AWS account and region. Pipeline with name (${name}) already exists.`,
      );
    }
    const definitionText = await definitionTextOf(request, roleArn);
    if (definitionText === undefined) {
      throw validationException(
        "Either Pipeline Definition or Pipeline Definition S3 location should be provided",
      );
    }
    const now = services.clock.now();
    local.pipelines.set(name, {
      arn,
      name,
      created: now,
      createdBy: userContext(caller),
      results: [],
      displayName: textAt(input, "PipelineDisplayName"),
      description: textAt(input, "PipelineDescription"),
      maxParallelSteps: numberAt(input, "ParallelismConfiguration", "MaxParallelExecutionSteps"),
      modified: now,
      modifiedBy: userContext(caller),
      lastRun: undefined,
      versions: [versionMade(1, definitionText, roleArn, now)],
    });
    local.tokens.set(token, arn);
    local.tags.add(arn, input["Tags"]);
    return { PipelineArn: arn };
  },
};

const UpdatePipeline: Operation = {
  permissions: onPipeline("UpdatePipeline"),
  run: async (request) => {
    const { input, caller, local, services } = request;
    const pipeline = local.pipeline(text(input, "PipelineName"));
    const latest = latestVersion(pipeline);
    const roleArn = textAt(input, "RoleArn") ?? latest.roleArn;
    await services.authorization.requirePassRole(caller, local.scope.region, roleArn);
    const definitionText = await definitionTextOf(request, roleArn);
    const now = services.clock.now();
    const id = pipeline.versions.length + 1;
    const made = definitionText ?? latest.definitionText;
    pipeline.versions.push(versionMade(id, made, roleArn, now));
    pipeline.displayName = textAt(input, "PipelineDisplayName") ?? pipeline.displayName;
    pipeline.description = textAt(input, "PipelineDescription") ?? pipeline.description;
    pipeline.maxParallelSteps =
      numberAt(input, "ParallelismConfiguration", "MaxParallelExecutionSteps") ?? pipeline.maxParallelSteps;
    pipeline.modified = now;
    pipeline.modifiedBy = userContext(caller);
    return { PipelineArn: pipeline.arn, PipelineVersionId: id };
  },
};

const DescribePipeline: Operation = {
  permissions: onPipeline("DescribePipeline"),
  run: ({ input, local }) => {
    const pipeline = local.pipeline(text(input, "PipelineName"));
    return describePipeline(pipeline, versionNamed(pipeline, input));
  },
};

const ListPipelineVersions: Operation = {
  permissions: onPipeline("ListPipelineVersions"),
  run: ({ input, local }) => {
    const pipeline = local.pipeline(text(input, "PipelineName"));
    const { items, NextToken } = page(input, pipeline.versions, { created: ({ created }) => created });
    const PipelineVersionSummaries = items.map((version) => summarizeVersion(pipeline.arn, version));
    return compact({ PipelineVersionSummaries, NextToken });
  },
};

const UpdatePipelineVersion: Operation = {
  permissions: ({ input }) => [
    {
      action: "sagemaker:UpdatePipelineVersion",
      resource: text(input, "PipelineArn"),
      // Policies may bound the versions by it (developer guide, "Access management", pipeline versions).
      context: { "sagemaker:PipelineVersionId": String(numberAt(input, "PipelineVersionId")) },
    },
  ],
  run: ({ input, local }) => {
    const pipeline = local.pipeline(text(input, "PipelineArn"));
    const version = versionNamed(pipeline, input);
    version.displayName = textAt(input, "PipelineVersionDisplayName") ?? version.displayName;
    version.description = textAt(input, "PipelineVersionDescription") ?? version.description;
    return { PipelineArn: pipeline.arn, PipelineVersionId: version.id };
  },
};

const ListPipelines: Operation = {
  permissions: () => [{ action: "sagemaker:ListPipelines", resource: "*" }],
  run: ({ input, local }) => {
    const prefix = text(input, "PipelineNamePrefix");
    const found = [...local.pipelines.values()].filter(({ name }) => name.startsWith(prefix));
    const { items, NextToken } = page(input, found, {
      created: (pipeline) => pipeline.created,
      sorts: { Name: (pipeline) => pipeline.name },
    });
    return compact({ PipelineSummaries: items.map(summarizePipeline), NextToken });
  },
};

const DeletePipeline: Operation = {
  permissions: onPipeline("DeletePipeline"),
  run: ({ input, local, engine }) => {
    const pipeline = local.pipeline(text(input, "PipelineName"));
    if (engine.isRunning(pipeline.arn)) {
      throw conflictException(
        `${pipeline.arn} has running executions; stop them with StopPipelineExecution before you delete it`,
      );
    }
    local.pipelines.delete(pipeline.name);
    local.tags.forget(pipeline.arn);
    // "When you delete a pipeline, all instances of the pipeline are deleted."
    for (const [arn, execution] of local.executions) {
      if (execution.pipeline === pipeline) local.executions.delete(arn);
    }
    for (const [token, arn] of local.tokens) {
      if (arn === pipeline.arn || arn.startsWith(`${pipeline.arn}/`)) local.tokens.delete(token);
    }
    return { PipelineArn: pipeline.arn };
  },
};

export const pipelineOperations: Operations = {
  CreatePipeline,
  UpdatePipeline,
  DescribePipeline,
  ListPipelines,
  ListPipelineVersions,
  UpdatePipelineVersion,
  DeletePipeline,
};

/** @throws ApiError where the definition cannot be read */
function versionMade(id: number, definitionText: string, roleArn: string, created: number): PipelineVersion {
  return {
    id,
    definitionText,
    definition: parseDefinition(definitionText),
    roleArn,
    created,
    lastExecution: undefined,
    displayName: undefined,
    description: undefined,
  };
}

/** The definition's text, as given or from S3; the pipeline's role reads it there. */
async function definitionTextOf(
  { input, local, services }: Request,
  roleArn: string,
): Promise<string | undefined> {
  const inline = textAt(input, "PipelineDefinition");
  const bucket = textAt(input, "PipelineDefinitionS3Location", "Bucket");
  if (inline !== undefined && bucket !== undefined) {
    throw validationException(
      "Both Pipeline Definition and Pipeline Definition S3 Location should not be provided",
    );
  }
  if (bucket === undefined) return inline;
  const uri = `s3://${bucket}/${text(input, "PipelineDefinitionS3Location", "ObjectKey")}`;
  try {
    const storage = await services.storages.as(roleArn, "SageMaker", local.scope.region);
    return (await storage.read(uri)).toString();
  } catch (error) {
    throw validationException(`Unable to read the pipeline definition from ${uri}: ${String(error)}`);
  }
}
