/** How far a verb came, as JSON. */
import { describeProblem, knownProblem, type Blame } from "sagemaker-promotion-core/problem";
import type { Operation, Outcome } from "./operation";

export interface OutcomeReport {
  readonly ok: boolean;
  readonly done: readonly OperationReport[];
  /** Not done; the first is the one that failed. */
  readonly remaining: readonly OperationReport[];
  readonly error?: ErrorReport;
}

interface OperationReport {
  readonly action: string;
  readonly target: string;
}

export interface ErrorReport {
  readonly code: string;
  readonly blame: Blame;
  readonly message: string;
  readonly where?: string;
  readonly next: string;
}

/** The outcome of a run. */
export function outcome({ done, remaining, failure }: Outcome): OutcomeReport {
  const report = {
    ok: remaining.length === 0 && failure === undefined,
    done: done.map(operation),
    remaining: remaining.map(operation),
  };
  return failure === undefined ? report : { ...report, error: errorReport(failure) };
}

function operation({ action, target }: Operation): OperationReport {
  return { action, target };
}

/** A failure. */
export function errorReport(error: unknown): ErrorReport {
  const problem = knownProblem(error);
  if (problem === undefined) {
    return { code: "Unexpected", blame: "bug", message: describeProblem(error), next: "Report it." };
  }
  const { code, blame, message, where, next } = problem;
  return { code, blame, message, ...(where === undefined ? {} : { where }), next };
}
