import { FAILURE_CHARACTERS, JobFailure } from "../failure";
import type { ContainerExit } from "./containers";
import type { JobKind } from "./job";

const LAST_LINES = 10;
/** Room for "AlgorithmError: " and the exit code, which a long message must not push out. */
const MESSAGE_CHARACTERS = FAILURE_CHARACTERS - 60;

/**
 * What SageMaker says of every processing and transform container that ends with an error: why stands in the job's log,
 * and in a processing job's ExitMessage (aws/sagemaker-spark-container, test of py_spark_app_error; developer guide,
 * "build-your-own-processing-container").
 */
const SEE_LOGS: Readonly<Record<Exclude<JobKind, "training">, string>> = {
  processing: "AlgorithmError: See job logs for more information",
  transform: "ClientError: See job logs for more information",
};

/**
 * Nothing for a container that did its work; otherwise its failure.
 *
 * @param message what a training container left in /opt/ml/output/failure; last lines of stderr else
 */
export function containerFailure(
  kind: JobKind,
  exit: ContainerExit,
  message: string | undefined,
): JobFailure | undefined {
  switch (exit.outcome) {
    case "stopped":
      return new JobFailure("the job was stopped", { status: "Stopped" });
    case "timeout":
      return new JobFailure(`ClientError: the job ran longer than its MaxRuntimeInSeconds and was stopped`, {
        status: "Stopped",
        secondary: "MaxRuntimeExceeded",
      });
    case "exited": {
      if (exit.code === 0) return undefined;
      if (kind !== "training") return new JobFailure(SEE_LOGS[kind]);
      const said = message?.trim() ?? "";
      const reason =
        said === "" ? lastLines(exit.stderr).slice(-MESSAGE_CHARACTERS) : said.slice(0, MESSAGE_CHARACTERS);
      return new JobFailure(`AlgorithmError: ${reason}, exit code: ${exit.code}`);
    }
  }
}

function lastLines(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-LAST_LINES).join("\n");
}
