import type { EXECUTION_VARIABLES } from "sagemaker-pipeline-definitions";
import { within } from "../arns";
import { messageOf } from "../errors";
import { StepFailure } from "../failure";
import { at, isObject, listAt, parseJson, text, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import type { Execution } from "../pipeline/execution";
import { resolve } from "../pipeline/references";
import type { Bindings } from "../pipeline/references";
import type { Services } from "../services";

/**
 * What the references of a step stand for while its execution runs.
 *
 * @param session the session of the pipeline's role in which documents are read
 * @param name the name of the job that the step starts
 */
export function bindingsOf(
  services: Services,
  execution: Execution,
  session: string,
  name: string,
): Bindings {
  return {
    parameters: execution.parameters,
    execution: (variable) => executionVariable(services, execution, name, variable),
    experiment: (member) => at(execution.experiment, member),
    properties: (step) => execution.runs.get(step)?.properties,
    propertyFile: (step, file) => propertyFileUri(execution, step, file),
    document: (uri) => readDocument(services, execution, session, uri),
  };
}

/**
 * The names of an execution's experiment and trial, where its definition has a PipelineExperimentConfig: by default the
 * pipeline's name and the execution's id (developer guide, "pipelines-experiments").
 */
export async function experimentOf(
  services: Services,
  execution: Execution,
): Promise<JsonObject | undefined> {
  const { experiment } = execution.version.definition;
  if (experiment === undefined) return undefined;
  const { ExperimentName, TrialName } = experiment;
  const names = await resolve(
    {
      ExperimentName: ExperimentName ?? { Get: "Execution.PipelineName" },
      TrialName: TrialName ?? { Get: "Execution.PipelineExecutionId" },
    },
    // No step runs yet that a job could be named after.
    bindingsOf(services, execution, `sagemaker-pipeline-${execution.id}`, ""),
  );
  return isObject(names) ? names : undefined;
}

function executionVariable(
  { clock }: Services,
  execution: Execution,
  name: string,
  variable: string,
): Json | undefined {
  const values: Readonly<Record<(typeof EXECUTION_VARIABLES)[number], string>> = {
    StartDateTime: new Date(execution.created).toISOString(),
    CurrentDateTime: new Date(clock.now()).toISOString(),
    PipelineName: execution.pipeline.name,
    PipelineArn: execution.pipeline.arn,
    PipelineExecutionId: execution.id,
    PipelineExecutionArn: execution.arn,
    ProcessingJobName: name,
    TrainingJobName: name,
  };
  return new Map(Object.entries(values)).get(variable);
}

/** Where a step that ran has put a property file: below the S3 URI of the output that the file belongs to. */
function propertyFileUri(execution: Execution, step: string, name: string): string | undefined {
  const run = execution.runs.get(step);
  const file = listAt(run?.step.source, "PropertyFiles").find(
    (one) => textAt(one, "PropertyFileName") === name,
  );
  const output = listAt(run?.properties, "ProcessingOutputConfig", "Outputs").find(
    (one) => textAt(one, "OutputName") === textAt(file, "OutputName"),
  );
  const uri = textAt(output, "S3Output", "S3Uri");
  return uri === undefined || file === undefined ? undefined : within(uri, text(file, "FilePath"));
}

async function readDocument(
  { storages }: Services,
  execution: Execution,
  session: string,
  uri: string,
): Promise<Json> {
  let body: Buffer;
  try {
    body = await (await storages.as(execution.version.roleArn, session, execution.scope.region)).read(uri);
  } catch (error) {
    throw new StepFailure(`ClientError: Failed to read ${uri} with the pipeline's role: ${messageOf(error)}`);
  }
  const document = parseJson(body.toString());
  if (document === undefined) throw new StepFailure(`ClientError: ${uri} is no JSON document`);
  return document;
}
