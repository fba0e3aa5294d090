import { isDeepStrictEqual } from "node:util";
import { wireTime } from "../clock";
import { conflictException, validationException } from "../errors";
import { asText, compact, listAt, numberAt, text, textAt } from "../json";
import type { JsonObject } from "../json";
import type { Operation, Operations, Request } from "../operation";
import { page } from "../paging";
import {
  describeExecution,
  describeStepRun,
  newExecutionId,
  summarizeExecution,
} from "../pipeline/execution";
import type { Execution } from "../pipeline/execution";
import { bindParameters } from "../pipeline/parameters";
import { pipelineArn, versionNamed } from "../pipeline/pipeline";
import { selectionOf } from "../pipeline/selective-execution";
import { experimentOf } from "../steps/bindings";

/** Steps of a page where the request does not say: the Python SDK lists a whole pipeline's steps with one call. */
const STEPS_PAGE = 100;

const onExecution = (action: string): Operation["permissions"] => {
  return ({ input }) => [{ action: `sagemaker:${action}`, resource: text(input, "PipelineExecutionArn") }];
};

const onPipeline = (action: string): Operation["permissions"] => {
  return ({ input, local }) => [
    { action: `sagemaker:${action}`, resource: pipelineArn(local.scope, text(input, "PipelineName")) },
  ];
};

function executionOf({ input, local }: Request): Execution {
  return local.execution(text(input, "PipelineExecutionArn"));
}

const StartPipelineExecution: Operation = {
  permissions: onPipeline("StartPipelineExecution"),
  run: async ({ input, caller, local, services, engine }) => {
    const pipeline = local.pipeline(text(input, "PipelineName"));
    const token = `StartPipelineExecution ${pipeline.arn}/ ${text(input, "ClientRequestToken")}`;
    const known = local.tokens.get(token);
    if (known !== undefined) {
      // One token stands for one request. What AWS says to another one is not documented; ConflictException is among the
      // call's errors (API reference, StartPipelineExecution).
      if (!isDeepStrictEqual(local.execution(known).request, input)) {
        throw conflictException(`The ClientRequestToken belongs to another request, which started ${known}`);
      }
      return { PipelineExecutionArn: known };
    }
    if (input["MlflowExperimentName"] !== undefined) {
      throw validationException("the rehearsal has no MLflow: MlflowExperimentName is not supported");
    }
    const given = listAt(input, "PipelineParameters");
    const version = versionNamed(pipeline, input);
    const selection = selectionOf(input, pipeline, version.definition, (arn) => local.execution(arn));
    const id = newExecutionId();
    const now = services.clock.now();
    const execution: Execution = {
      arn: `${pipeline.arn}/execution/${id}`,
      id,
      pipeline,
      scope: local.scope,
      version,
      parameters: bindParameters(version.definition.parameters, given),
      selected: selection?.steps,
      experiment: undefined,
      displayName: textAt(input, "PipelineExecutionDisplayName") ?? `execution-${now}`,
      description: textAt(input, "PipelineExecutionDescription"),
      request: input,
      startedBy: caller,
      created: now,
      runs: new Map(selection?.reused.map((run) => [run.step.name, run])),
      status: "Executing",
      failureReason: undefined,
      modified: now,
      maxParallelSteps:
        numberAt(input, "ParallelismConfiguration", "MaxParallelExecutionSteps") ?? pipeline.maxParallelSteps,
      abort: new AbortController(),
    };
    pipeline.lastRun = now;
    version.lastExecution = execution.arn;
    local.executions.set(execution.arn, execution);
    local.tokens.set(token, execution.arn);
    execution.experiment = await experimentOf(services, execution);
    engine.start(execution);
    return { PipelineExecutionArn: execution.arn };
  },
};

/** Does a request once: sent again with its token, as after an answer that was lost, it is answered and does nothing. */
function onceAToken(operation: string, run: (request: Request, execution: Execution) => void): Operation {
  return {
    permissions: onExecution(operation),
    run: (request) => {
      const execution = executionOf(request);
      const answer = { PipelineExecutionArn: execution.arn };
      const token = `${operation} ${execution.arn} ${text(request.input, "ClientRequestToken")}`;
      if (request.local.tokens.has(token)) return answer;
      run(request, execution);
      request.local.tokens.set(token, execution.arn);
      return answer;
    },
  };
}

