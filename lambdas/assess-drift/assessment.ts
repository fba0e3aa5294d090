import { FunctionError } from "../function-error";
import { parseS3Uri, type ObjectLocation } from "../s3-uri";
import { driftMessage, parseViolations } from "./violations";

/** The part of S3 that this function calls. Both methods throw S3's own errors. */
export interface ObjectReader {
  /** The object's text. */
  read(location: ObjectLocation): Promise<string>;
  /** Resolves when the object is there. */
  head(location: ObjectLocation): Promise<void>;
}

/** The output parameters of the pipeline's step (String, Integer, String): flat, each below 1,024 characters. */
export interface DriftAssessment {
  readonly drifted: "true" | "false";
  readonly violation_count: number;
  /** At most 900 characters: the features and what the analyzer measured. */
  readonly message: string;
}

/**
 * What the analyzer's report of violations means. The analyzer writes none when it finds none: an absent report is no
 * drift, but only beside the statistics.json of the same run, so that a wrong path never passes for clean data.
 * @param uri S3 URI of the report
 * @throws FunctionError `InvalidS3Uri`, `MonitorOutputMissing`, `MonitorOutputDenied`, `UnreadableViolations`
 */
export async function assessDrift(s3: ObjectReader, uri: string): Promise<DriftAssessment> {
  const location = parseS3Uri("violations_uri", uri);
  const report = await unlessMissing(s3.read(location), uri);
  if (report === undefined) {
    await requireStatistics(s3, location, uri);
    return { drifted: "false", violation_count: 0, message: "No violations of the baseline's constraints." };
  }
  const violations = parseViolations(report, uri);
  return {
    drifted: violations.length > 0 ? "true" : "false",
    violation_count: violations.length,
    message: driftMessage(violations),
  };
}

async function requireStatistics(s3: ObjectReader, report: ObjectLocation, uri: string): Promise<void> {
  const Key = report.Key.replace(/[^/]*$/, "statistics.json");
  const found = await unlessMissing(
    s3.head({ Bucket: report.Bucket, Key }).then(() => true),
    `s3://${report.Bucket}/${Key}`,
  );
  if (!found) {
    throw new FunctionError(
      "MonitorOutputMissing",
      `There is neither ${uri} nor a statistics.json beside it, so the batch was not checked. ` +
        `Compare this path with the output path of the step MonitorInput.`,
    );
  }
}

/** Undefined where S3 says that the object is absent. */
async function unlessMissing<T>(answer: Promise<T>, uri: string): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const status = httpStatus(error);
    // HeadObject has no body to name its error in: NotFound instead of NoSuchKey. NoSuchBucket is 404 as well.
    if (error instanceof Error && (error.name === "NoSuchKey" || error.name === "NotFound")) return undefined;
    if (status === 403) {
      // S3 answers 403 instead of 404 to a caller without s3:ListBucket (its reference, GetObject): absent and
      // forbidden look the same, and taking forbidden for absent would let drifted data through.
      throw new FunctionError(
        "MonitorOutputDenied",
        `S3 denied ${uri}; without s3:ListBucket it also says so of an object that does not exist. ` +
          `Grant the function's role s3:GetObject on the object and s3:ListBucket on its bucket.`,
        error,
      );
    }
    throw error;
  }
}

function httpStatus(error: unknown): unknown {
  const metadata: unknown = error instanceof Error && "$metadata" in error ? error.$metadata : undefined;
  return typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata
    ? metadata.httpStatusCode
    : undefined;
}
