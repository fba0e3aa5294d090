import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import { asProblem, isMissing } from "../aws/problems";

/**
 * Whether a Terraform state in S3 holds resources. A destroy leaves an empty one behind; one that is not there, or
 * whose bucket is not, holds none.
 * @throws Problem `AccessDenied` where the caller may not read it, …
 */
export function holdsResources(s3: S3Client, bucket: string, key: string): Promise<boolean> {
  const call = {
    action: "s3:GetObject",
    resource: `s3://${bucket}/${key}`,
    principal: "the credentials at hand",
  };
  return asProblem(call, async () => {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      const { resources = [] } = JSON.parse((await Body?.transformToString()) ?? "{}") as {
        resources?: unknown[];
      };
      return resources.length > 0;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  });
}
