import type { Caller } from "../../ports";
import { partitionOf } from "sagemaker-promotion-core/arn";
import { keyArn, parseS3Uri } from "../arns";
import type { Permission } from "../authorization";
import { validationException } from "../errors";
import { isList, isObject, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import type { Scope } from "../scope";
import type { Services } from "../services";
import type { Stores } from "../store";

/** The members that name objects. What else holds an S3 URI, such as CustomerMetadataProperties, is text to SageMaker. */
const OBJECTS = [
  "AdditionalInferenceSpecifications",
  "DriftCheckBaselines",
  "InferenceSpecification",
  "ModelMetrics",
  "SamplePayloadUrl",
];

/**
 * What the registry's account needs to register a version that another account trained: the developer guide's page
 * "Register a Model Version from a Different Account" asks for GetObject, GetObjectAcl and GetBucketAcl on the
 * artifacts, and for Decrypt and GenerateDataKey on the key that they were trained with.
 *
 * @throws ApiError ValidationException that says which grant is missing.
 */
export async function requireGrants(
  { authorization }: Services,
  stores: Stores,
  registry: Scope,
  input: JsonObject,
): Promise<void> {
  const partition = partitionOf(registry.region);
  const account: Caller = {
    account: registry.account,
    arn: `arn:${partition}:iam::${registry.account}:root`,
  };
  for (const uri of OBJECTS.flatMap((member) => s3UrisIn(input[member]))) {
    const permissions = [
      ...objectPermissions(uri, partition),
      ...keyPermissions(stores, uri, registry.region),
    ];
    for (const permission of permissions) {
      const reason = await authorization.denial(account, registry.region, permission);
      if (reason !== undefined) {
        throw validationException(
          `Could not access model data at ${uri}. The registry's account must be granted it: ${reason}`,
        );
      }
    }
  }
}

function objectPermissions(uri: string, partition: string): Permission[] {
  const location = parseS3Uri(uri);
  if (location === undefined) return [];
  const bucket = `arn:${partition}:s3:::${location.bucket}`;
  const resource = `${bucket}/${location.key}`;
  return [
    { action: "s3:GetObject", resource },
    { action: "s3:GetObjectAcl", resource },
    { action: "s3:GetBucketAcl", resource: bucket },
  ];
}

/** The key is known where the artifact is that of a training job which ran here. */
function keyPermissions(stores: Stores, uri: string, region: string): Permission[] {
  const jobs = stores.all().flatMap((one) => [...one.jobs.values()]);
  const job = jobs.find((one) => one.artifact === uri);
  const key = textAt(job?.request, "OutputDataConfig", "KmsKeyId");
  if (job === undefined || key === undefined) return [];
  const resource = keyArn(key, region, job.scope.account);
  const context = { "kms:ViaService": `s3.${region}.amazonaws.com` };
  return [
    { action: "kms:Decrypt", resource, context },
    { action: "kms:GenerateDataKey", resource, context },
  ];
}

/** Every object that the version names: model data, metrics, baselines. */
function s3UrisIn(value: Json | undefined): string[] {
  const found = new Set<string>();
  const visit = (item: Json | undefined): void => {
    if (isList(item)) item.forEach(visit);
    else if (isObject(item)) Object.values(item).forEach(visit);
    else if (typeof item === "string" && item.startsWith("s3://")) found.add(item);
  };
  visit(value);
  return [...found];
}
