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
  return latestApprovedModel(
    {
      listModelPackages: (input) => client.send(new ListModelPackagesCommand(input)),
      describeModelPackage: (input) => client.send(new DescribeModelPackageCommand(input)),
    },
    request,
  );
}
