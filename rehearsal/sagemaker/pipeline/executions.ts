import { conflictException, resourceNotFound, validationException } from "../errors";
import { wireTime } from "../clock";
import { asText, compact, listAt, numberAt, text, textAt } from "../json";
import type { JsonObject } from "../json";
import type { Operations } from "../operation";
import { page } from "../paging";
import type { Region } from "../regions";
import type { Service } from "../service";
import { describeExecution, describeStepRun, newExecutionId, summarizeExecution } from "./execution";
import type { Execution } from "./execution";
import { bindParameters } from "./parameters";
import { pipelineArn, pipelineOf } from "./pipeline";

/** Steps of a page where the request does not say: the Python SDK lists a whole pipeline's steps with one call. */
const STEPS_PAGE = 100;

function executionOf(home: Region, input: JsonObject): Execution {
  const arn = text(input, "PipelineExecutionArn");
  const execution = home.executions.get(arn);
  if (execution === undefined) throw resourceNotFound(`Pipeline execution '${arn}' does not exist.`);
  return execution;
}

export function executionOperations(service: Service): Operations {
  const onExecution = (action: string) => (input: JsonObject) => [
    { action: `sagemaker:${action}`, resource: text(input, "PipelineExecutionArn") },
  ];
  return {
    StartPipelineExecution: {
      demands: (input, home) => [
        {
          action: "sagemaker:StartPipelineExecution",
          resource: pipelineArn(home, text(input, "PipelineName")),
        },
      ],
      run: ({ input, caller, home }) => {
        const pipeline = pipelineOf(home, text(input, "PipelineName"));
        const token = `StartPipelineExecution ${pipeline.arn}/ ${text(input, "ClientRequestToken")}`;
        const known = home.tokens.get(token);
        if (known !== undefined) return { PipelineExecutionArn: known };
        if (input["SelectiveExecutionConfig"] !== undefined) {
          throw validationException(
            "the rehearsal runs whole pipelines: SelectiveExecutionConfig is not supported",
          );
        }
        const given = listAt(input, "PipelineParameters");
        const id = newExecutionId();
        const now = service.clock.now();
        const execution: Execution = {
          arn: `${pipeline.arn}/execution/${id}`,
          id,
          pipeline,
          region: home,
          definition: pipeline.definition,
          definitionText: pipeline.definitionText,
          roleArn: pipeline.roleArn,
          parameters: bindParameters(pipeline.definition.parameters, given),
          given,
          displayName: textAt(input, "PipelineExecutionDisplayName") ?? `execution-${now}`,
          description: textAt(input, "PipelineExecutionDescription"),
          startedBy: caller,
          created: now,
          runs: new Map(),
          status: "Executing",
          failureReason: undefined,
          modified: now,
          maxParallelSteps:
            numberAt(input, "ParallelismConfiguration", "MaxParallelExecutionSteps") ??
            pipeline.maxParallelSteps,
          abort: new AbortController(),
        };
        pipeline.lastRun = now;
        home.executions.set(execution.arn, execution);
        home.tokens.set(token, execution.arn);
        service.engine.start(service, execution);
        return { PipelineExecutionArn: execution.arn };
      },
    },
    StopPipelineExecution: {
      demands: onExecution("StopPipelineExecution"),
      run: ({ input, home }) => {
        const execution = executionOf(home, input);
        if (execution.status === "Stopping") return { PipelineExecutionArn: execution.arn };
        if (execution.status !== "Executing") {
          throw conflictException(
            `Only pipelines with 'Executing' status can be stopped; ${execution.arn} is ${execution.status}`,
          );
        }
        service.engine.stop(service, execution);
        return { PipelineExecutionArn: execution.arn };
      },
    },
    RetryPipelineExecution: {
      demands: onExecution("RetryPipelineExecution"),
      run: ({ input, home }) => {
        const execution = executionOf(home, input);
        if (execution.status !== "Failed" && execution.status !== "Stopped") {
          throw conflictException(
            `Only pipelines with 'Failed' or 'Stopped' status can be retried; ${execution.arn} is ${execution.status}`,
          );
        }
        // What has succeeded is kept: the same execution goes on from there.
        for (const [name, run] of execution.runs) if (run.status !== "Succeeded") execution.runs.delete(name);
        execution.failureReason = undefined;
        execution.abort = new AbortController();
        execution.maxParallelSteps =
          numberAt(input, "ParallelismConfiguration", "MaxParallelExecutionSteps") ??
          execution.maxParallelSteps;
        service.engine.start(service, execution);
        return { PipelineExecutionArn: execution.arn };
      },
    },
    DescribePipelineExecution: {
      demands: onExecution("DescribePipelineExecution"),
      run: ({ input, home }) => describeExecution(executionOf(home, input)),
    },
    DescribePipelineDefinitionForExecution: {
      demands: onExecution("DescribePipelineDefinitionForExecution"),
      run: ({ input, home }) => {
        const execution = executionOf(home, input);
        return compact({
          PipelineDefinition: execution.definitionText,
          CreationTime: wireTime(execution.created),
        });
      },
    },
    ListPipelineExecutions: {
      demands: (input, home) => [
        {
          action: "sagemaker:ListPipelineExecutions",
          resource: pipelineArn(home, text(input, "PipelineName")),
        },
      ],
      run: ({ input, home }) => {
        const pipeline = pipelineOf(home, text(input, "PipelineName"));
        const found = [...home.executions.values()].filter((one) => one.pipeline === pipeline);
        const { items, NextToken } = page(input, found, {
          created: (execution) => execution.created,
          sorts: { PipelineExecutionArn: (execution) => execution.arn },
        });
        return compact({ PipelineExecutionSummaries: items.map(summarizeExecution), NextToken });
      },
    },
    ListPipelineExecutionSteps: {
      demands: onExecution("ListPipelineExecutionSteps"),
      run: ({ input, home }) => {
        // Only steps that were started: those of a branch not taken do not appear.
        const { items, NextToken } = page(input, executionOf(home, input).runs.values(), {
          created: (run) => run.started,
          defaultPage: STEPS_PAGE,
        });
        return compact({ PipelineExecutionSteps: items.map(describeStepRun), NextToken });
      },
    },
    ListPipelineParametersForExecution: {
      demands: onExecution("ListPipelineParametersForExecution"),
      run: ({ input, home }) => {
        const execution = executionOf(home, input);
        const all = [...execution.parameters].map(([Name, value]) => ({ Name, Value: asText(value) }));
        const { items, NextToken } = page<JsonObject>(input, all, {
          created: () => execution.created,
          defaultOrder: "Ascending",
        });
        return compact({ PipelineParameters: items, NextToken });
      },
    },
  };
}
