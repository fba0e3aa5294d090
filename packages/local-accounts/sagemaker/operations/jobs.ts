import type { Permission } from "../authorization";
import { hasLocalStorage } from "sagemaker-pipeline-definitions/service-model";
import { keyArn } from "../arns";
import { resourceNotFound, validationException } from "../errors";
import { JOB_KINDS, describeJob, summarizeJob } from "../jobs/job";
import type { JobKind } from "../jobs/job";
import { networkContext } from "../network";
import { compact, listAt, objectAt, text, textAt } from "../json";
import type { JsonObject } from "../json";
import type { Operation, Operations, Request } from "../operation";
import { page } from "../paging";

const jobArn = (kind: JobKind, { input, local }: Request): string => {
  const { noun, resource } = JOB_KINDS[kind];
  return local.scope.arn(`${resource}/${text(input, `${noun}Name`)}`);
};

const createOperation = (kind: JobKind): Operation => {
  const { noun } = JOB_KINDS[kind];
  return {
    permissions: (request) => {
      const { input } = request;
      const resource = jobArn(kind, request);
      return [
        { action: `sagemaker:Create${noun}`, resource, context: jobContext(input) },
        ...(listAt(input, "Tags").length === 0 ? [] : [{ action: "sagemaker:AddTags", resource }]),
        ...volumeGrant(kind, request),
      ];
    },
    run: async ({ input, caller, local, jobs }) => {
      const job = await jobs.start(kind, input, caller, local);
      return { [`${noun}Arn`]: job.arn };
    },
  };
};

const describeOperation = (kind: JobKind): Operation => {
  const { noun } = JOB_KINDS[kind];
  return {
    permissions: (request) => [{ action: `sagemaker:Describe${noun}`, resource: jobArn(kind, request) }],
    run: (request) => {
      const job = request.local.jobs.get(jobArn(kind, request));
      if (job === undefined) {
        const name = text(request.input, `${noun}Name`);
        throw resourceNotFound(`Could not find requested job with name: ${name}`);
      }
      return describeJob(job);
    },
  };
};

const listOperation = (kind: JobKind): Operation => {
  const { noun, order } = JOB_KINDS[kind];
  return {
    permissions: () => [{ action: `sagemaker:List${noun}s`, resource: "*" }],
    run: ({ input, local }) => {
      const status = textAt(input, "StatusEquals");
      const jobs = [...local.jobs.values()].filter(
        (job) => job.kind === kind && (status === undefined || job.status === status),
      );
      const { items, NextToken } = page(input, jobs, {
        created: (job) => job.created,
        name: (job) => job.name,
        sorts: { Name: (job) => job.name, Status: (job) => job.status },
        defaultOrder: order,
      });
      return compact({ [`${noun}Summaries`]: items.map(summarizeJob), NextToken });
    },
  };
};

export const jobOperations: Operations = {
  CreateProcessingJob: createOperation("processing"),
  DescribeProcessingJob: describeOperation("processing"),
  ListProcessingJobs: listOperation("processing"),
  CreateTrainingJob: createOperation("training"),
  DescribeTrainingJob: describeOperation("training"),
  ListTrainingJobs: listOperation("training"),
  CreateTransformJob: createOperation("transform"),
  DescribeTransformJob: describeOperation("transform"),
  ListTransformJobs: listOperation("transform"),
};

/** The instances that a Create request asks for. */
function cluster(input: JsonObject): JsonObject {
  return {
    ...objectAt(input, "ProcessingResources", "ClusterConfig"),
    ...objectAt(input, "ResourceConfig"),
    ...objectAt(input, "TransformResources"),
  };
}

/**
 * A volume's key is attached by a grant, which the caller must be allowed to create (developer guide, "How to use
 * SageMaker execution roles"). KMS creates grants for keys by id or ARN, and SageMaker takes no other form but for a
 * transform job (API reference, VolumeKmsKeyId of each).
 * @throws ApiError ValidationException for an alias, and for an instance type with local storage
 */
function volumeGrant(kind: JobKind, { input, local, caller }: Request): Permission[] {
  const { InstanceType, VolumeKmsKeyId: key } = cluster(input);
  if (typeof key !== "string") return [];
  if (kind !== "transform" && /(?:^|:)alias\//u.test(key)) {
    throw validationException(`VolumeKmsKeyId must be the id or the ARN of a KMS key, not the alias ${key}`);
  }
  if (typeof InstanceType === "string" && hasLocalStorage(InstanceType)) {
    throw validationException(
      `You can't request a VolumeKmsKeyId when using an instance type with local storage: ${InstanceType}`,
    );
  }
  const { region } = local.scope;
  return [
    {
      action: "kms:CreateGrant",
      resource: keyArn(key, region, caller.account),
      context: { "kms:GrantIsForAWSResource": "true", "kms:ViaService": `sagemaker.${region}.amazonaws.com` },
    },
  ];
}

/** Condition keys of SageMaker's that policies bound jobs with; service authorization reference. */
function jobContext(input: JsonObject): NonNullable<Permission["context"]> {
  const instances = cluster(input);
  const instanceType = textAt(instances, "InstanceType");
  const outputKey =
    textAt(input, "ProcessingOutputConfig", "KmsKeyId") ??
    textAt(input, "OutputDataConfig", "KmsKeyId") ??
    textAt(input, "TransformOutput", "KmsKeyId");
  const entries: [string, string | readonly string[] | undefined][] = [
    ["sagemaker:InstanceTypes", instanceType === undefined ? undefined : [instanceType]],
    ["sagemaker:OutputKmsKey", outputKey],
    ["sagemaker:VolumeKmsKey", textAt(instances, "VolumeKmsKeyId")],
  ];
  return {
    ...Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
    ...networkContext(input),
  };
}