const StopPipelineExecution = onceAToken("StopPipelineExecution", ({ engine }, execution) => {
  if (execution.status === "Stopping") return;
  if (execution.status !== "Executing") {
    throw conflictException(
      `Only pipelines with 'Executing' status can be stopped; ${execution.arn} is ${execution.status}`,
    );
  }
  engine.stop(execution);
});

const RetryPipelineExecution = onceAToken("RetryPipelineExecution", ({ input, engine }, execution) => {
  if (execution.status !== "Failed" && execution.status !== "Stopped") {
    throw conflictException(
      `Only pipelines with 'Failed' or 'Stopped' status can be retried; ${execution.arn} is ${execution.status}`,
    );
  }
  // Steps that have succeeded stay: the same execution goes on from there.
  for (const [name, run] of execution.runs) if (run.status !== "Succeeded") execution.runs.delete(name);
  execution.failureReason = undefined;
  execution.abort = new AbortController();
  execution.maxParallelSteps =
    numberAt(input, "ParallelismConfiguration", "MaxParallelExecutionSteps") ?? execution.maxParallelSteps;
  engine.start(execution);
});

const DescribePipelineExecution: Operation = {
  permissions: onExecution("DescribePipelineExecution"),
  run: (request) => describeExecution(executionOf(request)),
};

const UpdatePipelineExecution: Operation = {
  permissions: onExecution("UpdatePipelineExecution"),
  run: (request) => {
    const { input, services } = request;
    const execution = executionOf(request);
    execution.displayName = textAt(input, "PipelineExecutionDisplayName") ?? execution.displayName;
    execution.description = textAt(input, "PipelineExecutionDescription") ?? execution.description;
    execution.maxParallelSteps =
      numberAt(input, "ParallelismConfiguration", "MaxParallelExecutionSteps") ?? execution.maxParallelSteps;
    execution.modified = services.clock.now();
    return { PipelineExecutionArn: execution.arn };
  },
};

const DescribePipelineDefinitionForExecution: Operation = {
  permissions: onExecution("DescribePipelineDefinitionForExecution"),
  run: (request) => {
    const { version, created } = executionOf(request);
    return compact({ PipelineDefinition: version.definitionText, CreationTime: wireTime(created) });
  },
};

const ListPipelineExecutions: Operation = {
  permissions: onPipeline("ListPipelineExecutions"),
  run: ({ input, local }) => {
    const pipeline = local.pipeline(text(input, "PipelineName"));
    const found = [...local.executions.values()].filter((one) => one.pipeline === pipeline);
    const { items, NextToken } = page(input, found, {
      created: (execution) => execution.created,
      sorts: { PipelineExecutionArn: (execution) => execution.arn },
    });
    return compact({ PipelineExecutionSummaries: items.map(summarizeExecution), NextToken });
  },
};

const ListPipelineExecutionSteps: Operation = {
  permissions: onExecution("ListPipelineExecutionSteps"),
  run: (request) => {
    // Only steps that were started: those of a branch not taken do not appear.
    const { items, NextToken } = page(request.input, executionOf(request).runs.values(), {
      created: (run) => run.started,
      defaultPage: STEPS_PAGE,
    });
    return compact({ PipelineExecutionSteps: items.map(describeStepRun), NextToken });
  },
};

const ListPipelineParametersForExecution: Operation = {
  permissions: onExecution("ListPipelineParametersForExecution"),
  run: (request) => {
    const execution = executionOf(request);
    const all = [...execution.parameters].map(([Name, value]) => ({ Name, Value: asText(value) }));
    const { items, NextToken } = page<JsonObject>(request.input, all, {
      created: () => execution.created,
      defaultOrder: "Ascending",
    });
    return compact({ PipelineParameters: items, NextToken });
  },
};

export const executionOperations: Operations = {
  StartPipelineExecution,
  StopPipelineExecution,
  RetryPipelineExecution,
  DescribePipelineExecution,
  UpdatePipelineExecution,
  DescribePipelineDefinitionForExecution,
  ListPipelineExecutions,
  ListPipelineExecutionSteps,
  ListPipelineParametersForExecution,
};
