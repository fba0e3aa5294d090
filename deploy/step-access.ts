import {
  indexDefinition,
  isJsonList,
  isJsonObject,
  ownJson,
  type Json,
  type JsonObject,
  type StepEntry,
} from "sagemaker-pipeline-definitions";
import { argumentsShape } from "sagemaker-pipeline-definitions/service-model";
import type { Environment } from "../environments/environment";
import { bucketArn, regionalArn } from "../stacks/arns";
import type { AccessRequirement } from "../stacks/required-access/requirement";

/** What a step needs of the role that it runs as, apart from what it is for and whose it is. */
interface Need {
  readonly actions: readonly string[];
  readonly resource: string;
  readonly context?: AccessRequirement["context"];
}

/** Members below which addresses are written to. */
const WRITTEN = ["S3OutputPath", "S3Output", "OutputConfig", "S3OutputLocation"];
const IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/;
const QUEUE = /^https:\/\/sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(\d{12})\/(.+)$/;
/** What the execution role may ask for anyway. */
const MADE_ANYWAY = [
  "CreateModel",
  "CreateModelPackage",
  "CreateProcessingJob",
  "CreateTrainingJob",
  "CreateTransformJob",
];

/**
 * What the steps of a pipeline that the model brings itself ask of their role, as far as the definition tells before it
 * runs: addresses in S3, images, functions, queues, groups of versions, and other requests of SageMaker's.
 */
export function stepAccess(
  environment: Environment,
  { definition, roleArn: principal }: { readonly definition: JsonObject; readonly roleArn: string },
): AccessRequirement[] {
  const { parameters, steps } = indexDefinition(definition);
  const defaults: Defaults = new Map(
    parameters.flatMap(({ name, json: { DefaultValue: value } }) =>
      typeof value === "string" ? [[`Parameters.${name}`, value] as const] : [],
    ),
  );
  return steps.flatMap((step) =>
    needsOf(step, environment, defaults).map(({ actions, resource, context = {} }) => ({
      purpose: `step ${step.name}`,
      principal,
      actions,
      resource,
      scope: { Resource: resource },
      context,
    })),
  );
}

type Defaults = ReadonlyMap<string, string>;

function needsOf(step: StepEntry, environment: Environment, defaults: Defaults): Need[] {
  const needs: Need[] = [];
  const request = /^(Create\w+)Request$/.exec(argumentsShape(step.type) ?? "")?.[1];
  if (request !== undefined && !MADE_ANYWAY.includes(request))
    needs.push({
      actions: [`sagemaker:${request}`],
      resource: regionalArn(environment, "sagemaker", "*/pipelines-*"),
    });
  const walk = (json: Json, member: string, isWritten: boolean): void => {
    const text = textOf(json, defaults);
    if (text !== undefined) needs.push(...needsOfText(text, member, { environment, isWritten }));
    else if (isJsonList(json)) for (const item of json) walk(item, member, isWritten);
    else if (isJsonObject(json))
      for (const [name, value] of Object.entries(json))
        walk(value, name, isWritten || WRITTEN.includes(name));
  };
  walk(ownJson(step), "", false);
  return needs;
}

/** A text, or the beginning of one that only an execution knows to its end, with `*` behind it. */
function textOf(json: Json, defaults: Defaults): string | undefined {
  if (typeof json === "string") return json;
  if (!isJsonObject(json)) return undefined;
  const { Get: path, "Std:Join": joined } = json;
  if (typeof path === "string") return defaults.get(path);
  if (!isJsonObject(joined) || !isJsonList(joined["Values"]) || typeof joined["On"] !== "string")
    return undefined;
  const known: string[] = [];
  for (const value of joined["Values"]) {
    const text = textOf(value, defaults);
    if (text === undefined)
      return known.length === 0 ? undefined : `${known.join(joined["On"])}${joined["On"]}*`;
    known.push(text);
  }
  return known.join(joined["On"]);
}

function needsOfText(
  text: string,
  member: string,
  { environment, isWritten }: { readonly environment: Environment; readonly isWritten: boolean },
): Need[] {
  const { partition } = environment;
  const [, bucket, key = ""] = /^s3:\/\/([^/*]+)(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket !== undefined) {
    const below = isWritten ? `${key.replace(/\/?\*?$/, "")}/*` : key === "" ? "*" : key;
    const resource = `${bucketArn(partition, bucket)}/${below.replace(/^\//, "")}`;
    return [{ actions: [isWritten ? "s3:PutObject" : "s3:GetObject"], resource }];
  }
  const [, registry, region, repository] = IMAGE.exec(text) ?? [];
  if (registry !== undefined && /Image/.test(member))
    return [
      {
        actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        resource: `arn:${partition}:ecr:${region}:${registry}:repository/${repository}`,
      },
    ];
  if (member === "FunctionArn") return [{ actions: ["lambda:InvokeFunction"], resource: text }];
  const [, queueRegion, owner, queue] = QUEUE.exec(text) ?? [];
  if (member === "SqsQueueUrl" && queue !== undefined)
    return [
      { actions: ["sqs:SendMessage"], resource: `arn:${partition}:sqs:${queueRegion}:${owner}:${queue}` },
    ];
  if (member === "ModelPackageGroupName") {
    const group = text.startsWith("arn:")
      ? text
      : regionalArn(environment, "sagemaker", `model-package-group/${text}`);
    return [
      {
        actions: ["sagemaker:CreateModelPackage"],
        resource: `${group.replace(":model-package-group/", ":model-package/")}/*`,
        context: { "sagemaker:ModelApprovalStatus": "PendingManualApproval" },
      },
    ];
  }
  return [];
}
