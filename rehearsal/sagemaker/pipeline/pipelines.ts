import { conflictException, validationException } from "../errors";
import { compact, listAt, numberAt, text, textAt } from "../json";
import type { JsonObject } from "../json";
import type { Operations } from "../operation";
import { page } from "../paging";
import type { Region } from "../regions";
import type { Service } from "../service";
import { userContext } from "../authorization";
import { parseDefinition } from "./definition";
import { describePipeline, pipelineArn, pipelineOf, summarizePipeline } from "./pipeline";

/** The definition's text, as given or from S3; the pipeline's role reads it there. */
async function definitionTextOf(
  service: Service,
  input: JsonObject,
  roleArn: string,
  home: Region,
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
    const storage = await service.storages.as(roleArn, "SageMaker", home.name);
    return (await storage.read(uri)).toString();
  } catch (error) {
    throw validationException(`Unable to read the pipeline definition from ${uri}: ${String(error)}`);
  }
}

export function pipelineOperations(service: Service): Operations {
  const onPipeline = (action: string) => (input: JsonObject, home: Region) => [
    { action: `sagemaker:${action}`, resource: pipelineArn(home, text(input, "PipelineName")) },
  ];
  return {
    CreatePipeline: {
      demands: (input, home) => {
        const resource = pipelineArn(home, text(input, "PipelineName"));
        return [
          { action: "sagemaker:CreatePipeline", resource },
          ...(listAt(input, "Tags").length === 0 ? [] : [{ action: "sagemaker:AddTags", resource }]),
        ];
      },
      run: async ({ input, caller, home }) => {
        const name = text(input, "PipelineName");
        const arn = pipelineArn(home, name);
        const roleArn = text(input, "RoleArn");
        await service.authorization.requirePassRole(caller, home.name, roleArn);
        const token = `CreatePipeline ${arn} ${text(input, "ClientRequestToken")}`;
        if (home.pipelines.has(name)) {
          if (home.tokens.has(token)) return { PipelineArn: arn };
          throw validationException(
            `Pipeline names must be unique within an AWS account and region. Pipeline with name (${name}) already exists.`,
          );
        }
        const definitionText = await definitionTextOf(service, input, roleArn, home);
        if (definitionText === undefined) {
          throw validationException(
            "Either Pipeline Definition or Pipeline Definition S3 location should be provided",
          );
        }
        const definition = parseDefinition(definitionText);
        const now = service.clock.now();
        home.pipelines.set(name, {
          arn,
          name,
          created: now,
          createdBy: userContext(caller),
          results: [],
          displayName: textAt(input, "PipelineDisplayName"),
          description: textAt(input, "PipelineDescription"),
          definitionText,
          definition,
          roleArn,
          maxParallelSteps: numberAt(input, "ParallelismConfiguration", "MaxParallelExecutionSteps"),
          modified: now,
          modifiedBy: userContext(caller),
          lastRun: undefined,
          version: 1,
        });
        home.tokens.set(token, arn);
        home.tags.add(arn, input["Tags"]);
        return { PipelineArn: arn };
      },
    },
    UpdatePipeline: {
      demands: onPipeline("UpdatePipeline"),
      run: async ({ input, caller, home }) => {
        const pipeline = pipelineOf(home, text(input, "PipelineName"));
        const roleArn = textAt(input, "RoleArn") ?? pipeline.roleArn;
        await service.authorization.requirePassRole(caller, home.name, roleArn);
        const definitionText = await definitionTextOf(service, input, roleArn, home);
        if (definitionText !== undefined) {
          pipeline.definition = parseDefinition(definitionText);
          pipeline.definitionText = definitionText;
        }
        pipeline.roleArn = roleArn;
        pipeline.displayName = textAt(input, "PipelineDisplayName") ?? pipeline.displayName;
        pipeline.description = textAt(input, "PipelineDescription") ?? pipeline.description;
        pipeline.maxParallelSteps =
          numberAt(input, "ParallelismConfiguration", "MaxParallelExecutionSteps") ??
          pipeline.maxParallelSteps;
        pipeline.modified = service.clock.now();
        pipeline.modifiedBy = userContext(caller);
        pipeline.version++;
        return { PipelineArn: pipeline.arn, PipelineVersionId: pipeline.version };
      },
    },
    DescribePipeline: {
      demands: onPipeline("DescribePipeline"),
      run: ({ input, home }) => {
        return describePipeline(pipelineOf(home, text(input, "PipelineName")));
      },
    },
    ListPipelines: {
      demands: () => [{ action: "sagemaker:ListPipelines", resource: "*" }],
      run: ({ input, home }) => {
        const prefix = textAt(input, "PipelineNamePrefix") ?? "";
        const found = [...home.pipelines.values()].filter(({ name }) => name.startsWith(prefix));
        const { items, NextToken } = page(input, found, {
          created: (pipeline) => pipeline.created,
          sorts: { Name: (pipeline) => pipeline.name },
        });
        return compact({ PipelineSummaries: items.map(summarizePipeline), NextToken });
      },
    },
    DeletePipeline: {
      demands: onPipeline("DeletePipeline"),
      run: ({ input, home }) => {
        const pipeline = pipelineOf(home, text(input, "PipelineName"));
        if (service.engine.isRunning(pipeline.arn)) {
          throw conflictException(
            `${pipeline.arn} has running executions; stop them with StopPipelineExecution before you delete it`,
          );
        }
        home.pipelines.delete(pipeline.name);
        home.tags.forget(pipeline.arn);
        // "When you delete a pipeline, all instances of the pipeline are deleted."
        for (const [arn, execution] of home.executions) {
          if (execution.pipeline === pipeline) home.executions.delete(arn);
        }
        for (const [token, arn] of home.tokens) {
          if (arn === pipeline.arn || arn.startsWith(`${pipeline.arn}/`)) home.tokens.delete(token);
        }
        return { PipelineArn: pipeline.arn };
      },
    },
  };
}
