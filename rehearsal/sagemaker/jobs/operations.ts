import type { Demand } from "../authorization";
import { resourceNotFound } from "../errors";
import { compact, listAt, objectAt, text, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import type { Operations } from "../operation";
import { page } from "../paging";
import type { Region } from "../regions";
import type { Service } from "../service";
import { JOB_KINDS, describeJob, summarizeJob } from "./job";
import type { JobKind } from "./job";

/** Create, Describe and List for each kind of job. */
export function jobOperations(service: Service): Operations {
  const kinds: readonly JobKind[] = ["processing", "training", "transform"];
  return Object.assign({}, ...kinds.map((kind) => operationsOf(service, kind))) as Operations;
}

function operationsOf(service: Service, kind: JobKind): Operations {
  const { noun, resource, order } = JOB_KINDS[kind];
  const arnOf = (input: JsonObject, home: Region): string =>
    home.arn(`${resource}/${text(input, `${noun}Name`)}`);
  return {
    [`Create${noun}`]: {
      demands: (input, home) => {
        const arn = arnOf(input, home);
        return [
          { action: `sagemaker:Create${noun}`, resource: arn, context: resourceContext(input) },
          ...(listAt(input, "Tags").length === 0 ? [] : [{ action: "sagemaker:AddTags", resource: arn }]),
        ];
      },
      run: async ({ input, caller, home }) => {
        const job = await service.jobs.start(service, kind, input, caller, home);
        return { [`${noun}Arn`]: job.arn };
      },
    },
    [`Describe${noun}`]: {
      demands: (input, home) => [{ action: `sagemaker:Describe${noun}`, resource: arnOf(input, home) }],
      run: ({ input, home }) => {
        const job = home.jobs.get(arnOf(input, home));
        if (job === undefined) {
          throw resourceNotFound(`Could not find requested job with name: ${text(input, `${noun}Name`)}`);
        }
        return describeJob(job);
      },
    },
    [`List${noun}s`]: {
      demands: () => [{ action: `sagemaker:List${noun}s`, resource: "*" }],
      run: ({ input, home }) => {
        const status = textAt(input, "StatusEquals");
        const jobs = [...home.jobs.values()].filter(
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
    },
  };
}

/** Condition keys of SageMaker's that policies bound jobs with; service authorization reference. */
function resourceContext(input: JsonObject): NonNullable<Demand["context"]> {
  const cluster = {
    ...objectAt(input, "ProcessingResources", "ClusterConfig"),
    ...objectAt(input, "ResourceConfig"),
    ...objectAt(input, "TransformResources"),
  };
  const outputKey =
    textAt(input, "ProcessingOutputConfig", "KmsKeyId") ??
    textAt(input, "OutputDataConfig", "KmsKeyId") ??
    textAt(input, "TransformOutput", "KmsKeyId");
  const entries: [string, string | readonly string[] | undefined][] = [
    ["sagemaker:InstanceTypes", listOf(cluster["InstanceType"])],
    ["sagemaker:OutputKmsKey", outputKey],
    ["sagemaker:VolumeKmsKey", textAt(cluster, "VolumeKmsKeyId")],
  ];
  return Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

function listOf(value: Json | undefined): readonly string[] | undefined {
  return typeof value === "string" ? [value] : undefined;
}
