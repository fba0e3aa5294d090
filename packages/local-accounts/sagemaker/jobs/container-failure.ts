import { FAILURE_CHARACTERS, JobFailure } from "../failure";
import type { ContainerExit } from "./containers";

const LAST_LINES = 10;
/** Room for "AlgorithmError: " and the exit code, which a long message must not push out. */
const MESSAGE_CHARACTERS = FAILURE_CHARACTERS - 60;

/**
 * Nothing for a container that did its work; otherwise its failure.
 *
 * @param message what the container left for SageMaker (/opt/ml/output/message or failure); last lines of stderr else
 */
export function containerFailure(exit: ContainerExit, message: string | undefined): JobFailure | undefined {
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
