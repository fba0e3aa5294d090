import { messageOf } from "../errors";
import { FAILURE_CHARACTERS } from "../steps/failure";
import { StorageError } from "../storage";
import type { ContainerExit } from "./containers";

/** Why a job ended before its time; the message becomes its FailureReason. */
export class JobFailure extends Error {
  constructor(
    message: string,
    readonly status: "Failed" | "Stopped" = "Failed",
    /** Training only: what it was doing, or why it was stopped. */
    readonly secondary?: string,
  ) {
    super(message.slice(0, FAILURE_CHARACTERS));
    this.name = "JobFailure";
  }
}

/** AWS's reason for a fault of its own: another attempt may succeed (retry policies, SageMaker.JOB_INTERNAL_ERROR). */
const INTERNAL = "InternalServerError: We encountered an internal error. Please try again.";

/** Runs a transfer; its failure is the client's (no permission, nothing there) unless S3 itself fails. */
export async function transfer<T>(what: string, uri: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof StorageError && error.transient)
      throw new JobFailure(`${INTERNAL} (${error.message})`);
    const code = error instanceof StorageError ? error.code : "Error";
    const denied = code === "AccessDenied" ? "AccessDenied (403)" : code;
    throw new JobFailure(`ClientError: ${what} failed:${denied}: ${uri}: ${messageOf(error)}`);
  }
}

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
      return new JobFailure("the job was stopped", "Stopped");
    case "timeout":
      return new JobFailure(
        `ClientError: the job ran longer than its MaxRuntimeInSeconds and was stopped`,
        "Stopped",
        "MaxRuntimeExceeded",
      );
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
