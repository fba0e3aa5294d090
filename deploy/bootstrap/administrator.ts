import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { asProblem, isMissing } from "../aws/problems";
import type { StoreClients } from "./store";
import { variable } from "sagemaker-promotion-core/variable";

const principal = "the credentials at hand";

/** AWS as an account's administrator sees it. Every method rejects with a Problem. */
export interface Administrator extends StoreClients {
  /** Number of the account. */
  account(): Promise<string>;
  hasObject(bucket: string, key: string): Promise<boolean>;
}

/** Whoever the AWS SDK's usual credentials belong to. AWS_ENDPOINT_URL is honoured by the SDK. */
export function administratorAtHand(region: string): Administrator {
  const s3 = new S3Client({
    region,
    // A custom endpoint has no DNS name for every bucket.
    forcePathStyle:
      variable("AWS_ENDPOINT_URL") !== undefined || variable("AWS_ENDPOINT_URL_S3") !== undefined,
  });
  return {
    s3,
    sagemaker: new SageMakerClient({ region }),
    account: () =>
      asProblem({ action: "sts:GetCallerIdentity", resource: "*", principal }, async () => {
        const { Account } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
        return Account ?? "";
      }),
    hasObject: (Bucket, Key) =>
      asProblem({ action: "s3:GetObject", resource: `s3://${Bucket}/${Key}`, principal }, async () => {
        try {
          await s3.send(new HeadObjectCommand({ Bucket, Key }));
          return true;
        } catch (error) {
          // HEAD has no body that could tell a missing bucket from a missing object: both are "not there".
          if (isMissing(error)) return false;
          throw error;
        }
      }),
  };
}
