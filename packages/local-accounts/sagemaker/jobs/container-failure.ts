import { FAILURE_CHARACTERS, JobFailure, stopped } from "../failure";
import type { ContainerExit } from "./containers";
import type { JobKind } from "./job";

const LAST_LINES = 10;
/** Room for "AlgorithmError: " and the exit code, which a long message must not push out. */
const MESSAGE_CHARACTERS = FAILURE_CHARACTERS - 60;

/**
 * What SageMaker says of every processing container that ends with an error, and of a model that refuses a request: why
 * stands in the job's log, and in a processing job's ExitMessage (aws/sagemaker-spark-container, test of
 * py_spark_app_error; developer guide, "build-your-own-processing-container").
 */
const SEE_LOGS = "See job logs for more information";

/** Of a model that is not served at all: aws/amazon-sagemaker-examples, issue 852. */
const NO_PING =
  "AlgorithmError: Model container failed to respond to ping. Please ensure /ping endpoint is implemented and responds with an HTTP 200 status code";

/**
 * Nothing for a container that did its work; otherwise its failure.
 *
 * @param message what a training container left in /opt/ml/output/failure, with the last lines of stderr in its place;
 * of a transform container the HTTP status with which it refused a request, if it came so far
 */
export function containerFailure(
  kind: JobKind,
  exit: ContainerExit,
  message: string | undefined,
): JobFailure | undefined {
  switch (exit.outcome) {
    case "stopped":
      return stopped();
    case "timeout":
      return new JobFailure(`ClientError: the job ran longer than its MaxRuntimeInSeconds and was stopped`, {
        status: "Stopped",
        secondary: "MaxRuntimeExceeded",
      });
    case "exited": {
      if (exit.code === 0) return undefined;
      const said = message?.trim() ?? "";
      if (kind === "processing") return new JobFailure(`AlgorithmError: ${SEE_LOGS}`);
      if (kind === "transform") return new JobFailure(refusal(said));
      const reason =
        said === "" ? lastLines(exit.stderr).slice(-MESSAGE_CHARACTERS) : said.slice(0, MESSAGE_CHARACTERS);
      return new JobFailure(`AlgorithmError: ${reason}, exit code: ${exit.code}`);
    }
  }
}

/** A request is its sender's fault, unless the model says otherwise: aws/deep-learning-containers, issue 586. */
function refusal(status: string): string {
  if (status === "") return NO_PING;
  return `${status.startsWith("4") ? "ClientError" : "AlgorithmError"}: ${SEE_LOGS}`;
}

function lastLines(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-LAST_LINES).join("\n");
}
