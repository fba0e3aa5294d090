import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { latestApprovedModel, type ApprovedModel } from "./approved-model";
import { parseRequest } from "./request";

/** Behind the pipeline step LatestApprovedModel. */
export async function handler(event: unknown): Promise<ApprovedModel> {
  const request = parseRequest(event);
  const client = new SageMakerClient({ region: request.region });
  const s3 = new S3Client({ region: request.region });
  return latestApprovedModel(
    {
      listModelPackages: (input) => client.send(new ListModelPackagesCommand(input)),
      describeModelPackage: (input) => client.send(new DescribeModelPackageCommand(input)),
      currentVersion: async (location) => (await s3.send(new HeadObjectCommand(location))).VersionId,
    },
    request,
  );
}
