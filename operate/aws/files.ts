import { GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { MEBIBYTE } from "sagemaker-promotion-core/user-file";
import { asProblem, unlessMissing } from "../../deploy/aws/problems";
import { objectOf } from "../../deploy/aws/s3-uri";
import type { Environment } from "../../environments/environment";
import type { ReadFile } from "../../report/files";
import { signInAsPerson } from "./people";

/** Longer texts are not read: a report shows some hundred rows, and a batch may have millions. */
const LONGEST = 2 * MEBIBYTE;

/**
 * Connects to what executions and versions left, as people who work with the pipelines.
 * @throws as `signInAsPerson`
 */
export async function connectFiles(environment: Environment): Promise<ReadFile> {
  const { config, principal } = await signInAsPerson(environment, `read what its pipelines leave`);
  const client = new S3Client(config);
  return (uri) =>
    asProblem({ action: "s3:GetObject", resource: uri, principal }, async () => {
      const object = objectOf(uri);
      const head = await unlessMissing(client.send(new HeadObjectCommand(object)));
      if (head === undefined || (head.ContentLength ?? 0) > LONGEST) return undefined;
      const { Body } = await client.send(new GetObjectCommand(object));
      return Body?.transformToString();
    });
}
