import {
  DescribeModelPackageCommand,
  ListModelPackagesCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { parseSageMakerArn } from "../arn";
import { latestApprovedModel, type ApprovedModel } from "./approved-model";

export interface LatestApprovedModelEvent {
  /** ARN of the model package group in the registry account. */
  readonly model_package_group: string;
}

/** Behind the pipeline step LatestApprovedModel. */
export async function handler(event: LatestApprovedModelEvent): Promise<ApprovedModel> {
  const { region } = parseSageMakerArn("model_package_group", event.model_package_group);
  const client = new SageMakerClient({ region });
  return latestApprovedModel(
    {
      listModelPackages: (input) => client.send(new ListModelPackagesCommand(input)),
      describeModelPackage: (input) => client.send(new DescribeModelPackageCommand(input)),
    },
    event.model_package_group,
  );
}
