import { GetObjectCommand, HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { assessDrift, type DriftAssessment } from "./assessment";

export interface AssessDriftEvent {
  /** S3 URI of the constraint_violations.json that Amazon's analyzer writes when it finds violations. */
  readonly violations_uri: string;
}

const s3 = new S3Client({});

/** Behind the pipeline step AssessDrift, in monitoring mode `model-monitor`. */
export async function handler(event: AssessDriftEvent): Promise<DriftAssessment> {
  return assessDrift(
    {
      async read(location) {
        const object = await s3.send(new GetObjectCommand(location));
        return (await object.Body?.transformToString("utf-8")) ?? "";
      },
      async head(location) {
        await s3.send(new HeadObjectCommand(location));
      },
    },
    event.violations_uri,
  );
}
